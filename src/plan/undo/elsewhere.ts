import { differences } from '../look/compare.ts'
import { fatesOf } from '../look/fetch.ts'
import { filled, madeAround } from './anew.ts'
import type { Attempt } from './attempt.ts'
import { isGathered } from './gathered.ts'
import type { Looking, Now } from './look.ts'
import { recordsBack } from './records.ts'
import type { Refusal } from './request.ts'
import { writable } from './requests.ts'
import { isElsewhere } from './split.ts'
import type { Subject } from './subject.ts'

const otherSurvivor: Refusal = {
  code: 'other-survivor',
  text: 'its survivor does not lead to the record that the answer of the merge named: nothing is written into that one',
}

const wentOn = (seen: string): Refusal => ({
  code: 'went-on-elsewhere',
  text: `${seen}, and this journal knows nothing of it: undo with the copy that was written last, or, if there is no other and somebody did it by hand, with --group and --only-journal`,
})

const valuesAreBack = wentOn('its survivor has the values from before the merge already')
const recordIsBack = wentOn('a record that it would make anew was made since the merge already')

/**
 * Groups that the org has otherwise than this journal tells: a survivor that is another record, or an undo that went on
 * with another copy of the journal and would be done a second time.
 */
export async function refusedByOrg(
  looking: Looking,
  nows: ReadonlyMap<Subject, Now>,
): Promise<ReadonlyMap<Subject, Refusal>> {
  const refused = new Map<Subject, Refusal>()
  for (const subject of await misled(looking, nows)) refused.set(subject, otherSurvivor)
  if (looking.onlyJournal) return refused
  const rest = [...nows].filter(([subject]) => !refused.has(subject))
  const found = rest.map(async ([subject, now]) => {
    const why = await undoneElsewhere(looking, subject, now)
    if (why !== null) refused.set(subject, why)
  })
  await Promise.all(found)
  return refused
}

/** Where a survivor has a new id, the CRM is asked whether the old one leads there. */
async function misled({ writer }: Looking, nows: ReadonlyMap<Subject, Now>): Promise<readonly Subject[]> {
  const renamed = [...nows].filter(
    ([{ action }, { records, selfOf: now }]) =>
      action.kind === 'merge' && records.has(action.survivor) && now(action.survivor) !== action.survivor,
  )
  const object = renamed[0]?.[0].action.object ?? ''
  const survivors = renamed.map(([{ action }]) => action.survivor)
  const fates = await fatesOf(writer, object, survivors)
  return renamed.flatMap(([subject, now]) => {
    const { survivor } = subject.action
    const fate = fates.get(survivor)
    return fate?.is === 'merged' && !isElsewhere(now, object, survivor, fate.into) ? [] : [subject]
  })
}

async function undoneElsewhere(looking: Looking, subject: Subject, now: Now): Promise<Refusal | null> {
  const anew = [...recordsBack(subject, now)].filter(isAnew)
  if (anew.length === 0 || !now.records.has(subject.action.survivor)) return null
  if (isBackAlready(subject, now)) return valuesAreBack
  const { since } = madeAround(looking.begunAt(subject.action))
  for (const attempt of anew) {
    const { write } = await writable(looking, attempt)
    if (!('record' in write)) continue
    const made = (await looking.writer.created?.(write.object, since, filled(write.values))) ?? []
    if (made.some((id) => !looking.isKnown(write.object, id))) return recordIsBack
  }
  return null
}

function isAnew(one: object): one is Attempt {
  return 'write' in one && 'record' in (one as Attempt).write
}

/** All that the merge changed in the survivor, though no undo of this journal wrote anything. */
function isBackAlready({ action, members, after, earlier }: Subject, now: Now): boolean {
  const id = action.survivor
  const [was, left, is] = [
    members.find((one) => one.id === id)?.values,
    after.get(id),
    now.records.get(id)?.values,
  ]
  if (was === undefined || left === undefined || is === undefined || earlier.size > 0) return false
  const { view, moved } = now
  const changed = differences(was, left, view.columns, moved).filter(
    (field) => view.columns.get(field)?.writable && !isGathered(now, field),
  )
  const open = new Set(differences(was, is, view.columns, moved))
  return changed.length > 0 && changed.every((field) => !open.has(field))
}

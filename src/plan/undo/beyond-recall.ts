import { isPreserving, type PlanAction } from '../files/plan-file.ts'
import type { UndoneItem } from '../journal/state.ts'
import { differences } from '../look/compare.ts'
import { nothingMoved, whereIs } from '../look/moved.ts'
import type { Looking } from './look.ts'
import { reasons } from './reasons.ts'
import type { Refusal } from './request.ts'
import type { Subject } from './subject.ts'

const noRecord = 'the CRM cannot take its merge back'
const asItIs = 'left as it is: the record stands for those merged into it, too'

/** Why nothing of a group is written: its merges cannot be taken back, and the record cannot be split either. */
export async function beyondRecall(action: PlanAction, looking: Looking): Promise<Refusal | null> {
  if (action.kind !== 'merge' || isPreserving(action)) return null
  const { object, survivor, undo } = action
  const { abilities } = await looking.org.of(object)
  if (abilities.split !== undefined) return null
  const now = whereIs(looking.ended(), object, survivor)
  if (undo.kind !== 'impossible' && now === survivor) return null
  const why = undo.kind === 'impossible' ? undo.why : `its survivor is ${now} since`
  return {
    code: 'impossible',
    text: `the CRM cannot take its merges back: ${why}`,
  }
}

/** What cannot be brought back, and what stays because of it. */
export async function itemsBeyondRecall(subject: Subject, looking: Looking): Promise<readonly UndoneItem[]> {
  const { action, members, children, done, after } = subject
  const { object, survivor } = action
  const { columns, relationships } = await looking.org.of(object)
  const now = whereIs(looking.ended(), object, survivor)
  const impossible = { fidelity: 'impossible' } as const
  const records = members.flatMap(({ id }): UndoneItem[] =>
    done.has(id) ? [{ what: 'record', object, id, ...impossible, why: noRecord }] : [],
  )
  const was = members.find(({ id }) => id === survivor)?.values ?? {}
  const left = after.get(now) ?? after.get(survivor) ?? was
  const changed = differences(was, left, columns, nothingMoved).filter(
    (field) => columns.get(field)?.writable,
  )
  const rows = children.filter(({ member }) => done.has(member))
  return [
    ...records,
    ...(now === survivor
      ? []
      : [{ what: 'record', object, id: survivor, ...impossible, why: `it is ${now} since` }]),
    ...changed.map((what): UndoneItem => ({ what, object, id: now, fidelity: 'kept', why: asItIs })),
    ...rows.map(({ relationship: what, id }): UndoneItem => {
      const of = relationships.get(what)?.object ?? object
      return { what, object: of, id, ...impossible, why: reasons['no record'] }
    }),
  ]
}

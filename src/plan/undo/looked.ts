import type { Fate } from '../../kit/index.ts'
import type { PlanAction } from '../files/plan-file.ts'
import type { ActionState } from '../journal/index.ts'
import type { UndoneItem } from '../journal/state.ts'
import { type Settling, settleAnew } from './anew.ts'
import { beyondRecall, itemsBeyondRecall } from './beyond-recall.ts'
import { refusedByOrg } from './elsewhere.ts'
import type { Looking, Now } from './look.ts'
import type { Refusal, UndoRequest } from './request.ts'
import { readSubject, type Subject } from './subject.ts'

/** Why a group cannot be undone; `items`: what stays because of it. */
export interface Refused {
  readonly refused: Refusal
  readonly items: readonly UndoneItem[]
}

/** A group and the org around it. */
export type Looked = (Refused & { readonly now: null }) | { readonly refused: null; readonly now: Now }

/** The group as the journal tells of it, or why it is left. */
export async function subjectOf(
  request: UndoRequest,
  looking: Looking,
  action: PlanAction,
): Promise<Subject | Refused> {
  const state = request.state.of(action.id)
  const refused = refusalOf(state)
  if (refused !== null) return refusedFor(refused)
  const { abilities } = await looking.org.of(action.object)
  return (await readSubject(action, state, request, abilities)) ?? refusedFor(forgotten)
}

/** What the org has around groups of one object and kind; also why one cannot be undone. `note`: of requests settled. */
export async function lookAt(
  looking: Looking,
  subjects: readonly Subject[],
  note: (settled: readonly Settling[]) => Promise<unknown> = async () => {},
): Promise<ReadonlyMap<Subject, Looked>> {
  const looked = new Map<Subject, Looked>()
  for (const subject of subjects) {
    const never = await beyondRecall(subject.action, looking)
    if (never === null) continue
    looked.set(subject, { ...refusedFor(never, await itemsBeyondRecall(subject, looking)), now: null })
  }
  const able = subjects.filter((subject) => !looked.has(subject))
  const nows = new Map(await looking.nows(able))
  for (const [subject, now] of nows) {
    const settled = await settleAnew(looking, subject, now)
    if (settled.length === 0) continue
    await note(settled)
    nows.set(subject, await looking.now(subject))
  }
  const refused = await refusedByOrg(looking, nows)
  for (const [subject, now] of nows) {
    const why = refused.get(subject)
    looked.set(subject, why === undefined ? ableAs(subject, now) : { ...refusedFor(why), now: null })
  }
  return looked
}

function ableAs({ action: { kind, survivor } }: Subject, now: Now): Looked {
  if (kind === 'link-and-close' || now.records.has(survivor)) return { refused: null, now }
  return { ...refusedFor(survivorGone(now.fates.get(survivor), now)), now: null }
}

function refusedFor(refused: Refusal, items: readonly UndoneItem[] = []): Refused {
  return { refused, items }
}

/** Undoing again is safe: what is back is found to be back. */
function refusalOf({ items }: ActionState): Refusal | null {
  const writes = [...items.values()]
  if (writes.some(({ is }) => is === 'in the air'))
    return {
      code: 'unknown',
      text: 'a request of it has no answer yet: steward plan apply --resume settles that',
    }
  if (writes.some(({ is }) => is === 'done')) return null
  return { code: 'not-applied', text: 'was not applied' }
}

const forgotten: Refusal = {
  code: 'forgotten',
  text: 'a person in it was forgotten: the old values are gone',
}

function survivorGone(fate: Fate | undefined, { view }: Now): Refusal {
  const anew = view.abilities.split !== undefined
  if (fate?.is === 'merged') {
    const then = anew ? 'a person has to take them apart' : 'undo that first'
    return {
      code: 'survivor-merged',
      text: `its survivor was merged into another record since: ${then}`,
    }
  }
  return anew && fate?.is !== 'deleted'
    ? {
        code: 'survivor-deleted',
        text: 'its survivor was deleted for good since: nobody who was merged into it is made anew',
      }
    : {
        code: 'survivor-deleted',
        text: 'its survivor was deleted since: bring it back from the recycle bin first',
      }
}

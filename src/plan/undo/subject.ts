import type { Abilities, ChildRow, NativeRecord, Value } from '../../kit/index.ts'
import { isPreserving, othersOf, type PlanAction } from '../files/plan-file.ts'
import type { ActionState, ItemState } from '../journal/index.ts'
import type { PreImage } from '../look/pre-image.ts'
import { combined, rowName } from '../look/pre-image.ts'
import { reasonOf } from './reasons.ts'
import type { UndoRequest } from './request.ts'

type Values = Readonly<Record<string, Value>>

/** A group as it was before the first write, and what the run did to it. */
export interface Subject {
  readonly action: PlanAction
  readonly members: readonly NativeRecord[]
  readonly children: readonly ChildRow[]
  /** Losers that the run merged or removed, duplicates that it linked; others are none of our business. */
  readonly done: ReadonlySet<string>
  /** `relationship id` of ties that the run gave the survivor itself. */
  readonly attached: ReadonlySet<string>
  /** Those of them that it was given when all merges were done: then it had them. */
  readonly attachedLast: ReadonlySet<string>
  /** By record: what the run left in it. Survivor of a merge, duplicates of a link. */
  readonly after: ReadonlyMap<string, Values>
  /** What the CRM's own merges made of the survivor by rule. */
  readonly foreseen: Values
  /** `relationship id` of rows that did not hang on the survivor when the run looked after its merges. */
  readonly missed: ReadonlySet<string>
  /** The run looked at the group after its writes. */
  readonly verified: boolean
  /** `id column` of members that were not as planned when the run looked after its merges: somebody else's work. */
  readonly differing: ReadonlySet<string>
  /** Writes of earlier undos. */
  readonly earlier: ReadonlyMap<string, ItemState>
  /** By record: columns that an earlier undo found to be as they were before the merge. */
  readonly valuesTaken: ReadonlyMap<string, ReadonlySet<string>>
  /** `relationship id` of rows that came back by an earlier undo, also of those that did so by themselves. */
  readonly takenBack: ReadonlySet<string>
}

/** Null when a person in it was forgotten: its values, or by the list of forgotten people. */
export async function readSubject(
  action: PlanAction,
  state: ActionState,
  request: UndoRequest,
  abilities: Abilities,
): Promise<Subject | null> {
  const image = await preImageOf(action, state, request.reader)
  if (image === null) return null
  const { members, children } = image
  if (members.some((one) => request.isErased?.(action.object, one))) return null
  const done = doneIn(action, state)
  const foreseen = foreseenIn({ action, members, done }, abilities)
  const after = await afterOf({ action, members, foreseen }, state, request)
  const missed = new Set(
    (state.verified?.differences ?? []).map(({ object, field, id }) => `${object}.${field} ${id}`),
  )
  const differing = new Set((state.verified?.differences ?? []).map(({ id, field }) => `${id} ${field}`))
  const takenBack = new Set(
    state.undone.flatMap(({ fidelity, what, id }) => (fidelity === 'exact' ? [`${what} ${id}`] : [])),
  )
  const valuesTaken = valuesTakenIn(state)
  return {
    action,
    members,
    children,
    done,
    attached: attachedIn(state),
    attachedLast: attachedIn(state, lastMergeIn(state)),
    after,
    foreseen,
    missed,
    verified: state.verified !== null,
    differing,
    earlier: state.undoItems,
    valuesTaken,
    takenBack,
  }
}

function attachedIn({ items }: ActionState, after = -1): ReadonlySet<string> {
  const done = [...items.values()].filter(
    ({ verb, is, step }) => verb === 'attach' && is === 'done' && step > after,
  )
  return new Set(done.map(({ item: { relationship = '', row = '' } }) => rowName({ relationship, id: row })))
}

function lastMergeIn({ items }: ActionState): number {
  const steps = [...items.values()].flatMap(({ verb, step }) => (verb === 'merge' ? [step] : []))
  return Math.max(-1, ...steps)
}

function valuesTakenIn({ undone }: ActionState): Subject['valuesTaken'] {
  const taken = new Map<string, Set<string>>()
  for (const item of undone) {
    const { what, id, fidelity } = item
    const fields = taken.get(id) ?? new Set()
    taken.set(id, fields)
    if (fidelity === 'exact') fields.add(what)
    else if (reasonOf(item) === 'only copy') fields.delete(what)
  }
  return taken
}

/** Looks that were taken again between two merges of a group complete the first one. */
async function preImageOf(
  action: PlanAction,
  { preImage, laterPreImages }: ActionState,
  reader: UndoRequest['reader'],
): Promise<PreImage | null> {
  let image: PreImage | null = null
  for (const entry of preImage === null ? [] : [preImage, ...laterPreImages]) {
    const values = await reader.preImage(entry)
    if (values === null) return null
    image = combined(image, { takenAt: 0, ...values } as PreImage, isPreserving(action))
  }
  return image
}

export function doneIn(action: PlanAction, { items }: ActionState): ReadonlySet<string> {
  const done = [...items.values()].filter(({ is }) => is === 'done')
  const ids = done.flatMap(({ item: { losers, record } }) => losers ?? record ?? [])
  return new Set(othersOf(action).filter((id) => ids.includes(id)))
}

/** From the verification, or, when a run broke off before it, what was asked for. */
async function afterOf(
  { action, members, foreseen }: Pick<Subject, 'action' | 'members' | 'foreseen'>,
  { verified }: ActionState,
  { reader, values: { actions } }: UndoRequest,
): Promise<ReadonlyMap<string, Values>> {
  if (verified !== null) {
    const found = await reader.valuesOf(verified)
    if (found.is !== 'forgotten')
      return new Map(
        recordsIn(found.values).map(({ id, values }) => [
          action.kind === 'merge' ? action.survivor : id,
          values,
        ]),
      )
  }
  const asked = (id: string): Values => {
    if (action.kind === 'merge')
      return id === action.survivor ? { ...foreseen, ...actions[action.id]?.set } : {}
    return action.duplicates.includes(id) ? { ...action.set, [action.link]: action.survivor } : {}
  }
  return new Map(members.map(({ id, values }) => [id, { ...values, ...asked(id) }]))
}

/** What the CRM's own merge made of the survivor. */
function foreseenIn(
  { action, members, done }: Pick<Subject, 'action' | 'members' | 'done'>,
  { merge }: Abilities,
): Values {
  const survivor = members.find(({ id }) => id === action.survivor)
  if (action.kind !== 'merge' || survivor === undefined || isPreserving(action)) return {}
  const losers = action.losers.flatMap((id) => members.filter((one) => one.id === id && done.has(id)))
  return merge?.foresee?.(survivor, losers) ?? {}
}

/** The values of a `verified` entry: `{members: [{id, values}]}`. */
function recordsIn(values: unknown): readonly NativeRecord[] {
  return (values as { readonly members: readonly NativeRecord[] }).members
}

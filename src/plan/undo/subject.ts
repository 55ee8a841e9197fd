import type { ChildRow, NativeRecord, Value } from '../../kit/index.ts'
import type { ActionState, JournalReader } from '../journal/index.ts'
import type { PlanAction } from '../plan-file.ts'
import type { ValuesFile } from '../values-file.ts'

type Values = Readonly<Record<string, Value>>

/** A group as it was before the first write, and its survivor as the run left it. */
export interface Subject {
  readonly action: PlanAction
  readonly members: readonly NativeRecord[]
  readonly children: readonly ChildRow[]
  /** By record: what apply left in it. Survivor of a merge, duplicates of a link. */
  readonly after: ReadonlyMap<string, Values>
}

/** Null when the values were forgotten. */
export async function readSubject(
  action: PlanAction,
  state: ActionState,
  reader: JournalReader,
  values: ValuesFile,
): Promise<Subject | null> {
  if (state.preImage === null) return null
  const kept = await reader.preImage(state.preImage)
  if (kept === null) return null
  const members = kept.members as readonly NativeRecord[]
  const children = (kept.children as readonly ChildRow[]).filter((row) => !wasCreatedAgain(row, state))
  return { action, members, children, after: await afterOf(action, members, state, reader, values) }
}

/** By an earlier undo: there is a new row with another id, which must not be made twice. */
function wasCreatedAgain({ relationship, id }: ChildRow, { undoItems }: ActionState): boolean {
  const made = undoItems.get(createItem(relationship, id))
  return made !== undefined && made.is !== 'refused'
}

/** Name of the write that makes a row anew. */
export function createItem(relationship: string, id: string): string {
  return `create:${relationship}:${id}`
}

/** From the verification, or, when a run broke off before it, what was asked for. */
async function afterOf(
  action: PlanAction,
  members: readonly NativeRecord[],
  { verified }: ActionState,
  reader: JournalReader,
  { actions }: ValuesFile,
): Promise<ReadonlyMap<string, Values>> {
  if (verified !== null) {
    const found = await reader.valuesOf(verified)
    if (found.is !== 'forgotten')
      return new Map(recordsIn(found.values).map(({ id, values }) => [id, values]))
  }
  const asked = (id: string): Values =>
    action.kind === 'merge'
      ? id === action.survivor
        ? (actions[action.id]?.set ?? {})
        : {}
      : action.duplicates.includes(id)
        ? { ...action.set, [action.link]: action.survivor }
        : {}
  return new Map(members.map(({ id, values }) => [id, { ...values, ...asked(id) }]))
}

/** The values of a `verified` entry: `{members: [{id, values}]}`. */
function recordsIn(values: unknown): readonly NativeRecord[] {
  return (values as { readonly members: readonly NativeRecord[] }).members
}

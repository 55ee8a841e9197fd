import type { ChildRow, RecordUpdate, Tie, Value } from '../../kit/index.ts'
import type { UndoneItem } from '../journal/state.ts'

/**
 * A survivor's values first, so that unique ones are free again for the records that come back; rows once there is
 * something to hang them on. A tie is on its record again, and a row made anew there, before it leaves the survivor.
 */
export const turns = [
  'emptied values',
  'values',
  'records',
  'moved rows',
  'dropped rows',
  'new rows',
  'rows of the survivor',
  'ties',
  'ties of the survivor',
] as const
export type Turn = (typeof turns)[number]

export type UndoWrite = { readonly object: string } & (
  | { readonly verb: 'update'; readonly update: RecordUpdate }
  | { readonly verb: 'restore'; readonly id: string }
  /** `left`: the id of the row that was moved to the survivor and stays there at first; absent where none was. */
  | {
      readonly verb: 'create'
      readonly row: ChildRow
      readonly left?: string
      readonly values: Readonly<Record<string, Value>>
    }
  /** A row of the survivor; `twin` is made anew elsewhere, by the id that the journal has. */
  | { readonly verb: 'remove'; readonly id: string; readonly twin: ChildRow }
  /** `record`: the id that it had, which it will not have again. */
  | { readonly verb: 'create'; readonly record: string; readonly values: Readonly<Record<string, Value>> }
  | { readonly verb: 'attach' | 'detach'; readonly tie: Tie }
)

/** A write that undo will try, and what it is worth when it succeeds. */
export interface Attempt {
  readonly turn: Turn
  /** Unique among the writes of undo in a group; a write with this name that was done once is not done again. */
  readonly name: string
  readonly items: readonly UndoneItem[]
  readonly write: UndoWrite
}

/** What can be done, before anything is done. */
export interface Outlook {
  readonly attempts: readonly Attempt[]
  /** What stays as it is: edited since, or beyond reach. */
  readonly settled: readonly UndoneItem[]
}

export function outlookOf(found: Iterable<Attempt | UndoneItem>): Outlook {
  const attempts: Attempt[] = []
  const settled: UndoneItem[] = []
  for (const one of found) {
    if ('write' in one) attempts.push(one)
    else settled.push(one)
  }
  return { attempts, settled }
}

export function itemsOf({ attempts, settled }: Outlook): readonly UndoneItem[] {
  return [...attempts.flatMap(({ items }) => items), ...settled]
}

/** Records that come back. */
export function returning(attempts: readonly Attempt[]): readonly string[] {
  return attempts.flatMap(({ turn, write }) => {
    if (turn !== 'records') return []
    if ('record' in write) return [write.record]
    return write.verb === 'restore' ? [write.id] : []
  })
}

/** Those of them that are made anew. */
export function madeAnew(attempts: readonly Attempt[]): readonly string[] {
  return attempts.flatMap(({ write }) => ('record' in write ? [write.record] : []))
}

export const writeNames = {
  emptied: (id: string) => `update:emptied:${id}`,
  values: (id: string) => `update:values:${id}`,
  again: (id: string) => `update:again:${id}`,
  record: (id: string) => `restore:record:${id}`,
  anew: (id: string) => `create:record:${id}`,
  move: (relationship: string, id: string) => `update:${relationship}:${id}`,
  row: (relationship: string, id: string) => `restore:${relationship}:${id}`,
  create: (relationship: string, id: string) => `create:${relationship}:${id}`,
  remove: (relationship: string, id: string) => `remove:${relationship}:${id}`,
  attach: ({ relationship, row, member }: Tie) => `attach:${relationship}:${row}:${member}`,
  detach: ({ relationship, row, member }: Tie) => `detach:${relationship}:${row}:${member}`,
} as const

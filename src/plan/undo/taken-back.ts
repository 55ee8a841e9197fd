import type { ActionState, JournalState } from '../journal/index.ts'
import { lastWord } from '../journal/last-word.ts'
import type { UndoneItem } from '../journal/state.ts'
import { type GroupUndo, isShort } from './index.ts'
import { type Reason, reasonOf } from './reasons.ts'

/** What became of a group, over all undos of it. */
export const takenBackWords = ['whole', 'conflicts', 'split', 'in part', 'waits', 'not'] as const

/**
 * `whole`: as it was, but for what no undo gives back and the plan says. `conflicts`: likewise, and what people changed
 * since the merge stays. `split`: its records are apart again, with new ids. `waits`: a person has to bring a record back
 * first. `not`: nothing came back.
 */
export type TakenBack = (typeof takenBackWords)[number]

/** An item that cannot come back before a person brought a record back is neither lost nor a conflict. */
export type ToldItem = Omit<UndoneItem, 'fidelity'> & { readonly fidelity: UndoneItem['fidelity'] | 'waits' }

export interface ToldGroup extends GroupUndo {
  readonly takenBack: TakenBack
}

/** `state`: of the journal before this undo. */
export function toldGroups(groups: readonly GroupUndo[], state: JournalState): readonly ToldGroup[] {
  return groups.map((group) => {
    const { refused, items } = group
    const before = state.of(group.action).stands
    if (refused === null) return { ...group, takenBack: whatBecameOf(lastWord(before, items)) }
    return { ...group, takenBack: before.length > 0 ? whatBecameOf(before) : 'not' }
  })
}

/** As the journal has it: null where nobody tried to take it back. */
export function takenBackIn({ stands, undone }: ActionState): TakenBack | null {
  return undone.length === 0 ? null : whatBecameOf(stands)
}

function whatBecameOf(items: readonly UndoneItem[]): TakenBack {
  if (items.some(waitsForPerson)) return 'waits'
  const came = items.some(({ fidelity }) => fidelity === 'exact' || fidelity === 'approximate')
  if (items.some(isShort)) return came ? 'in part' : 'not'
  if (items.some(({ what, fidelity }) => what === 'record' && fidelity === 'approximate')) return 'split'
  if (!items.some(({ fidelity }) => fidelity === 'kept')) return 'whole'
  return came ? 'conflicts' : 'not'
}

function waitsForPerson(item: UndoneItem): boolean {
  return reasonOf(item) === 'by hand'
}

const waiting: ReadonlySet<Reason> = new Set(['by hand', 'only copy', 'no record'])

/** Items of a group as they are told. */
export function toldItems(items: readonly UndoneItem[]): readonly ToldItem[] {
  if (!items.some(waitsForPerson)) return items
  return items.map((item) => {
    const reason = reasonOf(item)
    return reason !== undefined && waiting.has(reason) ? { ...item, fidelity: 'waits' as const } : item
  })
}

/** The same in words, of one group and of several. */
export const takenBackTexts: Readonly<Record<TakenBack, readonly [string, string]>> = {
  whole: ['wholly back', 'wholly back'],
  conflicts: ['back with conflicts kept', 'back with conflicts kept'],
  split: ['split again into new records', 'split again into new records'],
  'in part': ['back in part', 'back in part'],
  waits: ['waits for a person', 'wait for a person'],
  not: ['not undone', 'not undone'],
}

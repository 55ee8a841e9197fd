import type { ActionState, ItemState, JournalState, RunState } from '../../plan/journal/index.ts'
import { takenBackIn, takenBackTexts } from '../../plan/undo/taken-back.ts'
import { tally } from '../../text/tally.ts'
import { counted, figure, listed } from '../../text/words.ts'

type Row = readonly [string, string]

/** Runs by the numbers that `plan undo --run` takes. */
export function runRows({ runs }: JournalState, most: number): readonly Row[] {
  const shown = runs.slice(-most)
  const rows = shown.map((run): Row => [`run ${run.n}`, runText(run)])
  const left = runs.length - shown.length
  return left === 0 ? rows : [['runs', `${counted(left, 'earlier run')} not listed`], ...rows]
}

function runText({ kind, at, actions, close }: RunState): string {
  const end = close === null ? 'goes on, or broke off' : `${close.reason} (${close.code})`
  return `${kind} of ${at}: wrote ${counted(actions.length, 'group')}; ${end}`
}

/** Groups with what was done of each and what is not; those that are as planned only where all are wanted. */
export function groupRows({ actions }: JournalState, most: number, all: boolean): readonly Row[] {
  const wanted = [...actions.values()].filter(({ is }) => all || !(is === 'verified' || is === 'undone'))
  const shown = all ? wanted : wanted.slice(0, most)
  const rows = shown.map((action, n): Row => [n === 0 ? label(all) : '', groupText(action)])
  const left = wanted.length - shown.length
  return left === 0 ? rows : [...rows, ['', `and ${counted(left, 'group')} more: --all lists them`]]
}

function label(all: boolean): string {
  return all ? 'group' : 'open'
}

function groupText(state: ActionState): string {
  const { action, is, items, undoItems, skip } = state
  const parts = [...spoken([...items.values()], ''), ...spoken([...undoItems.values()], 'undo: ')]
  if (skip !== null) parts.push(`left as it is: ${whyLeft(skip)}`)
  const became = takenBackIn(state)
  if (became !== null) parts.push(takenBackTexts[became][0])
  return `${action} ${is}${parts.length === 0 ? '' : `: ${parts.join('; ')}`}`
}

/** Never more than a code, an id and columns: a journal's own words outlive a forgotten person. */
function whyLeft({ code, record, fields = [] }: NonNullable<ActionState['skip']>): string {
  const where = [record ?? '', listed(fields)].filter((part) => part !== '').join(': ')
  return where === '' ? code : `${code} (${where})`
}

/** `2 merge done, 1 update refused UNABLE_TO_LOCK_ROW`: writes of one kind and fate together. */
function spoken(items: readonly ItemState[], before: string): string[] {
  if (items.length === 0) return []
  const words = items.map(({ verb, is, outcome }) =>
    is === 'refused' && outcome?.result === 'refused' ? `${verb} refused (${outcome.code})` : `${verb} ${is}`,
  )
  return [`${before}${listed(tally(words).map(([word, count]) => `${figure(count)} × ${word}`))}`]
}

import type { ActionState, JournalState } from '../../plan/journal/index.ts'
import { takenBackIn, takenBackTexts } from '../../plan/undo/taken-back.ts'
import { oneLine } from '../../text/neutral.ts'
import { byCount } from '../../text/tally.ts'
import { counted, figure, listed } from '../../text/words.ts'
import { definition } from '../terminal.ts'
import { groupRows, runRows } from './journal-groups.ts'
import { columnName } from './words.ts'

const labelWidth = 9
const mostGroups = 10

/** What a journal says was done; ids and codes only. */
export function journalText(state: JournalState, width = 80, all = false): string {
  const { first, open, close, actions, stages, torn, entries, head } = state
  if (first === null || open === null) return `An empty journal of ${counted(entries, 'entry', 'entries')}.`
  const words = byCount(tallied([...actions.values()].map(groupWord)))
  const rows: readonly (readonly [string, string])[] = [
    ['plan', `${first.plan} for ${first.host} (${first.orgId}), begun ${first.at} as ${first.user}`],
    ['groups', listed(words.map(([is, count]) => `${figure(count)} ${is}`)) || 'none yet'],
    ...(stages.length === 0
      ? []
      : [
          [
            'stages',
            listed(stages.map(({ groups, compared }) => `${figure(groups)} (${compared})`)),
          ] as const,
        ]),
    ...(torn.length === 0
      ? []
      : [['crashes', `${figure(torn.length)} found when it was opened again`] as const]),
    ...differing(state),
    ...groupRows(state, mostGroups, all),
    ...runRows(state, mostGroups),
    ['last run', lastRun(state)],
    ['entries', `${figure(entries)}; head ${head ?? 'none'}`],
    ...(close === null || close.left > 0 ? [['next', 'steward plan apply PLAN --resume'] as const] : []),
  ]
  return rows.flatMap(([label, text]) => definition(label, oneLine(text, 1000), width, labelWidth)).join('\n')
}

/** Groups whose result was not as planned, each with the columns in which it differs. */
function differing({ actions }: JournalState): readonly (readonly [string, string])[] {
  const groups = [...actions.values()].flatMap(({ action, verified }) => {
    const columns = [...new Set(verified?.differences.map(({ object, field }) => columnName(object, field)))]
    return columns.length === 0 ? [] : [`${action}: ${columns.join(', ')}`]
  })
  const left = groups.length - mostGroups
  const rows = groups.slice(0, mostGroups)
  if (left > 0) rows.push(`and ${counted(left, 'group')} more`)
  return rows.map((row, index) => [index === 0 ? 'differ' : '', row])
}

/** A group that was taken back is told as `plan undo` tells it. */
function groupWord(state: ActionState): string {
  const became = state.is === 'undone' ? takenBackIn(state) : null
  return became === null ? state.is : takenBackTexts[became][0]
}

function lastRun({ open, close }: JournalState): string {
  const how = `${open?.run ?? ''}, consent: ${open?.consent ?? ''}`
  if (close === null) return `${how}; goes on, or broke off`
  return `${how}; ${close.reason} (${close.code}) at ${close.at}: ${figure(close.done)} done, ${figure(close.skipped)} skipped, ${figure(close.left)} left`
}

function tallied(words: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return counts
}

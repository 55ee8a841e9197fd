import type { Collected, CollectOutcome } from '../../plan/publish/index.ts'
import { oneLine } from '../../text/neutral.ts'
import { counted, figure } from '../../text/words.ts'
import { definition } from '../terminal.ts'

const labelWidth = 10
const named = 8

const verdicts: readonly (readonly [Collected['verdict'], string])[] = [
  ['merged', 'merged'],
  ['same', 'said to be the same'],
  ['apart', 'not the same'],
  ['in-part', 'judged in part'],
  ['unclear', 'of which it cannot be told'],
  ['open', 'open'],
]

export interface CollectedInput {
  readonly outcome: CollectOutcome
  /** The decisions file, as people call it. */
  readonly decisions: string
  readonly width?: number
}

/** What people said in the CRM: ids and counts, never a value. */
export function collected({ outcome, decisions, width = 80 }: CollectedInput): string {
  const { collected: all, conflicts, remembered, closed, unknown, calls } = outcome
  const counts = verdicts.flatMap(([verdict, text]) => {
    const count = all.filter((one) => one.verdict === verdict).length
    return count === 0 ? [] : [`${figure(count)} ${text}`]
  })
  const earlier = closed === 0 ? '' : `; ${figure(closed)} were settled before`
  const conflicting = conflicts.map(
    ({ set, object, a, b, decided, said, by }) =>
      ['conflict', `${set}: ${object} ${a} and ${b}: decided "${decided}", ${by} says "${said}"`] as const,
  )
  const noted = all.flatMap(({ name, notes }) =>
    notes.map((note) => ['not told', `${name}: ${note}`] as const),
  )
  const rows: readonly (readonly [string, string])[] = [
    [
      'sets',
      `${counts.length === 0 ? 'none of ours are open' : counts.join(', ')}${earlier}; ${counted(calls, 'API call')}`,
    ],
    ['decisions', decisionsText(remembered.added, decisions)],
    ...capped(conflicting),
    ...capped(noted),
    ...(unknown > 0
      ? [
          [
            'unknown',
            `${counted(unknown, 'group')} sent without an answer: steward plan publish looks for them`,
          ] as const,
        ]
      : []),
    ...thereRows(outcome),
  ]
  return rows.flatMap(([label, text]) => definition(label, oneLine(text, 1000), width, labelWidth)).join('\n')
}

/** Every set that is in the CRM now is one of the three. */
function thereRows({ there, noun }: CollectOutcome): readonly (readonly [string, string])[] {
  const { open, settled, others } = there
  const parts = [
    ...(open === 0 ? [] : [`${figure(open)} of ours open`]),
    ...(settled === 0 ? [] : [`${figure(settled)} of ours settled`]),
    ...(others === null || others === 0 ? [] : [`${figure(others)} of the org’s own, left alone`]),
  ]
  if (parts.length === 0) return []
  return [['there', `${counted(open + settled + (others ?? 0), noun)}: ${parts.join('; ')}`]]
}

function decisionsText(added: number, file: string): string {
  if (added === 0) return `nothing new for ${file}`
  return `${counted(added, 'line')} added to ${file}: commit it; the next scan and plan go by it`
}

function capped(rows: readonly (readonly [string, string])[]): readonly (readonly [string, string])[] {
  const [first] = rows
  if (first === undefined || rows.length <= named) return rows
  return [...rows.slice(0, named), [first[0], `and ${figure(rows.length - named)} more: --json lists all`]]
}

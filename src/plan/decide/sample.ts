import { type Entity, isPersonal } from '../../kit/index.ts'
import { maskValue } from '../../text/mask.ts'
import { oneLine } from '../../text/neutral.ts'
import { counted, figure, probability } from '../../text/words.ts'
import type { Candidate, Member } from '../group.ts'
import { byText } from './order.ts'
import { spoken } from './spoken.ts'

/**
 * At most `n` groups, spread evenly over the scores, lowest first: the weakest and the strongest are always among
 * them, and the same groups give the same sample.
 */
export function sampleGroups(candidates: readonly Candidate[], n = 10): readonly Candidate[] {
  const ranked = candidates.toSorted(
    (a, b) => a.score - b.score || byText(a.group, b.group) || byText(a.rule, b.rule),
  )
  if (ranked.length <= n) return ranked
  if (n < 2) return ranked.slice(0, n)
  const step = (ranked.length - 1) / (n - 1)
  return Array.from({ length: n }, (_, at) => ranked[Math.round(at * step)]).filter(
    (one) => one !== undefined,
  )
}

export interface SampleText {
  /** Hide personal values; false only at a terminal. */
  readonly mask: boolean
  readonly least: number
  /** All groups that are asked about. */
  readonly total: number
}

/** The sample as plain text, for the question whether all these groups are to be merged. */
export function sampleText(sample: readonly Candidate[], { mask, least, total }: SampleText): string {
  const scores = least >= 0.9995 ? String(least) : probability(least)
  const lines = [
    `${counted(total, 'group')} from a score of ${scores} on; ${sampled(sample.length, total)}, weakest first.`,
  ]
  for (const [at, candidate] of sample.entries()) lines.push('', ...groupLines(at + 1, candidate, mask))
  return `${lines.join('\n')}\n`
}

function sampled(shown: number, total: number): string {
  return shown === total ? 'all of them' : `a sample of ${figure(shown)}, ${figure(total - shown)} not shown`
}

function groupLines(number: number, candidate: Candidate, mask: boolean): readonly string[] {
  const { group, members, score, rule, entity, proposed } = candidate
  const size = counted(members.length, 'record')
  return [
    `${String(number).padStart(2)}  ${rule}  ${group.slice(0, 8)}  ${size}  ${probability(score)}`,
    ...members.map((member, at) => `    ${at === proposed ? '*' : ' '} ${memberLine(member, entity, mask)}`),
    `      ${oneLine(spoken(candidate.pairs, mask), 160)}`,
  ]
}

const told = ['name', 'email', 'phone', 'companyName', 'ownerName'] as const

function memberLine({ key, kind, values }: Member, entity: Entity, mask: boolean): string {
  const parts = told.flatMap((field) => {
    const value = values[field]
    if (value === null || value === undefined || value === '') return []
    const shown = mask && isPersonal(entity, field) ? maskValue(value, shapeOf(entity, field)) : value
    return [oneLine(String(shown), 60)]
  })
  return [`${oneLine(key.id, 40)} (${oneLine(kind, 40)})`, ...parts].join('  ')
}

/** The name of a case is its subject. */
function shapeOf(entity: Entity, field: (typeof told)[number]): Parameters<typeof maskValue>[1] {
  if (field === 'email' || field === 'phone') return field
  return entity === 'person' || field === 'ownerName' ? 'name' : 'text'
}

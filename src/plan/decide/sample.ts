import { type Entity, isPersonal } from '../../kit/index.ts'
import { byText } from '../../match/table.ts'
import { maskValue } from '../../text/mask.ts'
import { oneLine } from '../../text/neutral.ts'
import { tally } from '../../text/tally.ts'
import { counted, figure, probability } from '../../text/words.ts'
import type { Candidate, Member } from '../group/group.ts'
import { codeText } from '../group/left-out-words.ts'
import { recordName, recordNames } from '../group/record-names.ts'
import { spoken } from './spoken.ts'
import type { FromScore } from './ways.ts'

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
  /** What is asked about. */
  readonly from: FromScore
}

/** The sample as plain text, for the question whether all these groups are to be merged; `*` survives. */
export function sampleText(sample: readonly Candidate[], { mask, least, from }: SampleText): string {
  const scores = least >= 0.9995 ? String(least) : probability(least)
  const total = from.parts.length
  const lines = [
    `${counted(from.groups.length, 'group')} from a score of ${scores} on; ${figure(total)} can be planned${split(from)}.`,
    ...cannot(from),
    `${sampled(sample.length, total)}, weakest first; * survives.`,
  ]
  for (const [at, candidate] of sample.entries()) lines.push('', ...groupLines(at + 1, candidate, mask))
  return `${lines.join('\n')}\n`
}

function sampled(shown: number, total: number): string {
  if (shown === total) return 'All of them'
  return `A sample of ${figure(shown)}, ${figure(total - shown)} not shown`
}

/** By the records, because parts have names of their own. */
function partsByGroup({ groups, parts }: FromScore): ReadonlyMap<Candidate, number> {
  const counts = new Map(groups.map((group) => [group, 0]))
  const owners = Map.groupBy(
    groups.flatMap((group) =>
      group.members.map(({ key }) => ({ group, at: recordName(group.rule, key.object, key.id) })),
    ),
    ({ at }) => at,
  )
  for (const { rule, members } of parts) {
    const [first] = members
    const name = first === undefined ? '' : recordName(rule, first.key.object, first.key.id)
    const group = owners.get(name)?.[0]?.group
    if (group !== undefined) counts.set(group, (counts.get(group) ?? 0) + 1)
  }
  return counts
}

function split(from: FromScore): string {
  const several = [...partsByGroup(from).values()].filter((parts) => parts > 1)
  if (several.length === 0) return ''
  const parts = several.reduce((all, count) => all + count, 0)
  return `, ${figure(parts)} of them parts of ${counted(several.length, 'group')} that cannot be merged as a whole`
}

/** One line: how many groups cannot be planned, each by its first reason. */
function cannot(from: FromScore): readonly string[] {
  const none = [...partsByGroup(from)].filter(([, parts]) => parts === 0).map(([group]) => group)
  if (none.length === 0) return []
  const codes = new Map<string, string>()
  for (const one of from.leftOut) {
    for (const name of one.records.flatMap((id) => recordNames(one, id)))
      if (!codes.has(name)) codes.set(name, one.code)
  }
  const reasons = tally(
    none.map(({ rule, members }) => {
      const code = members
        .map(({ key }) => codes.get(recordName(rule, key.object, key.id)))
        .find((one) => one !== undefined)
      return codeText(code ?? '')
    }),
  )
  const shown = reasons.map(([reason, count]) => `${figure(count)} ${reason}`)
  return [`${counted(none.length, 'group')} cannot: ${shown.join(', ')}.`]
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

import type { MatchMember, MatchRule, Value } from '../kit/index.ts'
import { byText } from './table.ts'

/** Why the members cannot all be merged in one go, in sentences; empty when they can. */
export function obstaclesOf(
  rule: MatchRule,
  members: readonly MatchMember[],
  values: readonly Readonly<Record<string, Value | undefined>>[],
): readonly string[] {
  const out = kindObstacles(new Set(members.map((member) => member.kind)))
  for (const field of rule.mergeWithin) {
    const found = distinct(values, field)
    if (found.length > 1)
      out.push(
        `${field} differs (${found.join(', ')}): only records of one value are merged. Set the same value on all members first, or merge those that share one.`,
      )
  }
  if (distinct(values, 'householdId', false).length > 1) {
    out.push(
      'The members belong to different households: merge the households first, with the tool that made them.',
    )
  }
  if (distinct(values, 'externalId', false).length > 1) {
    out.push('The members carry different ids of another system: settle there which one stays.')
  }
  return out
}

function kindObstacles(kinds: ReadonlySet<string>): string[] {
  const out: string[] = []
  if (kinds.has('lead') && (kinds.has('contact') || kinds.has('person-account'))) {
    out.push(
      'A lead and a contact are not merged together: converting the lead is irreversible and is asked for apart.',
    )
  }
  if (kinds.has('person-account') && kinds.has('contact')) {
    out.push('A person account merges only with another person account, not with a contact of a business.')
  }
  if (out.length === 0 && kinds.size > 1) {
    out.push(`Records of different kinds (${[...kinds].sort(byText).join(', ')}) are not merged together.`)
  }
  return out
}

/** Values of a field in order; an empty one counts as a value of its own when `withEmpty`. */
function distinct(
  values: readonly Readonly<Record<string, Value | undefined>>[],
  field: string,
  withEmpty = true,
): readonly string[] {
  const found = new Set<string>()
  for (const record of values) {
    const value = record[field]
    if (value === undefined) continue
    if (value !== null) found.add(String(value))
    else if (withEmpty) found.add('none')
  }
  return [...found].sort(byText)
}

import type { Bench, MergeMember } from './bench.ts'
import { isOpen, isSameIn, offers } from './bench.ts'
import { fieldGroups, groupMember, groupValues } from './field-groups.ts'
import { isBlank } from './measure.ts'
import { type Picked, pickValue } from './pick.ts'
import { type Strategies, strategiesOf } from './strategies.ts'

export interface Choices {
  /** What a column gets. */
  readonly picked: Map<string, Picked>
  /** Columns that stay as the survivor has them, whatever a merge makes of them, and why. */
  readonly held: Map<string, string>
  /** Columns that are written also where they stay, for nobody knows what a merge makes of them. */
  readonly written: Set<string>
}

/** What the policy makes of each column that may be set. */
export function byPolicy(bench: Bench): Choices {
  const choices: Choices = { picked: new Map(), held: new Map(), written: new Set() }
  const strategies = strategiesOf(bench)
  const grouped = takeGroups(bench, strategies, choices)
  for (const field of bench.description.fields) {
    const { name } = field
    if (grouped.has(name) || !isOpen(bench, name) || isLeftToMerge(bench, name, strategies)) continue
    const isForeign = bench.foreign.has(name)
    if (!isForeign && !staysByPolicy(bench, name, strategies)) continue
    const choice = isForeign ? foreignId(bench, name) : pickValue(bench, field, strategies.of(name))
    if (choice !== null) choices.picked.set(name, choice)
    else if (isForeign) choices.held.set(name, 'id of another system')
    else choices.held.set(name, whyHeld(strategies, name))
  }
  return choices
}

/** Names of the columns that are in groups. */
function takeGroups(bench: Bench, strategies: Strategies, { picked, held }: Choices): ReadonlySet<string> {
  const grouped = new Set<string>()
  for (const group of fieldGroups(bench)) {
    const from = groupMember(bench, group, strategies)
    const named = group.columns.some((column) => strategies.named.has(column))
    for (const column of group.columns) {
      grouped.add(column)
      if (!isOpen(bench, column)) continue
      if (group.take !== null || named || bench.foreign.has(column) || !isByRule(bench, column))
        held.set(column, `group ${group.name}`)
    }
    if (from === bench.survivor) continue
    for (const [column, choice] of groupValues(bench, group, from)) picked.set(column, choice)
  }
  return grouped
}

/** What follows in a merge from what else comes together, e.g. from ties, unless the policy has a word on that column. */
function isLeftToMerge({ changes = [], foreseen }: Bench, column: string, strategies: Strategies): boolean {
  return changes.includes(column) && !(column in foreseen) && !strategies.named.has(column)
}

/** What a CRM makes of a column by a rule of its own stands, unless the policy has a word on that column. */
function staysByPolicy(bench: Bench, column: string, strategies: Strategies): boolean {
  return strategies.named.has(column) || strategies.of(column) === 'survivor' || !isByRule(bench, column)
}

function whyHeld(strategies: Strategies, column: string): string {
  const strategy = strategies.of(column)
  return typeof strategy === 'string' ? strategy : `source ${strategy.source}`
}

/** True where the merge does more than to fill a blank with what the first of its losers has. */
function isByRule({ survivor, order, foreseen, fieldOf }: Bench, column: string): boolean {
  if (!(column in foreseen)) return false
  const [first] = [survivor, ...order].filter(({ native }) => !isBlank(native.values[column]))
  return !isSameIn(fieldOf(column), foreseen[column], first?.native.values[column])
}

/** Taken where there is one to take; between several nobody chooses but a person. */
function foreignId(bench: Bench, column: string): Picked | null {
  if (!isBlank(bench.survivor.native.values[column])) return null
  const [from, ...others] = distinctBy(bench, column)
  const value = from?.native.values[column]
  if (from === undefined || value === undefined || others.length > 0) return null
  return { value, from, why: 'id of another system' }
}

/** Losers that offer a value, one for each value. */
export function distinctBy(bench: Bench, column: string): readonly MergeMember[] {
  const field = bench.fieldOf(column)
  const offering = bench.losers.filter((one) => offers(bench, column, one))
  return offering.filter(
    (one, at) =>
      offering.findIndex((other) =>
        isSameIn(field, other.native.values[column], one.native.values[column]),
      ) === at,
  )
}

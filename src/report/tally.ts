import { type MatchGroup, type MatchMember, type Severity, severities } from '../kit/index.ts'
import { type ReportInput, type Shown, shownFindings } from './input.ts'

/** How often each text came; beyond `most` different texts the rest is counted together. */
export interface Tally {
  readonly counts: Map<string, number>
  other: number
  unknown: number
}

/** What all groups of a match rule amount to. */
export interface GroupTally {
  groups: number
  records: number
  /** Every member of a group but its oldest; but its survivor where a creation date is unknown. */
  surplus: number
  near: number
  readonly sizes: Map<number, number>
  /** Groups by step of their score; see `scoreSteps`. */
  readonly scores: Map<number, number>
  readonly bands: Map<string, number>
  readonly obstacles: Tally
  readonly objects: Set<string>
  /** True for records of several connections: none of them is surplus. */
  readonly across: boolean
  /** Groups by field in which their members differ. */
  readonly differing: Tally
  /** Surplus records by month of creation, `2026-03`. */
  readonly months: Tally
}

export interface RuleTally {
  readonly rule: string
  severity: Severity
  findings: number
  isNew: number
  /** Findings of which an earlier run of the rule is known. */
  compared: number
  waived: number
  records: number
  readonly bySeverity: Map<Severity, number>
  readonly byConnection: Map<string, number>
  readonly owners: Tally
  readonly sources: Tally
  readonly groups: GroupTally | null
  readonly worst: Shown[]
  readonly waivers: Shown[]
}

/** Lower ends of the steps of a score histogram: fine where the scores of groups are. */
export const scoreSteps: readonly number[] = [
  0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.96, 0.97, 0.98, 0.99, 0.995, 0.999,
]

/** Different texts that one tally keeps apart, so that memory stays bounded whatever the org holds. */
const most = 5000

function newTally(): Tally {
  return { counts: new Map(), other: 0, unknown: 0 }
}

function add(tally: Tally, value: unknown, times = 1): void {
  if (value === undefined || value === null || value === '') {
    tally.unknown += times
    return
  }
  const text = String(value).slice(0, 200)
  if (tally.counts.has(text) || tally.counts.size < most) increase(tally.counts, text, times)
  else tally.other += times
}

function increase<K>(counts: Map<K, number>, key: K, times = 1): void {
  counts.set(key, (counts.get(key) ?? 0) + times)
}

/** One pass over the findings; keeps at most `keep` of them per rule. Worst rule first. */
export async function tallyRules(
  input: Pick<ReportInput, 'outcome' | 'mask'>,
  keep: number,
): Promise<readonly RuleTally[]> {
  const rules = new Map<string, RuleTally>()
  for await (const shown of shownFindings(input)) {
    const { finding } = shown
    const known = rules.get(finding.rule) ?? newRule(finding.rule, finding.severity, finding.group)
    rules.set(finding.rule, known)
    if (finding.waiver === undefined) addFinding(known, shown, keep)
    else addWaived(known, shown, keep)
  }
  return [...rules.values()].sort(byWeight)
}

function newRule(rule: string, severity: Severity, group: MatchGroup | undefined): RuleTally {
  return {
    rule,
    severity,
    findings: 0,
    isNew: 0,
    compared: 0,
    waived: 0,
    records: 0,
    bySeverity: new Map(),
    byConnection: new Map(),
    owners: newTally(),
    sources: newTally(),
    groups: group === undefined ? null : newGroups(group.across !== undefined),
    worst: [],
    waivers: [],
  }
}

function newGroups(across: boolean): GroupTally {
  return {
    groups: 0,
    records: 0,
    surplus: 0,
    near: 0,
    sizes: new Map(),
    scores: new Map(),
    bands: new Map(),
    obstacles: newTally(),
    objects: new Set(),
    across,
    differing: newTally(),
    months: newTally(),
  }
}

function addWaived(rule: RuleTally, shown: Shown, keep: number): void {
  rule.waived += 1
  if (rule.waivers.length < keep) rule.waivers.push(shown)
}

function addFinding(rule: RuleTally, shown: Shown, keep: number): void {
  const { finding } = shown
  rule.findings += 1
  rule.records += finding.records.length
  if (finding.isNew !== null) rule.compared += 1
  if (finding.isNew === true) rule.isNew += 1
  if (rank(finding.severity) < rank(rule.severity)) rule.severity = finding.severity
  increase(rule.bySeverity, finding.severity)
  increase(rule.byConnection, finding.connection)
  keepWorst(rule.worst, shown, keep)
  if (finding.group !== undefined && rule.groups !== null) addGroup(rule, rule.groups, finding.group)
  else addEvidence(rule, shown)
}

function addGroup(rule: RuleTally, tally: GroupTally, group: MatchGroup): void {
  tally.groups += 1
  tally.records += group.members.length
  tally.near += group.near.length + group.nearLeftOut
  increase(tally.sizes, group.members.length)
  increase(tally.scores, scoreSteps.findLast((step) => group.score >= step) ?? 0)
  increase(tally.bands, group.band)
  for (const obstacle of group.obstacles) add(tally.obstacles, obstacle)
  for (const field of group.across?.differing ?? []) add(tally.differing, field)
  const kept = oldest(group)
  group.members.forEach((member, index) => {
    tally.objects.add(member.key.object)
    if (index === kept || tally.across) return
    tally.surplus += 1
    add(tally.months, monthOf(member))
    add(rule.owners, member.values.ownerName)
    add(rule.sources, member.values.source)
  })
}

function oldest(group: MatchGroup): number {
  const dates = group.members.map((member) => member.values.createdAt)
  if (dates.some((date) => typeof date !== 'string' || date === '')) return group.survivor
  const first = [...(dates as string[])].sort()[0]
  return dates.indexOf(first)
}

function monthOf(member: MatchMember): string | null {
  const match = /^\d{4}-\d\d/.exec(String(member.values.createdAt ?? ''))
  return match === null ? null : match[0]
}

/** A finding about records names owner and source in its evidence, when its rule read them. */
function addEvidence(rule: RuleTally, { finding }: Shown): void {
  if (finding.records.length === 0) return
  const said = (field: string) => finding.evidence.find((item) => item.field === field)?.value
  add(rule.owners, said('ownerName'))
  add(rule.sources, said('source'))
}

function rank(severity: Severity): number {
  return severities.indexOf(severity)
}

/** Severity first, then the larger group, then the surer one, then the order of the outcome. */
function keepWorst(worst: Shown[], shown: Shown, keep: number): void {
  const place = worst.findIndex((other) => weigh(shown, other) < 0)
  if (place < 0 && worst.length >= keep) return
  worst.splice(place < 0 ? worst.length : place, 0, shown)
  if (worst.length > keep) worst.pop()
}

function weigh({ finding: a }: Shown, { finding: b }: Shown): number {
  return (
    rank(a.severity) - rank(b.severity) ||
    b.records.length - a.records.length ||
    (b.group?.score ?? 0) - (a.group?.score ?? 0)
  )
}

function byWeight(a: RuleTally, b: RuleTally): number {
  return (
    Number(a.findings === 0) - Number(b.findings === 0) ||
    rank(a.severity) - rank(b.severity) ||
    b.findings - a.findings ||
    (a.rule < b.rule ? -1 : 1)
  )
}

/** The most frequent texts, ties by text; `left` counts what is not among them. */
export function topOf(
  tally: Tally,
  count: number,
): { top: readonly (readonly [string, number])[]; left: number } {
  const all = [...tally.counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
  const left = all.slice(count).reduce((total, [, times]) => total + times, tally.other)
  return { top: all.slice(0, count), left }
}

import type { OrgOutcome } from '../../scan/outcome.ts'
import { counted, day, figure, listed, percent, severityText, sum } from '../../text/words.ts'
import { lookedAtAnything } from '../failure.ts'
import { headline, lookedAt } from '../headline.ts'
import type { ReportInput } from '../input.ts'
import type { RuleTally } from '../tally.ts'

/** What somebody reads who reads nothing else. Five sentences, each with its denominator. */
export function sentences(tallies: readonly RuleTally[], input: ReportInput): readonly string[] {
  const { orgs, run } = input.outcome
  if (!lookedAtAnything(orgs)) {
    return [`As of ${day(run.asOf)}, nothing could be looked at, so nothing is known.`, gapSentence(orgs)]
  }
  return [
    readSentence(input),
    worstSentence(tallies, input),
    duplicateSentence(tallies, orgs),
    trendSentence(orgs),
    gapSentence(orgs),
  ]
}

function readSentence({ outcome }: ReportInput): string {
  const orgs = outcome.orgs.filter(({ across }) => across === undefined)
  const read = orgs.map((org) =>
    org.sync === null
      ? `nothing of ${org.connection}`
      : `${counted(sum(org.sync.held), 'record')} of ${org.connection}`,
  )
  const rules = new Set(outcome.orgs.flatMap((org) => org.rulesRun)).size
  const total = outcome.orgs.reduce((all, org) => all + org.findings.total, 0)
  const found = total === 0 ? 'found nothing to report' : `found ${counted(total, 'thing')} to look at`
  return `As of ${day(outcome.run.asOf)}, ${counted(rules, 'rule')} looked at ${listed(read)} and ${found}.`
}

function worstSentence(tallies: readonly RuleTally[], input: ReportInput): string {
  const { outcome } = input
  const worst = tallies[0]
  if (worst === undefined || worst.findings === 0) return 'Nothing calls for action.'
  const totals: Record<string, number> = {}
  for (const { findings } of outcome.orgs) {
    for (const [severity, count] of Object.entries(findings.bySeverity)) {
      totals[severity] = (totals[severity] ?? 0) + count
    }
  }
  return `By severity: ${severityText(totals)}; the first to look at is “${headline(worst, input)}”.`
}

function duplicateSentence(tallies: readonly RuleTally[], orgs: readonly OrgOutcome[]): string {
  const parts = tallies.flatMap(({ rule, groups }) =>
    groups === null || groups.across || groups.groups === 0 ? [] : [{ groups, looked: lookedAt(orgs, rule) }],
  )
  const sum = (of: (part: (typeof parts)[number]) => number) => parts.reduce((all, part) => all + of(part), 0)
  const surplus = sum(({ groups }) => groups.surplus)
  if (surplus === 0) return 'No groups of records that look like one were found.'
  const looked = sum((part) => part.looked)
  const of = looked === 0 ? '' : `, ${percent(surplus / looked)} of the ${figure(looked)} records compared`
  return `${counted(
    sum(({ groups }) => groups.records),
    'record',
  )} form ${counted(
    sum(({ groups }) => groups.groups),
    'group',
  )} that are probably one each, so ${figure(surplus)} are surplus${of}.`
}

function trendSentence(orgs: readonly OrgOutcome[]): string {
  const compared = orgs.filter(({ findings }) => findings.new !== null)
  if (compared.length === 0)
    return 'There is no earlier run to compare with, so nothing is said about the trend.'
  const fresh = compared.reduce((all, { findings }) => all + (findings.new ?? 0), 0)
  const total = compared.reduce((all, { findings }) => all + findings.total, 0)
  return `Compared with the run before, ${figure(fresh)} of ${counted(total, 'finding')} are new.`
}

function gapSentence(orgs: readonly OrgOutcome[]): string {
  const count = (of: (org: OrgOutcome) => number) => orgs.reduce((all, org) => all + of(org), 0)
  const parts = [
    [count((org) => Number(org.sync === null && org.across === undefined)), 'org', 'orgs'],
    [count((org) => org.notLookedAt.length), 'gap in what could be read', 'gaps in what could be read'],
    [count((org) => org.skipped.length), 'rule was skipped', 'rules were skipped'],
    [count((org) => org.errors.length), 'error', 'errors'],
  ] as const
  const named = parts
    .filter(([number]) => number > 0)
    .map(([number, one, many]) => counted(number, one, many))
  if (named.length === 0) return 'Everything the selected rules need was looked at.'
  return `Not everything was looked at: ${listed(named)}; the list is at the end.`
}

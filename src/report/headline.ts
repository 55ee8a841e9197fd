import type { Action } from '../kit/index.ts'
import type { OrgOutcome } from '../scan/outcome.ts'
import { counted, figure } from '../text/words.ts'
import type { ReportInput } from './input.ts'
import type { RuleTally } from './tally.ts'

/** What a rule found in all, in one line. A single finding speaks for itself. */
export function headline(
  tally: RuleTally,
  { rules, outcome }: Pick<ReportInput, 'rules' | 'outcome'>,
): string {
  const only = tally.worst[0]?.shown
  if (tally.findings === 1 && only !== undefined) return only.message
  const summary = sentence(rules.get(tally.rule)?.summary ?? tally.rule)
  if (tally.findings === 0) return `nothing but ${counted(tally.waived, 'waived finding')}: ${summary}`
  if (tally.groups !== null) {
    const { groups, records } = tally.groups
    const looked = lookedAt(outcome.orgs, tally.rule)
    if (looked === 0) return `${counted(groups, 'group')} of ${counted(records, 'record')}: ${summary}`
    return `${counted(groups, 'group')}, ${figure(records)} of ${counted(looked, 'record')}: ${summary}`
  }
  return `${counted(tally.findings, 'finding')}: ${summary}`
}

/** Records that a rule judged, in all orgs. */
export function lookedAt(orgs: readonly OrgOutcome[], rule: string): number {
  return orgs.reduce((all, { looked }) => all + (looked[rule] ?? 0), 0)
}

/** `(12 new)`, or nothing when no earlier run is known. */
export function newness(tally: RuleTally): string {
  return tally.compared === 0 || tally.isNew === 0 ? '' : ` (${counted(tally.isNew, 'new', 'new')})`
}

function sentence(text: string): string {
  const line = text.replace(/\.$/, '')
  return /^[A-Z][a-z]/.test(line) ? line.charAt(0).toLowerCase() + line.slice(1) : line
}

/** A command line a person can paste; it names the folder of the runs when it is not the usual one. */
export function command(line: string, { home }: Pick<ReportInput, 'home'>): string {
  if (home === undefined) return `steward ${line}`
  const folder = /^[\w@%+=:,./-]+$/.test(home) ? home : `'${home.replaceAll("'", "'\\''")}'`
  return `steward ${line} --home ${folder}`
}

/** What findings advise to do, each advice once. */
export function advice(actions: readonly Action[]): readonly string[] {
  return [...new Set(actions.flatMap((action) => (action.kind === 'advice' ? [action.text] : [])))]
}

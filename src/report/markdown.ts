import type { Finding } from '../kit/index.ts'
import type { OrgOutcome } from '../scan/outcome.ts'
import { markdownCode, markdown as text } from '../text/neutral.ts'
import { counted, figure, probability, severityText, sum } from '../text/words.ts'
import { valueText } from './beside.ts'
import { failure, lookedAtAnything } from './failure.ts'
import { headline, newness } from './headline.ts'
import type { ReportInput } from './input.ts'
import { type RuleTally, tallyRules } from './tally.ts'

/** Comments of the common forges end at 65,536 characters. */
const longest = 60_000

/** Findings named per rule. */
const perRule = 5

/** For a pull-request comment or a job summary: at most 60,000 characters, what is left out is counted. */
export async function* markdown(input: ReportInput): AsyncGenerator<string> {
  const tallies = await tallyRules(input, perRule)
  const found = tallies.filter((tally) => tally.findings > 0)
  const opening = [heading(input), orgTable(input.outcome.orgs), ruleTable(found, input)].join('\n')
  const closing = ending(input)
  yield opening
  let room = longest - opening.length - closing.length - 200
  let left = 0
  for (const tally of found) {
    const section = ruleSection(tally, input)
    if (left > 0 || section.length > room) left += 1
    else {
      room -= section.length
      yield section
    }
  }
  if (left > 0) yield `\n_Details of ${counted(left, 'more rule')} left out._\n`
  yield closing
}

function heading({ outcome }: ReportInput): string {
  if (!lookedAtAnything(outcome.orgs)) return '## Steward: nothing could be looked at\n'
  const total = outcome.orgs.reduce((all, org) => all + org.findings.total, 0)
  const fresh = outcome.orgs.map((org) => org.findings.new).filter((count) => count !== null)
  const isNew = fresh.length === 0 ? '' : `, ${figure(fresh.reduce((all, count) => all + count, 0))} new`
  return `## Steward: ${counted(total, 'finding')}${isNew}\n`
}

function orgTable(orgs: readonly OrgOutcome[]): string {
  const named = orgs.slice(0, 20)
  const rows = named.map(({ connection, across, sync, rulesRun, skipped, errors, notLookedAt, findings }) =>
    [
      text(connection, 60),
      across !== undefined ? 'compared' : sync === null ? 'could not be read' : figure(sum(sync.held)),
      figure(sync?.calls.total ?? 0),
      figure(rulesRun.length),
      figure(skipped.length),
      figure(errors.length),
      figure(notLookedAt.length),
      severityText(findings.bySeverity) || 'none',
    ].join(' | '),
  )
  const left = orgs.length - named.length
  return [
    '| org | records | calls | rules run | skipped | errors | gaps | findings |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |',
    ...rows.map((row) => `| ${row} |`),
    ...(left > 0 ? ['', `_${counted(left, 'more org')} left out._`] : []),
    '',
  ].join('\n')
}

function ruleTable(found: readonly RuleTally[], input: ReportInput): string {
  if (found.length === 0) {
    return lookedAtAnything(input.outcome.orgs) ? '**Nothing found.**\n' : '**Nothing was looked at.**\n'
  }
  const named = found.slice(0, 60)
  const left = found.length - named.length
  return [
    '| severity | what | rule |',
    '| --- | --- | --- |',
    ...named.map(
      (tally) =>
        `| ${tally.severity} | ${text(headline(tally, input), 200)}${newness(tally)} | ${markdownCode(tally.rule)} |`,
    ),
    ...(left > 0 ? ['', `_${counted(left, 'more rule')} left out._`] : []),
    '',
  ].join('\n')
}

function ruleSection(tally: RuleTally, { rules }: ReportInput): string {
  const meta = rules.get(tally.rule)
  const left = tally.findings - tally.worst.length
  const waived = tally.waived === 0 ? '' : `, ${figure(tally.waived)} waived`
  return [
    `\n<details><summary>${tally.severity}: ${text(tally.rule, 100).replaceAll('\\', '')} (${counted(tally.findings, 'finding')}${waived})</summary>\n`,
    ...(meta === undefined ? [] : [`${text(meta.why)}\n`, `**Fix:** ${text(meta.remedy)}\n`]),
    ...tally.worst.map(({ shown }) => findingLine(shown)),
    ...(left > 0 ? [`- … ${counted(left, 'more')}`.replace('mores', 'more')] : []),
    '\n</details>\n',
  ].join('\n')
}

function findingLine(finding: Finding): string {
  const { group } = finding
  const score = group === undefined ? '' : ` (${probability(group.score)}, ${group.band})`
  const records = finding.records.slice(0, 5).map(({ object, id }) => markdownCode(`${object}/${id}`, 60))
  const more = finding.records.length - records.length
  if (more > 0) records.push(`${figure(more)} more`)
  const evidence = finding.evidence
    .slice(0, 4)
    .map(({ label, value }) => `${text(label, 40)} ${markdownCode(valueText(value), 80)}`)
  const details = [...records, ...evidence].join(', ')
  return `- ${text(finding.message, 240)}${score}${details === '' ? '' : `: ${details}`}`
}

function ending({ outcome }: ReportInput): string {
  const notes = outcome.orgs.flatMap((org) => [
    ...org.errors.map((error) => `${org.connection}: ${failure(error, org.connection)}`),
    ...org.notLookedAt.map(({ what, why }) => `${org.connection}: ${what}: ${why}`),
    ...org.skipped.map(({ rule, why }) => `${org.connection}: ${rule} skipped: ${why}`),
  ])
  const named = notes.slice(0, 30)
  const left = notes.length - named.length
  const { run } = outcome
  return [
    '\n### Not looked at\n',
    ...(notes.length === 0 ? ['Nothing was left out.'] : named.map((note) => `- ${text(note, 240)}`)),
    ...(left > 0 ? [`- … ${figure(left)} more`] : []),
    `\n_Run ${run.id}, as of ${text(run.asOf)}, policy ${markdownCode(run.policy)}, Steward ${text(run.version, 40)}. Details: ${markdownCode(`steward scan show RULE`)}_\n`,
  ].join('\n')
}

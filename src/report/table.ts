import type { OrgOutcome } from '../scan/outcome.ts'
import { oneLine } from '../text/neutral.ts'
import { counted, figure, sum } from '../text/words.ts'
import { failure, lookedAtAnything } from './failure.ts'
import { command, headline, newness } from './headline.ts'
import type { ReportInput } from './input.ts'
import { type RuleTally, tallyRules } from './tally.ts'
import { columnsOf, definition, fill, painter, wrap } from './terminal.ts'

/** Gaps, skips and errors named per connection before the rest is only counted. */
const notesPerOrg = 4

/** What a person sees after a scan: what was read, what is wrong, what was not looked at, what to do next. */
export async function* table(input: ReportInput): AsyncGenerator<string> {
  const tallies = await tallyRules(input, 1)
  const found = tallies.filter((tally) => tally.findings > 0)
  for (const org of input.outcome.orgs) yield `${orgLines(org, input).join('\n')}\n`
  yield '\n'
  yield `${findingLines(found, input).join('\n')}\n`
  const notes = input.outcome.orgs.flatMap((org) => notLookedAt(org, input))
  if (notes.length > 0) yield `\nNot looked at\n${notes.join('\n')}\n`
  yield `\n${nextLines(found, input).join('\n')}\n`
}

function orgLines(org: OrgOutcome, input: ReportInput): readonly string[] {
  const width = input.width ?? 80
  const label = fill(oneLine(org.connection, 40), Math.max(10, columnsOf(org.connection) + 2))
  const facts = orgFacts(org)
  return facts.flatMap((fact, index) => definition(index === 0 ? label : '', fact, width, columnsOf(label)))
}

function orgFacts(org: OrgOutcome): readonly string[] {
  const { sync, findings, across } = org
  const read =
    sync === null
      ? 'could not be read (why: below)'
      : `read ${counted(sum(sync.read), 'record')} in ${counted(sync.calls.total, 'call')}, looked at ${figure(sum(sync.held))}`
  const skipped = org.skipped.length === 0 ? '' : `, ${figure(org.skipped.length)} skipped (why: below)`
  const failed = org.errors.length === 0 ? '' : `, ${counted(org.errors.length, 'error')} (below)`
  const isNew = findings.new === null ? '' : `, ${figure(findings.new)} new`
  const waived = findings.waived === 0 ? '' : `, ${figure(findings.waived)} waived`
  return [
    ...(across === undefined ? [read] : acrossFacts(across)),
    `rules ${figure(org.rulesRun.length)} run${skipped}${failed}`,
    ...(lookedAtAnything([org]) ? [`${counted(findings.total, 'finding')}${isNew}${waived}`] : []),
  ]
}

function acrossFacts({ rules }: NonNullable<OrgOutcome['across']>): readonly string[] {
  return Object.entries(rules).map(([rule, { matched, agree, contradicting, onlyIn }]) => {
    const only = Object.entries(onlyIn).map(([name, records]) => `${figure(records)} only in ${name}`)
    const links =
      contradicting === 0
        ? ''
        : `, ${counted(contradicting, 'link')} that ${contradicting === 1 ? 'looks' : 'look'} wrong`
    return `${rule}: ${counted(matched, 'match', 'matches')}, ${figure(agree)} alike${links}; ${only.join(', ')}`
  })
}

function findingLines(found: readonly RuleTally[], input: ReportInput): readonly string[] {
  if (found.length === 0) return [nothingFound(input)]
  const rows = found.slice(0, input.limit ?? 12)
  const rest = found.slice(rows.length)
  const lines = rows.flatMap((tally) => row(tally, input))
  if (rest.length === 0) return lines
  const left = rest.reduce((total, tally) => total + tally.findings, 0)
  const more = `${counted(rest.length, 'more rule')} with ${counted(left, 'finding')}; every one in the report`
  return [...lines, `  ${fill('…', 10)}${more}`]
}

function nothingFound({ outcome }: ReportInput): string {
  if (!lookedAtAnything(outcome.orgs)) return 'Nothing was looked at: no rule could run (why: below).'
  const looked = outcome.orgs.reduce((total, org) => total + sum(org.sync?.held ?? {}), 0)
  const ran = new Set(outcome.orgs.flatMap((org) => org.rulesRun)).size
  const failed = outcome.orgs.some((org) => org.errors.length > 0)
  return `No findings${failed ? ' in what could be looked at' : ''}: ${counted(ran, 'rule')} looked at ${counted(looked, 'record')}.`
}

/** Severity, message, and the rule at the right edge: on the last line of the message when it fits. */
function row(tally: RuleTally, input: ReportInput): readonly string[] {
  const width = input.width ?? 80
  const paint = painter(input.colour === true)
  const indent = 12
  const where = input.outcome.orgs.length > 1 ? `${[...tally.byConnection.keys()].sort().join(', ')}: ` : ''
  const text = oneLine(`${where}${headline(tally, input)}${newness(tally)}`, 300)
  const lines = [...wrap(text, Math.max(20, width - indent))]
  const rule = oneLine(tally.rule, 80)
  const last = lines.at(-1) ?? ''
  const room = width - indent - columnsOf(last) - columnsOf(rule)
  const painted = paint(rule, 'dim')
  if (room >= 2) lines[lines.length - 1] = `${last}${' '.repeat(room)}${painted}`
  else lines.push(`${' '.repeat(Math.max(0, width - indent - columnsOf(rule)))}${painted}`)
  return lines.map((line, index) =>
    index === 0
      ? `  ${paint(fill(tally.severity, indent - 2), tally.severity)}${line}`
      : `${' '.repeat(indent)}${line}`,
  )
}

function notLookedAt(org: OrgOutcome, input: ReportInput): readonly string[] {
  const width = input.width ?? 80
  const notes = [
    ...org.errors.map((error) => [
      `${failure(error, org.connection)} (${error.code})`,
      ...error.actions.map((action) => `  ${action.trim()}`),
    ]),
    ...org.notLookedAt.map(({ what, why, remedy }) => [
      `${what}: ${why}`,
      ...(remedy === undefined ? [] : [`  ${remedy.trim()}`]),
    ]),
    ...org.skipped.map(({ rule, why }) => [`${rule} skipped: ${why}`]),
  ]
  const named = notes.slice(0, notesPerOrg)
  const left = notes.length - named.length
  const label = Math.max(10, columnsOf(org.connection) + 2)
  const lines = named
    .flat()
    .map((note) => ({ lead: /^ */.exec(note)?.[0] ?? '', text: oneLine(note.trim(), 300) }))
  if (left > 0) lines.push({ lead: '', text: `… ${figure(left)} more; every one in the report` })
  return lines.flatMap(({ lead, text }, index) =>
    wrap(text, Math.max(20, width - label - 2 - lead.length)).map(
      (line, row) => `  ${fill(index + row === 0 ? oneLine(org.connection, 40) : '', label)}${lead}${line}`,
    ),
  )
}

function nextLines(found: readonly RuleTally[], input: ReportInput): readonly string[] {
  const next: (readonly [string, string])[] = []
  const grouped = found.find(({ groups }) => groups !== null && !groups.across)
  // A plan is for one org.
  const org = oneLine(input.outcome.run.connections[0] ?? 'NAME', 40)
  if (grouped !== undefined)
    next.push(
      [command(`scan show ${grouped.rule}`, input), 'the groups, with reasons'],
      [
        command(`plan review ${grouped.rule} -o ${org} --export groups.csv`, input),
        'decide in a spreadsheet',
      ],
    )
  const other = found.find(({ groups }) => groups === null || groups.across)
  if (other !== undefined) next.push([command(`scan show ${other.rule}`, input), 'the evidence'])
  const worst = found[0]
  if (worst !== undefined) next.push([`steward rule explain ${worst.rule}`, 'why, and how to fix it'])
  next.push([command('scan list', input), 'earlier runs'])
  const commands = Math.max(...next.map(([line]) => columnsOf(line)))
  const report = input.report === undefined ? [] : [`Report   ${oneLine(input.report)}`]
  const lines = next.map(([line, what], index) => {
    const label = index === 0 ? 'Next     ' : ' '.repeat(9)
    const oneRow = `${label}${fill(line, commands)}   ${what}`
    return columnsOf(oneRow) <= (input.width ?? 80) ? oneRow : `${label}${line}`
  })
  return [...report, ...lines]
}

import { type Finding, KitError, type MatchGroup } from '../kit/index.ts'
import { oneLine } from '../text/neutral.ts'
import { counted, fieldLabel, figure, letter, listed, probability, signed } from '../text/words.ts'
import { type BesideCell, beside, signs, valueText } from './beside.ts'
import { advice, command } from './headline.ts'
import { type ReportInput, type Shown, shownFindings } from './input.ts'
import { columnsOf, definition, fill, painter, wrap } from './terminal.ts'

export interface ShowInput extends ReportInput {
  readonly rule: string
  /** Number of the finding in the list of its rule, from 1, or id of its group or fingerprint (or its start). */
  readonly group?: number | string
}

/** `scan show RULE`: the findings of one rule, numbered; with `group`, one of them with all its reasons. */
export async function* show(input: ShowInput): AsyncGenerator<string> {
  if (input.group !== undefined) {
    const { number, shown } = await find(input, input.group)
    yield `${explain(number, shown, input).join('\n')}\n`
    return
  }
  const limit = input.limit ?? 20
  let number = 0
  let option = ''
  for await (const { finding, shown } of shownFindings(input, { rules: [input.rule] })) {
    number += 1
    if (number === 1) yield `${heading(input).join('\n')}\n\n`
    option = finding.group === undefined ? '--finding' : '--group'
    if (number <= limit) yield `${listLines(number, { finding, shown }, input).join('\n')}\n`
  }
  if (number === 0) {
    yield `No findings of ${oneLine(input.rule)} in run ${input.outcome.run.id}.\n`
    return
  }
  if (number > limit) yield `\n… ${counted(number - limit, 'more finding')}: --limit ${number} shows all\n`
  yield `\nNext     ${command(`scan show ${oneLine(input.rule)} ${option} 1`, input)}\n`
}

async function find(input: ShowInput, wanted: number | string): Promise<{ number: number; shown: Shown }> {
  let number = 0
  for await (const shown of shownFindings(input, { rules: [input.rule] })) {
    number += 1
    const { fingerprint, group } = shown.finding
    const named =
      typeof wanted === 'number'
        ? number === wanted
        : wanted.length >= 4 && (group?.id.startsWith(wanted) || fingerprint.startsWith(wanted))
    if (named) return { number, shown }
  }
  throw new KitError(
    'UNKNOWN_GROUP',
    `Run ${input.outcome.run.id} has no finding ${oneLine(String(wanted), 40)} of ${input.rule}: there are ${figure(number)}.`,
    { actions: [`See the list:  steward scan show ${input.rule}`], exit: 2 },
  )
}

function heading(input: ShowInput): readonly string[] {
  const width = input.width ?? 80
  const meta = input.rules.get(input.rule)
  const summary = meta === undefined ? [] : wrap(oneLine(meta.summary), width)
  const remedy = meta === undefined ? [] : definition('Remedy', oneLine(meta.remedy), width)
  return [painter(input.colour === true)(oneLine(input.rule), 'bold'), ...summary, ...remedy]
}

function listLines(number: number, { shown }: Shown, input: ShowInput): readonly string[] {
  const width = input.width ?? 80
  const label = `${figure(number)}`.padStart(5)
  const marks = [
    shown.isNew === true ? 'new' : '',
    shown.waiver === undefined ? '' : `waived until ${shown.waiver.until}`,
  ].filter((mark) => mark !== '')
  const tail = marks.length === 0 ? '' : ` (${marks.join(', ')})`
  const text = shown.group === undefined ? findingLine(shown) : groupLine(shown.group)
  const where = input.outcome.orgs.length > 1 ? `${shown.connection}: ` : ''
  return definition(`${label}  `, `${oneLine(where + text, 240)}${oneLine(tail)}`, width, 7)
}

const recordsNamed = 3
const evidenceNamed = 3

/** The message is often the same for all; records and evidence tell them apart. */
function findingLine({ message, records, evidence }: Finding): string {
  const keys = records.slice(0, recordsNamed).map(({ object, id }) => `${object} ${id}`)
  if (records.length > keys.length) keys.push(`${figure(records.length - keys.length)} more`)
  const shown = evidence
    .slice(0, evidenceNamed)
    .map(({ label, value }) => `${label} ${oneLine(valueText(value), 40)}`)
  if (evidence.length > shown.length) shown.push(`${figure(evidence.length - shown.length)} more values`)
  const details = [keys.join(', '), shown.join(', ')].filter((part) => part !== '')
  return details.length === 0 ? message : `${oneLine(message, 120)} · ${details.join(' · ')}`
}

function groupLine(group: MatchGroup): string {
  const shown = group.members.slice(0, 3).map(({ values, key }) => {
    const named = values.name ?? values.lastName ?? values.email
    return `${named === undefined || named === null || named === '' ? key.id : oneLine(valueText(named), 30)}`
  })
  const left = group.members.length - shown.length
  const more = left > 0 ? ` · ${figure(left)} more` : ''
  const fields = (group.across?.differing ?? []).map((field) => fieldLabel(field))
  const apart = fields.length === 0 ? '' : ` · ${listed(fields)}`
  return `${probability(group.score)} ${group.across === undefined ? group.band : ''}  ${shown.join(' · ')}${more}${apart}`
}

function explain(number: number, { finding, shown }: Shown, input: ShowInput): readonly string[] {
  return finding.group === undefined || shown.group === undefined
    ? explainFinding(number, shown, input)
    : explainGroup(number, shown, finding.group, shown.group, input)
}

function explainFinding(number: number, finding: Finding, input: ShowInput): readonly string[] {
  const width = input.width ?? 80
  const meta = input.rules.get(finding.rule)
  const records = finding.records.slice(0, 20).map((key) => `${oneLine(key.object)}  ${oneLine(key.id)}`)
  const left = finding.records.length - records.length
  return [
    ...wrap(`Finding ${number} · ${finding.severity} · ${oneLine(finding.message)}`, width),
    ...(finding.evidence.length > 0 ? [''] : []),
    ...finding.evidence.flatMap(({ label, value }) =>
      definition(fill(`${oneLine(label, 24)}  `, 16), oneLine(valueText(value)), width, 26),
    ),
    ...(records.length > 0 ? ['', ...records] : []),
    ...(left > 0 ? [`… ${counted(left, 'more record')}`] : []),
    ...advice(finding.actions).flatMap((text) => definition('Do', oneLine(text), width)),
    ...(meta === undefined
      ? []
      : [
          '',
          ...definition('Why', oneLine(meta.why), width),
          ...definition('Remedy', oneLine(meta.remedy), width),
        ]),
  ]
}

const labelWidth = 14

function explainGroup(
  number: number,
  finding: Finding,
  group: MatchGroup,
  shown: MatchGroup,
  input: ShowInput,
): readonly string[] {
  const width = input.width ?? 80
  const { a, b } = group.weakest
  const weakest = group.pairs.find((pair) => pair.a === a && pair.b === b)
  const left = `Group ${number} · ${counted(group.members.length, 'record')} · ${probability(group.score)} · ${group.band}`
  const right = `weakest link: ${letter(a)}–${letter(b)} ${probability(weakest?.score ?? group.score)}`
  const gap = width - columnsOf(left) - columnsOf(right)
  return [
    ...(gap >= 2 ? [left + ' '.repeat(gap) + right] : [left, right]),
    ...(group.across === undefined ? [] : wrap(oneLine(finding.message), width)),
    '',
    ...sideBySide(group, shown, input),
    ...reasons(shown, width),
    ...apart(group, width),
    '',
    ...group.members.map((member, index) => `${letter(index)}  ${oneLine(member.url)}`),
    ...(group.across === undefined
      ? []
      : advice(finding.actions).flatMap((text) => definition('Do', oneLine(text), width))),
  ]
}

/** As many members beside each other as the width holds; the others in further blocks. */
function sideBySide(group: MatchGroup, shown: MatchGroup, input: ShowInput): readonly string[] {
  const perBlock = Math.max(1, Math.floor(((input.width ?? 80) - labelWidth) / 21))
  const columnWidth = Math.floor(
    ((input.width ?? 80) - labelWidth) / Math.min(perBlock, group.members.length),
  )
  const rows = beside(group, shown)
  const mixed = new Set(group.members.map(({ kind }) => kind)).size > 1
  const lines: string[] = []
  for (let start = 0; start < group.members.length; start += perBlock) {
    const block = group.members.slice(start, start + perBlock)
    const titles = block.map((member, index) => {
      const role = roleOf(group, start + index) || (mixed ? member.kind : '')
      return fill(`  ${letter(start + index)} ${shortId(member.key.id)} ${oneLine(role, 20)}`, columnWidth)
    })
    lines.push((' '.repeat(labelWidth) + titles.join('')).trimEnd())
    for (const { field, cells } of rows) {
      lines.push(...rowLines(field, cells.slice(start, start + perBlock), columnWidth))
    }
    lines.push('')
  }
  return lines
}

/** Who stays; of records of several connections, where each is and which was changed last. */
function roleOf({ members, survivor, across }: MatchGroup, index: number): string {
  if (across === undefined) return index === survivor ? 'survivor' : ''
  const { connection } = members[index]?.key ?? { connection: '' }
  const dated = members[survivor]?.values.modifiedAt
  return index === survivor && hasDate(dated) ? `${connection} (last)` : connection
}

function hasDate(value: unknown): boolean {
  return typeof value === 'string' && value !== ''
}

/** A row of values, each on up to three lines of its column. */
function rowLines(field: string, cells: readonly BesideCell[], columnWidth: number): readonly string[] {
  const wrapped = cells.map(({ text }) => wrap(oneLine(text, 160), columnWidth - 3))
  const height = Math.min(3, Math.max(...wrapped.map((lines) => lines.length)))
  return Array.from({ length: height }, (_, row) => {
    const texts = wrapped.map((lines, index) => {
      const sign = row === 0 ? signs[cells[index]?.agreement ?? 'empty'] : ' '
      const last = row === 2 && lines.length > 3
      const text = last ? lines.slice(2).join(' ') : (lines[row] ?? '')
      return `${fill(`${sign} ${text}`, columnWidth - 1)} `
    })
    const label = row === 0 ? fieldLabel(oneLine(field, 40)) : ''
    return `${fill(label, labelWidth - 1)} ${texts.join('')}`.trimEnd()
  })
}

/** `003000000000001AAA` as `003…01AAA`; the whole id is in the address below. */
function shortId(id: string): string {
  const line = oneLine(id, 40)
  return line.length > 10 ? `${line.slice(0, 3)}…${line.slice(-5)}` : line
}

function reasons(group: MatchGroup, width: number): readonly string[] {
  const lines = group.pairs.flatMap((pair) => {
    const spoke = pair.comparisons.filter(({ level }) => level !== 'missing')
    const text = spoke.map(
      ({ comparison, level, weight, note }) => `${comparison} ${note ?? level} (${signed(weight)})`,
    )
    return definition(`${letter(pair.a)}–${letter(pair.b)}  `, oneLine(text.join('  '), 600), width, 7)
  })
  if (group.pairsLeftOut > 0) lines.push(`… ${counted(group.pairsLeftOut, 'weaker pair')} left out`)
  return lines
}

function apart(group: MatchGroup, width: number): readonly string[] {
  const obstacles = group.obstacles.flatMap((why) => wrap(`not mergeable together: ${oneLine(why)}`, width))
  const near = group.near.flatMap(({ key, to, score, why }) =>
    wrap(
      `near, and kept apart: ${oneLine(key.id, 40)} to ${letter(to)} ${probability(score)}: ${oneLine(why)}`,
      width,
    ),
  )
  const left = group.nearLeftOut > 0 ? [`… ${counted(group.nearLeftOut, 'more near record')}`] : []
  return [...obstacles, ...near, ...left]
}

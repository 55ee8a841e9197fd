import { CsvError, parse } from 'csv-parse/sync'
import { exitCodes, KitError, type RecordKey, type Value } from '../kit/index.ts'
import { type Label, type LabelWord, type Purpose, purposes } from '../labels/labels-file.ts'
import type { Ledger } from '../labels/ledger.ts'
import { groupId } from '../match/groups.ts'
import type { MatchSource } from '../match/index.ts'
import { unguarded } from '../policy/decisions.ts'
import { readTextFile } from '../policy/read-file.ts'
import { csvCell } from '../text/neutral.ts'
import { letter } from '../text/words.ts'
import type { DrawnUnit } from './draw-bound.ts'

const fixed = [
  'for',
  'sample',
  'unit',
  'row',
  'same_as_a',
  'asks',
  'connection',
  'object',
  'id',
  'url',
] as const

export interface SampleSheet {
  readonly for: Purpose
  /** Empty for learning. */
  readonly sample: string
  readonly units: readonly DrawnUnit[]
  readonly source: MatchSource
  /** Fields that are shown, when any of the records has them. */
  readonly fields: readonly string[]
}

/**
 * The drawn records for a spreadsheet, a row each, values in the clear: the file belongs to its owner alone. A person
 * fills `same_as_a`: yes, no or ?.
 */
export async function* writeSample(sheet: SampleSheet): AsyncGenerator<string> {
  const { source, units } = sheet
  const values = await valuesOf(source, sheet.fields, units)
  const filled = sheet.fields.map((_, at) =>
    [...values.values()].some((own) => own[at] !== null && own[at] !== ''),
  )
  yield `\ufeff${[...fixed, ...sheet.fields.filter((_, at) => filled[at])].map((name) => csvCell(name)).join(',')}\n`
  for (const { unit, asks, members } of units) {
    for (const [at, { key, url }] of members.entries()) {
      const own = (values.get(nameOf(key)) ?? []).filter((_, field) => filled[field])
      const cells = [
        sheet.for,
        sheet.sample,
        unit,
        letter(at),
        at === 0 ? '—' : '',
        asks,
        key.connection,
        key.object,
        key.id,
        url,
        ...own,
      ]
      yield `${cells.map((cell) => csvCell(cell)).join(',')}\n`
    }
  }
}

async function valuesOf(
  source: MatchSource,
  fields: readonly string[],
  units: readonly DrawnUnit[],
): Promise<ReadonlyMap<string, readonly Value[]>> {
  const wanted = new Set(units.flatMap(({ members }) => members.map(({ key }) => nameOf(key))))
  const found = new Map<string, readonly Value[]>()
  const ids = [...new Set(units.flatMap(({ members }) => members.map(({ key }) => key.id)))].sort()
  for await (const batch of source.values?.(fields, ids) ?? source.batches(fields)) {
    for (let row = 0; row < batch.rows; row++) {
      const name = `${batch.object[row]}\n${batch.id[row]}`
      if (wanted.has(name))
        found.set(
          name,
          fields.map((field) => batch.columns[field]?.[row] ?? null),
        )
    }
  }
  return found
}

function nameOf({ object, id }: Pick<RecordKey, 'object' | 'id'>): string {
  return `${object}\n${id}`
}

export interface FilledSample {
  readonly labels: readonly Label[]
  /** Rows that nobody filled. */
  readonly blank: number
}

interface Line {
  readonly line: number
  readonly for: Purpose
  readonly sample: string
  readonly unit: string
  readonly row: string
  readonly said: string
  readonly key: RecordKey
}

const words: Readonly<Record<string, LabelWord>> = {
  yes: 'same',
  y: 'same',
  same: 'same',
  no: 'apart',
  n: 'apart',
  apart: 'apart',
  '?': 'unsure',
  unsure: 'unsure',
}

/** What a person filled in. Throws `FILE_UNREADABLE` and `LABELS_INVALID` (2), by row. */
export function readSample(path: string, ledger: Ledger): FilledSample {
  const text = readTextFile(path, path, 64)
  if (text === null) {
    throw new KitError('FILE_UNREADABLE', `There is no file ${path}.`, {
      exit: exitCodes.usage,
      actions: ['Write one:  steward eval sample RULE --for bound --export FILE'],
    })
  }
  const lines = linesOf(text, path)
  const labels: Label[] = []
  let blank = 0
  for (const own of Map.groupBy(lines, (one) => `${one.for} ${one.sample} ${one.unit}`).values()) {
    const [first, ...rest] = own
    if (first === undefined) continue
    if (first.row !== 'a' || rest.length === 0)
      throw invalid(path, first.line, 'is not the whole group: row a and others')
    if (first.for === 'bound') checkUnit(path, own, ledger)
    for (const { said, key, line } of rest) {
      if (said === '') {
        blank++
        continue
      }
      const label = words[said.toLowerCase()]
      if (label === undefined) throw invalid(path, line, 'same_as_a must be yes, no or ?')
      const { for: purpose, sample } = first
      const unit = purpose === 'bound' ? first.unit : ''
      labels.push({ a: first.key, b: key, label, for: purpose, sample, unit })
    }
  }
  return { labels, blank }
}

function checkUnit(path: string, own: readonly Line[], ledger: Ledger): void {
  const [{ sample: id, unit, line } = { sample: '', unit: '', line: 1 }] = own
  const sample = ledger.samples.find((one) => one.id === id)
  if (sample === undefined) throw invalid(path, line, `is of sample ${id}, which nobody drew for this policy`)
  if (!sample.units.includes(unit)) throw invalid(path, line, `is of a group that sample ${id} did not draw`)
  if (groupId(own.map(({ key }) => ({ key }))) !== unit)
    throw invalid(path, line, 'rows of this group are missing, or were added')
}

function linesOf(text: string, path: string): readonly Line[] {
  const rows = rowsOf(text, path)
  const header = rows[0]?.record ?? []
  const missing = fixed.slice(0, 9).find((column) => !header.includes(column))
  if (missing !== undefined) throw invalid(path, 1, `has no column ${missing}`)
  return rows.slice(1).map(({ record, info: { lines: line } }) => {
    const cell = (column: (typeof fixed)[number]): string =>
      unguarded((record[header.indexOf(column)] ?? '').trim())
    const purpose = purposes.find((one) => one === cell('for'))
    if (purpose === undefined) throw invalid(path, line, 'for must be learning or bound')
    const key = { connection: cell('connection'), object: cell('object'), id: cell('id') }
    if (Object.values(key).includes('')) throw invalid(path, line, 'names no record')
    const said = cell('same_as_a')
    return { line, for: purpose, sample: cell('sample'), unit: cell('unit'), row: cell('row'), said, key }
  })
}

interface Row {
  readonly record: readonly string[]
  readonly info: { readonly lines: number }
}

/** Spreadsheets of some countries save with semicolons. */
function rowsOf(text: string, path: string): readonly Row[] {
  const [first = ''] = text.split('\n', 1)
  const delimiter = first.split(';').length > first.split(',').length ? ';' : ','
  const options = { bom: true, info: true, skip_empty_lines: true, relax_column_count: true, delimiter }
  try {
    return parse(text, options) as unknown as readonly Row[]
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw invalid(path, (error as { readonly lines?: number }).lines ?? 1, 'is not valid CSV')
  }
}

function invalid(path: string, line: number, what: string): KitError {
  return new KitError('LABELS_INVALID', `${path}:${line}  ${what}`, {
    exit: exitCodes.usage,
    actions: [
      'Nothing was taken from the file. Correct it and try again, or write it again:  steward eval sample',
    ],
  })
}

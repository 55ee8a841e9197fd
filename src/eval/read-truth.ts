import { CsvError, parse } from 'csv-parse/sync'
import { exitCodes, KitError } from '../kit/index.ts'
import { type Label, lastWords } from '../labels/labels-file.ts'
import { readTextFile } from '../policy/read-file.ts'
import type { Snapshot } from '../snapshot/index.ts'
import { noColumn, type OpenRule } from './open.ts'
import type { SaidPair } from './truth.ts'

/** What a native column says of each record of the rule; blanks are empty texts. Throws `UNKNOWN_FIELD` (2). */
export async function* columnValues(
  { snapshot, declaration }: Pick<OpenRule, 'snapshot' | 'declaration'>,
  column: string,
): AsyncGenerator<{ readonly object: string; readonly id: string; readonly value: string }> {
  const { entity, kinds } = declaration
  let known = false
  for await (const batch of snapshot.batches({
    entity,
    kinds,
    fields: [],
    native: everywhere(snapshot, column),
  })) {
    const values = batch.native?.[column]
    if (values === undefined) continue
    known = true
    for (let row = 0; row < batch.rows; row++) {
      const value = values[row]
      const text = value === null || value === undefined ? '' : String(value).trim()
      yield { object: batch.object[row] ?? '', id: batch.id[row] ?? '', value: text }
    }
  }
  if (!known) throw noColumn(column, [])
}

function everywhere({ held }: Snapshot, column: string): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(Object.keys(held).map((object) => [object, [column]]))
}

/** Labels of one connection, whatever they were made for. */
export function saidInLabels(labels: readonly Label[], connection: string): readonly SaidPair[] {
  const own = labels.filter(({ a }) => a.connection === connection)
  return lastWords(own).map((one) => ({
    a: one.a,
    b: one.b,
    same: one.label === 'unsure' ? null : one.label === 'same',
    for: one.for,
  }))
}

const yes = new Set(['yes', 'y', 'true', '1', 'same', 'match'])
const no = new Set(['no', 'n', 'false', '0', 'apart', 'distinct'])
const open = new Set(['', '?', 'unsure', 'unknown'])

/** Undefined for a word that says nothing of it. */
function sameOf(text: string): boolean | null | undefined {
  const word = text.trim().toLowerCase()
  return yes.has(word) ? true : no.has(word) ? false : open.has(word) ? null : undefined
}

/**
 * A CSV file of two ids and yes or no, as the first three columns or as `id_a`, `id_b` and `label`; an id may be written
 * `Object/id`. Throws `FILE_UNREADABLE` and `LABELS_INVALID`, exit 2.
 */
export function readPairs(path: string): readonly SaidPair[] {
  const text = readTextFile(path, path, 256)
  if (text === null) {
    throw new KitError('FILE_UNREADABLE', `There is no file ${path}.`, {
      exit: exitCodes.usage,
      actions: ['Name a CSV file with two ids and yes or no per row'],
    })
  }
  const [first = [], ...rest] = rowsOf(text, path)
  const named = ['id_a', 'id_b', 'label'].map((name) => first.indexOf(name))
  const isHeader = sameOf(first[2] ?? '') === undefined || named.every((at) => at >= 0)
  const [a = 0, b = 1, label = 2] = named.every((at) => at >= 0) ? named : [0, 1, 2]
  return (isHeader ? rest : [first, ...rest]).map((row, at) => {
    const line = at + (isHeader ? 2 : 1)
    const same = sameOf(row[label] ?? '')
    if (same === undefined) throw invalid(path, line, 'must say yes, no or ?')
    if ((row[a] ?? '') === '' || (row[b] ?? '') === '') throw invalid(path, line, 'lacks an id')
    return { a: keyOf(row[a] ?? ''), b: keyOf(row[b] ?? ''), same, for: 'learning' }
  })
}

function rowsOf(text: string, path: string): readonly (readonly string[])[] {
  try {
    return parse(text, {
      bom: true,
      skip_empty_lines: true,
      trim: true,
      relax_column_count: true,
    }) as string[][]
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw invalid(path, (error as { readonly lines?: number }).lines ?? 1, 'is not valid CSV')
  }
}

function keyOf(text: string): SaidPair['a'] {
  const [, object = null, id = text] = /^([A-Za-z]\w*)\/(.+)$/.exec(text) ?? []
  return { object, id }
}

function invalid(path: string, line: number, what: string): KitError {
  return new KitError('LABELS_INVALID', `${path}:${line}  ${what}`, {
    exit: exitCodes.usage,
    actions: ['Each row holds two ids and yes or no:  id_a,id_b,label'],
  })
}

import type { ColumnBatch, CrmRecord, RecordRule, Report, Rule, Value } from '../../kit/index.ts'
import { copyOf } from './copy-report.ts'
import { toPlainError } from './plain-error.ts'
import { type BatchReports, idPlaceholder, type RuleRun } from './protocol.ts'

export type RecordRunner = (batch: ColumnBatch) => readonly BatchReports[]

interface Runnable {
  readonly run: RuleRun
  readonly rule: Rule
  readonly index: number
}

/** Shows each batch to each rule; a rule that threw sees no further one. */
export function recordRunner(
  runnables: readonly Runnable[],
  urls: Readonly<Record<string, string>>,
  current: Int32Array,
): RecordRunner {
  const ended = new Set<string>()
  return (batch) => {
    const answers: BatchReports[] = []
    for (const { run, rule, index } of runnables) {
      if (rule.shape !== 'record' || ended.has(run.rule)) continue
      current[0] = index
      const answer = runBatch(rule, run, batch, urls)
      if (answer.error !== undefined) ended.add(run.rule)
      answers.push(answer)
    }
    current[0] = -1
    return answers
  }
}

function runBatch(
  rule: RecordRule,
  run: RuleRun,
  batch: ColumnBatch,
  urls: Readonly<Record<string, string>>,
): BatchReports {
  const reports: Report[] = []
  try {
    for (let row = 0; row < batch.rows; row += 1) {
      if (rule.kinds !== undefined && !rule.kinds.includes(batch.kind[row] ?? '')) continue
      const record = recordAt(rule, run.connection, batch, row, urls)
      const report = (one: Report): void => {
        reports.push({ records: [record.key], ...copyOf(run.rule, one) })
      }
      const context = { options: run.options as never, asOf: run.asOf, report }
      rule.check(record as Parameters<typeof rule.check>[0], context)
    }
    return { rule: run.rule, reports }
  } catch (error) {
    return { rule: run.rule, reports: [], error: toPlainError(error) }
  }
}

function recordAt(
  rule: RecordRule,
  connection: string,
  batch: ColumnBatch,
  row: number,
  urls: Readonly<Record<string, string>>,
): CrmRecord {
  const object = batch.object[row] ?? ''
  const id = batch.id[row] ?? ''
  return {
    key: { connection, object, id },
    entity: batch.entity,
    kind: batch.kind[row] ?? '',
    url: (urls[object] ?? '').replace(idPlaceholder, encodeURIComponent(id)),
    revision: batch.revision[row] ?? null,
    fields: valuesOf(rule.fields, batch.columns, row),
    native: valuesOf(rule.native?.[object] ?? [], batch.native ?? {}, row),
  }
}

/** A column that the batch lacks is unknown: its field is absent, not null. */
function valuesOf(
  names: readonly string[],
  columns: ColumnBatch['columns'],
  row: number,
): Record<string, Value> {
  const values: Record<string, Value> = {}
  for (const name of names) {
    const cell = columns[name]
    if (cell !== undefined) values[name] = cell[row] ?? null
  }
  return values
}

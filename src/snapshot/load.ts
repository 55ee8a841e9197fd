import { rm } from 'node:fs/promises'
import { type Column, exitCodes, type Gap, KitError, type ReadPart, type Value } from '../kit/index.ts'
import type { HeldColumn } from './catalogue.ts'
import { type Database, literal, name } from './database.ts'
import { parse } from './view-sql.ts'

type CsvPart = Extract<ReadPart, { type: 'csv' }>
type ColumnsPart = Extract<ReadPart, { type: 'columns' }>

export interface LoadTarget {
  readonly object: string
  /** Quoted, with its schema. */
  readonly table: string
  /** Columns of the table besides `_id`. */
  readonly columns: readonly HeldColumn[]
}

/** Takes parts into a staging table and keeps count of what could not be taken in. */
export class Loader {
  rows = 0
  /** Columns that some part did not deliver. */
  readonly missing = new Set<string>()
  readonly #db: Database
  readonly #target: LoadTarget
  readonly #unconverted = new Map<string, number>()

  constructor(db: Database, target: LoadTarget) {
    this.#db = db
    this.#target = target
  }

  async csv(part: CsvPart): Promise<void> {
    try {
      const before = this.rows
      await this.#insert(part.columns, csvSql(part))
      if (this.rows - before !== part.rows)
        throw truncatedError(this.#target.object, part.rows, this.rows - before)
    } catch (error) {
      throw asReadError(error, this.#target.object)
    } finally {
      await rm(part.path, { force: true })
    }
  }

  async columns(part: ColumnsPart): Promise<void> {
    const rows = part.values[0]?.length ?? 0
    if (part.values.some((column) => column.length !== rows)) {
      throw truncatedError(this.#target.object, rows, Math.min(...part.values.map((column) => column.length)))
    }
    const raw = part.columns.map((_, index) => `c${index} VARCHAR`).join(', ')
    await this.#db.run(`CREATE OR REPLACE TEMP TABLE raw (${raw})`)
    await appendTexts(this.#db, 'raw', part.values)
    await this.#insert(part.columns, 'temp.main.raw', (_, index) => `c${index}`)
    await this.#db.run('DROP TABLE temp.main.raw')
  }

  gaps(): readonly Gap[] {
    const { object } = this.#target
    const unconverted = [...this.#unconverted].sort().map(([column, count]) => ({
      what: `${object}.${column}`,
      why: `values that are not of the described type and were taken as empty: ${count}`,
    }))
    const missing = [...this.missing].sort().map((column) => ({
      what: `${object}.${column}`,
      why: 'this field was asked for and did not come',
    }))
    return [...unconverted, ...missing]
  }

  async #insert(
    columns: readonly Column[],
    from: string,
    rawName: (column: Column, index: number) => string = (column) => name(column.name),
  ): Promise<void> {
    const raw = new Map(columns.map((column, index) => [column.name, rawName(column, index)]))
    const id = columns[0] ? rawName(columns[0], 0) : 'NULL'
    const present = this.#target.columns.filter((column) => raw.has(column.name))
    for (const column of this.#target.columns) if (!raw.has(column.name)) this.missing.add(column.name)
    const names = ['_id', ...present.map((column) => name(column.name))].join(', ')
    const select = (how: 'strict' | 'lenient'): string => {
      const values = present.map((column) => parse(raw.get(column.name) ?? '', column.type, how))
      return `INSERT INTO ${this.#target.table} (${names}) SELECT ${[id, ...values].join(', ')} FROM ${from}`
    }
    try {
      this.rows += await this.#db.run(select('strict'))
    } catch (error) {
      if (!(error instanceof Error && /Conversion Error/.test(error.message))) throw error
      await this.#countUnconverted(present, raw, from)
      this.rows += await this.#db.run(select('lenient'))
    }
  }

  async #countUnconverted(
    columns: readonly HeldColumn[],
    raw: ReadonlyMap<string, string>,
    from: string,
  ): Promise<void> {
    const typed = columns.filter((column) => column.type !== 'text')
    const counts = typed.map((column, index) => {
      const text = raw.get(column.name) ?? ''
      const value = parse(text, column.type, 'lenient')
      return `count(*) FILTER (WHERE nullif(trim(${text}), '') IS NOT NULL AND ${value} IS NULL) AS n${index}`
    })
    const [row] = await this.#db.rows(`SELECT ${counts.join(', ')} FROM ${from}`)
    for (const [index, column] of typed.entries()) {
      const count = Number(row?.[`n${index}`] ?? 0)
      if (count > 0) this.#unconverted.set(column.name, (this.#unconverted.get(column.name) ?? 0) + count)
    }
  }
}

/** Appends text columns to a table of VARCHAR columns. */
export async function appendTexts(
  db: Database,
  table: string,
  values: readonly (readonly Value[])[],
): Promise<void> {
  const { DuckDBDataChunk, VARCHAR } = await import('@duckdb/node-api')
  const rows = values[0]?.length ?? 0
  const appender = await db.duckdb.createAppender(table, 'main', 'temp')
  const types = values.map(() => VARCHAR)
  for (let start = 0; start < rows; start += 2048) {
    const chunk = DuckDBDataChunk.create(types, Math.min(2048, rows - start))
    chunk.setColumns(values.map((column) => column.slice(start, start + 2048).map(asText)))
    appender.appendDataChunk(chunk)
  }
  appender.closeSync()
}

function asText(value: Value): string | null {
  return value === null || value === undefined ? null : String(value)
}

function csvSql(part: CsvPart): string {
  const columns = part.columns.map((column) => `${literal(column.name)}: 'VARCHAR'`).join(', ')
  return `read_csv(${literal(part.path)}, auto_detect = false, header = true, columns = {${columns}},
    delim = ',', quote = '"', escape = '"', nullstr = '', parallel = false, max_line_size = 16777216,
    buffer_size = 33554432)`
}

/** DuckDB repeats the line at fault, with all its personal values. */
function asReadError(error: unknown, object: string): unknown {
  if (!(error instanceof Error) || !/CSV Error|Invalid (unicode|Input Error)/i.test(error.message))
    return error
  const [, line] = /on Line: (\d+)/i.exec(error.message) ?? []
  const where = line === undefined ? '' : ` at line ${line}`
  return new KitError(
    'READ_UNUSABLE',
    `What was read of ${object} is no proper CSV${where}; the snapshot was left as it was.`,
    { actions: ['Try again; if it happens again, report it with the log'] },
  )
}

function truncatedError(object: string, expected: number, got: number): KitError {
  return new KitError(
    'READ_TRUNCATED',
    `Reading ${object} was to bring ${expected} records and brought ${got}; the snapshot was left as it was.`,
    { exit: exitCodes.failed, actions: ['Try again; if it happens again, report it with the log'] },
  )
}

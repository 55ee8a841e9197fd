import { isKitError, KitError, type QueryRow, type Value } from '../kit/index.ts'
import { type Chunk, type Database, firstLine } from './database.ts'

const mostRows = 100_000

/** One SELECT; the database was opened read-only and may touch no other file. */
export async function query(
  db: Database,
  connection: string,
  sql: string,
  parameters: readonly Value[] = [],
): Promise<readonly QueryRow[]> {
  try {
    await refuseOtherThanSelect(db, sql)
    const rows: QueryRow[] = []
    for await (const chunk of db.stream(sql, parameters)) {
      addRows(rows, chunk)
      if (rows.length > mostRows) throw tooLargeError()
    }
    return rows
  } catch (error) {
    throw queryError(error, db, connection)
  }
}

export function queryError(error: unknown, db: Database, connection: string): unknown {
  if (isKitError(error) || !(error instanceof Error) || db.aborted) return error
  const what = firstLine(error).replace(/'[^']*'/g, "'…'") // DuckDB quotes values in conversion errors
  return new KitError('QUERY_FAILED', `A query over the snapshot of ${connection} failed: ${what}`, {
    cause: error,
    actions: actionsFor(what),
  })
}

/** By the words in which DuckDB refuses: a column it cannot bind, and a statement or a file it may not touch. */
function actionsFor(what: string): readonly string[] {
  if (/^Binder Error: .*column/is.test(what)) {
    return ['The rule did not declare that it needs the column, or no record of this org has it']
  }
  return /^Permission Error/.test(what) ? [onlySelect] : []
}

const onlySelect = 'Only a single SELECT over the views and tables of the snapshot is allowed'

/** Functions that a SELECT can call and that log, checkpoint, or take addresses of memory. */
const meddling =
  /\b((enable|disable)_\w+|(force_)?checkpoint|truncate_duckdb_logs|write_log|arrow_scan\w*|json_execute_serialized_sql|pragma\w*)\s*[( ]/i

/** Throws `QUERY_REFUSED`; DuckDB itself takes these calls for part of a SELECT, and some end the process. */
export function refuseMeddling(sql: string): void {
  if (meddling.test(sql.replace(/'(?:[^']|'')*'/g, "''")))
    throw refusedError('a call that changes the database')
}

async function refuseOtherThanSelect(db: Database, sql: string): Promise<void> {
  const { StatementType } = await import('@duckdb/node-api')
  const statements = await db.duckdb.extractStatements(sql)
  if (meddling.test(sql.replace(/'(?:[^']|'')*'/g, "''")))
    throw refusedError('a call that changes the database')
  if (statements.count !== 1) throw refusedError('more than one statement')
  const statement = await statements.prepare(0)
  const type = statement.statementType
  statement.destroySync()
  if (type !== StatementType.SELECT) throw refusedError('something other than SELECT')
}

function addRows(rows: QueryRow[], { names, columns, count }: Chunk): void {
  for (let row = 0; row < count; row++) {
    rows.push(Object.fromEntries(names.map((name, index) => [name, columns[index]?.[row] ?? null])))
  }
}

function refusedError(what: string): KitError {
  return new KitError('QUERY_REFUSED', `A rule's query may be one SELECT; this one has ${what}.`, {
    actions: [onlySelect],
  })
}

function tooLargeError(): KitError {
  return new KitError('QUERY_TOO_LARGE', `A rule's query yields more than ${mostRows} rows.`, {
    actions: ['Aggregate in SQL, or write a record rule, which reads row by row'],
  })
}

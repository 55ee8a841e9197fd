import { chmodSync, existsSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { DuckDBConnection, DuckDBDataChunk, DuckDBInstance, DuckDBValue } from '@duckdb/node-api'
import { exitCodes, KitError, type QueryRow, type Value } from '../kit/index.ts'
import { dropKept } from './kept.ts'
import { lockedError } from './lock.ts'
import { newFolder } from './own-folder.ts'
import { makePrivateDir } from './paths.ts'
import { toValues } from './values.ts'

export interface DatabaseOptions {
  readonly file: string
  readonly connection: string
  readonly home: string
  readonly access: 'read' | 'write'
  readonly signal?: AbortSignal | undefined
}

/** In MB. Readers share the process with the rules. */
const leastMemory = { read: 192, write: 256 } as const
/** Each stage of a query, in each thread, holds 2,048 values of every column, and a value takes 16 bytes at least. */
const memoryOfColumn = 0.5
const narrow = 100

function memoryFor(access: DatabaseOptions['access'], columns: number): string {
  return `${leastMemory[access] + Math.ceil(Math.max(0, columns - narrow) * memoryOfColumn)}MB`
}

/** One open DuckDB file with our limits. */
export class Database implements AsyncDisposable {
  readonly #instance: DuckDBInstance
  readonly #connection: DuckDBConnection
  readonly #options: DatabaseOptions
  readonly #tempDir: string
  readonly #umask: number | null
  readonly #streams = new Set<DuckDBConnection>()
  #widest = narrow
  readonly #interrupt = (): void => {
    for (const connection of [this.#connection, ...this.#streams]) connection.interrupt()
  }

  private constructor(
    instance: DuckDBInstance,
    connection: DuckDBConnection,
    options: DatabaseOptions,
    tempDir: string,
    umask: number | null,
  ) {
    this.#instance = instance
    this.#connection = connection
    this.#options = options
    this.#tempDir = tempDir
    this.#umask = umask
    options.signal?.addEventListener('abort', this.#interrupt, { once: true })
  }

  static async open(options: DatabaseOptions): Promise<Database> {
    const { DuckDBInstance } = await import('@duckdb/node-api')
    const tempDir = newFolder(makePrivateDir(join(options.home, 'tmp')), 'duckdb-')
    const umask = options.access === 'write' ? narrowUmask() : null
    try {
      const instance = await DuckDBInstance.create(options.file, {
        access_mode: options.access === 'read' ? 'READ_ONLY' : 'READ_WRITE',
        memory_limit: memoryFor(options.access, 0),
        threads: '2',
        temp_directory: tempDir,
        autoinstall_known_extensions: 'false',
        autoload_known_extensions: 'false',
      })
      if (options.access === 'write') dropKept(dirname(options.file))
      const connection = await instance.connect()
      await connection.run("SET GLOBAL TimeZone = 'UTC'")
      const db = new Database(instance, connection, options, tempDir, umask)
      await db.makeRoomFor(await widestTable(connection))
      if (options.access === 'read') {
        await connection.run('SET enable_external_access = false')
        await connection.run('SET lock_configuration = true')
      }
      return db
    } catch (error) {
      rmSync(tempDir, { recursive: true, force: true })
      if (umask !== null) restoreUmask()
      throw asKitError(error, options.connection)
    }
  }

  /** The raw connection, for appenders and prepared statements. */
  get duckdb(): DuckDBConnection {
    return this.#connection
  }

  /** Before a table of so many columns is made. */
  async makeRoomFor(columns: number): Promise<void> {
    if (columns <= this.#widest) return
    this.#widest = columns
    const limit = memoryFor(this.#options.access, columns)
    await this.run(`SET GLOBAL memory_limit = '${limit}'`)
  }

  get aborted(): boolean {
    return this.#options.signal?.aborted === true
  }

  /** Runs statements; returns the number of rows changed by the last. */
  async run(sql: string, parameters: readonly Value[] = []): Promise<number> {
    const result = await this.#try(() => this.#connection.run(sql, [...parameters]))
    return result.rowsChanged
  }

  async rows(sql: string, parameters: readonly Value[] = []): Promise<readonly QueryRow[]> {
    const rows: QueryRow[] = []
    for await (const { names, columns, count } of this.stream(sql, parameters)) {
      for (let row = 0; row < count; row++) {
        rows.push(Object.fromEntries(names.map((name, index) => [name, columns[index]?.[row] ?? null])))
      }
    }
    return rows
  }

  /** Chunks of up to 2,048 rows, column by column; bounded memory. */
  async *stream(sql: string, parameters: readonly Value[] = []): AsyncGenerator<Chunk> {
    for await (const { names, chunk } of this.chunks(sql, parameters)) {
      yield { names, count: chunk.rowCount, columns: columnsOf(chunk) }
    }
  }

  /** The same as DuckDB hands them out, for readers that take bytes. */
  async *chunks(sql: string, parameters: readonly Value[] = []): AsyncGenerator<RawChunk> {
    const connection = await this.#connectForStream()
    try {
      const result = await this.#try(() => connection.stream(sql, [...parameters] as DuckDBValue[]))
      const names = result.deduplicatedColumnNames()
      for (;;) {
        const chunk = await this.#try(() => result.fetchChunk())
        if (!chunk || chunk.rowCount === 0) return
        yield { names, chunk }
      }
    } finally {
      if (this.#streams.delete(connection)) connection.closeSync()
    }
  }

  /** A second statement ends the stream of a first; so readers stream apart, writers within their transaction. */
  async #connectForStream(): Promise<DuckDBConnection> {
    if (this.#options.access === 'write') return this.#connection
    const connection = await this.#instance.connect()
    this.#streams.add(connection)
    return connection
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#options.signal?.removeEventListener('abort', this.#interrupt)
    for (const connection of [this.#connection, ...this.#streams]) connection.closeSync()
    this.#instance.closeSync()
    rmSync(this.#tempDir, { recursive: true, force: true })
    if (this.#options.access === 'read') return
    if (this.#umask !== null) restoreUmask()
    for (const file of [this.#options.file, `${this.#options.file}.wal`]) {
      if (existsSync(file)) chmodSync(file, 0o600)
    }
  }

  async #try<T>(work: () => Promise<T>): Promise<T> {
    this.#options.signal?.throwIfAborted()
    try {
      return await work()
    } catch (error) {
      this.#options.signal?.throwIfAborted()
      throw asKitError(error, this.#options.connection)
    }
  }
}

async function widestTable(connection: DuckDBConnection): Promise<number> {
  const result = await connection.runAndReadAll('SELECT max(column_count) FROM duckdb_tables()')
  return Number(result.getRows()[0]?.[0] ?? 0)
}

export interface Chunk {
  readonly names: readonly string[]
  readonly count: number
  readonly columns: readonly (readonly Value[])[]
}

export interface RawChunk {
  readonly names: readonly string[]
  readonly chunk: DuckDBDataChunk
}

function columnsOf(chunk: DuckDBDataChunk): readonly (readonly Value[])[] {
  return Array.from({ length: chunk.columnCount }, (_, index) => toValues(chunk.getColumnValues(index)))
}

/** Turns what DuckDB says about the file into our errors; other errors stay as they are. */
function asKitError(error: unknown, connection: string): unknown {
  const message = error instanceof Error ? error.message : String(error)
  if (/could not set lock|conflicting lock/i.test(message)) return lockedError(connection, null, error)
  if (
    /not a valid DuckDB|corrupt|checksum|version number|serializ|not read enough bytes|been invalidated/i.test(
      message,
    )
  ) {
    return unreadableError(connection, 'it is damaged or no snapshot of this program', error)
  }
  if (/no space left|file too large|quota exceeded|could not write/i.test(message))
    return diskFullError(error)
  if (/^out of memory/i.test(message)) return outOfMemoryError(connection, error)
  return error
}

function diskFullError(cause: unknown): KitError {
  return new KitError('DISK_FULL', 'The disk is full, or a file may not grow any further.', {
    cause,
    actions: ['Free space, or choose another folder: --home DIR or STEWARD_HOME'],
  })
}

function outOfMemoryError(connection: string, cause: unknown): KitError {
  return new KitError(
    'OUT_OF_MEMORY',
    `A query over the snapshot of ${connection} needs more memory than it may have.`,
    {
      cause,
      actions: ['Let the rule look at fewer records at once, with `where` or LIMIT'],
    },
  )
}

export function unreadableError(connection: string, why: string, cause?: unknown): KitError {
  return new KitError('SNAPSHOT_UNREADABLE', `The snapshot of ${connection} cannot be read: ${why}.`, {
    exit: exitCodes.usage,
    cause,
    actions: [
      'Read everything anew',
      `  steward scan -o ${connection} --full`,
      'Or delete it',
      `  steward snapshot purge ${connection}`,
    ],
  })
}

/** DuckDB creates its files with the process's mask; several databases may be open at once. */
let narrowed = 0
let before = 0

function narrowUmask(): number | null {
  try {
    if (narrowed === 0) before = process.umask(0o077)
    narrowed += 1
    return before
  } catch {
    return null // worker threads may not change it; the folder is owner-only anyway
  }
}

function restoreUmask(): void {
  narrowed -= 1
  if (narrowed === 0) process.umask(before)
}

/** What happened, without the statement that DuckDB repeats below it. */
export function firstLine(error: Error): string {
  return error.message.split('\n', 1)[0] ?? ''
}

/** Quotes a name for SQL. */
export function name(text: string): string {
  return `"${text.replaceAll('"', '""')}"`
}

/** Quotes a text for SQL. */
export function literal(value: Value): string {
  if (value === null) return 'NULL'
  return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value)
}

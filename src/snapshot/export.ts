import { chmodSync, existsSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { exitCodes, KitError } from '../kit/index.ts'
import { readCatalogue } from './catalogue.ts'
import { Database, literal, name } from './database.ts'
import type { ExportedFile } from './index.ts'
import { WriterLock } from './lock.ts'
import { makePrivateDir, snapshotDir, snapshotFile } from './paths.ts'
import { noSnapshotError } from './read.ts'

export interface ExportOptions {
  readonly home: string
  readonly name: string
  readonly format: 'csv' | 'parquet'
  /** Made when it is not there. */
  readonly folder: string
  readonly now?: () => Date
  readonly signal?: AbortSignal
}

/**
 * Writes each object as one owner-only file, values in the clear and as they are. Throws `KitError`
 * `NO_SNAPSHOT`, `EXPORT_EXISTS` before anything is written.
 */
export async function exportSnapshot(options: ExportOptions): Promise<readonly ExportedFile[]> {
  const { home, name: connection, format, signal } = options
  const file = snapshotFile(home, connection)
  if (!existsSync(file)) throw noSnapshotError(connection)
  using _lock = new WriterLock(snapshotDir(home, connection), connection, options.now?.() ?? new Date())
  // DuckDB lets a read-only connection write files elsewhere only with external access, which readers lack
  await using db = await Database.open({ file, connection, home, access: 'write', signal })
  const { objects } = await readCatalogue(db, connection)
  const folder = makePrivateDir(options.folder)
  const targets = [...objects.keys()].map((object) => ({
    object,
    path: join(folder, fileName(object, format)),
  }))
  for (const { path } of targets) if (existsSync(path)) throw existsError(path)
  const written: ExportedFile[] = []
  for (const { object, path } of targets) {
    written.push({ object, path, rows: await writeObject(db, object, path, format) })
  }
  return written
}

async function writeObject(
  db: Database,
  object: string,
  path: string,
  format: ExportOptions['format'],
): Promise<number> {
  const part = `${path}.part`
  const how = format === 'csv' ? 'FORMAT csv, HEADER' : 'FORMAT parquet'
  try {
    const rows = await db.run(
      `COPY (SELECT * FROM native.${name(object)} ORDER BY _id) TO ${literal(part)} (${how})`,
    )
    chmodSync(part, 0o600)
    renameSync(part, path)
    return rows
  } finally {
    rmSync(part, { force: true })
  }
}

function fileName(object: string, format: string): string {
  return `${encodeURIComponent(object).replace(/^\./, '%2E')}.${format}`
}

function existsError(path: string): KitError {
  return new KitError('EXPORT_EXISTS', `There is already a file ${path}; nothing was exported.`, {
    exit: exitCodes.usage,
    actions: ['Name another folder, or move the earlier export away'],
  })
}

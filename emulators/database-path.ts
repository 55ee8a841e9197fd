import { chmodSync, copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { backup, DatabaseSync } from 'node:sqlite'

/** Above this the database is a file, so that memory holds only a part of it. */
const largestInMemory = 20_000

interface Place {
  readonly dbPath?: string
  readonly copyOf?: string
  readonly people?: number
}

/** Where the database of an emulated org goes, or is; a copy is made first. */
export function databasePath({ dbPath, copyOf, people = 0 }: Place, folder: string): string {
  const file = dbPath ?? join(folder, 'org.sqlite')
  if (copyOf !== undefined) {
    copyFileSync(copyOf, file)
    chmodSync(file, 0o600)
    return file
  }
  return dbPath ?? (people > largestInMemory ? file : ':memory:')
}

/** A copy of an org that may be running meanwhile. Throws when there is no file at `source`. */
export async function copyDatabase(source: string, file: string): Promise<void> {
  const from = new DatabaseSync(source, { readOnly: true, timeout: 10_000 })
  try {
    await backup(from, file)
  } finally {
    from.close()
  }
  chmodSync(file, 0o600)
}

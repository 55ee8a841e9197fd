import { existsSync, rmSync } from 'node:fs'
import { dropKept } from './kept.ts'
import { folderBytes } from './list.ts'
import { WriterLock } from './lock.ts'
import { connectionNames, snapshotDir, snapshotFile } from './paths.ts'
import { noSnapshotError } from './read.ts'

export interface PurgedSnapshot {
  readonly connection: string
  readonly bytes: number
}

export interface PurgeOptions {
  readonly home: string
  /** All when absent. */
  readonly name?: string
  readonly now?: () => Date
}

/**
 * Deletes the local copy of one connection, or of all. Runs, plans, decisions and the list of forgotten people
 * stay. Throws `KitError` `NO_SNAPSHOT`, `SNAPSHOT_LOCKED`.
 */
export async function purgeSnapshot(options: PurgeOptions): Promise<readonly PurgedSnapshot[]> {
  const { home, now = () => new Date() } = options
  const held = (name: string): boolean => existsSync(snapshotFile(home, name))
  if (options.name !== undefined && !held(options.name)) throw noSnapshotError(options.name)
  const names = options.name === undefined ? connectionNames(home).filter(held) : [options.name]
  return names.map((connection) => {
    const dir = snapshotDir(home, connection)
    using _lock = new WriterLock(dir, connection, now())
    const bytes = folderBytes(dir)
    const file = snapshotFile(home, connection)
    for (const path of [file, `${file}.wal`]) rmSync(path, { force: true })
    dropKept(dir)
    return { connection, bytes }
  })
}

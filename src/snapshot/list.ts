import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { isKitError } from '../kit/index.ts'
import type { SnapshotSummary } from './index.ts'
import { connectionNames, snapshotDir, snapshotFile } from './paths.ts'
import { openSnapshot } from './read.ts'

/** All snapshots under `home`, by connection name; those that cannot be read say why. */
export async function listSnapshots(home: string): Promise<readonly SnapshotSummary[]> {
  const summaries: SnapshotSummary[] = []
  for (const name of connectionNames(home)) {
    if (existsSync(snapshotFile(home, name))) summaries.push(await summarize(home, name))
  }
  return summaries
}

async function summarize(home: string, name: string): Promise<SnapshotSummary> {
  const bytes = folderBytes(snapshotDir(home, name))
  try {
    await using snapshot = await openSnapshot({ home, name })
    const { identity, syncedAt, held } = snapshot
    return { connection: name, identity, syncedAt, held, bytes, problem: null }
  } catch (error) {
    if (!isKitError(error)) throw error
    return { connection: name, identity: null, syncedAt: null, held: {}, bytes, problem: error.message }
  }
}

export function folderBytes(dir: string): number {
  const files = readdirSync(dir, { withFileTypes: true }).filter((entry) => entry.isFile())
  return files.reduce((sum, file) => sum + statSync(join(dir, file.name)).size, 0)
}

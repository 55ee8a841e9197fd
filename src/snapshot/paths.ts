import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { exitCodes, KitError } from '../kit/index.ts'

const ownerOnly = 0o700

/** Folder of one connection; names that are no safe file names, e.g. paths, are percent-encoded. */
export function snapshotDir(home: string, name: string): string {
  return join(home, 'connections', folderName(name))
}

export function snapshotFile(home: string, name: string): string {
  return join(snapshotDir(home, name), 'snapshot.duckdb')
}

/** Names of the connections that have a folder, sorted. */
export function connectionNames(home: string): readonly string[] {
  try {
    return readdirSync(join(home, 'connections'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => decodeURIComponent(entry.name))
      .sort()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

export function makePrivateDir(path: string): string {
  mkdirSync(path, { recursive: true, mode: ownerOnly })
  return path
}

function folderName(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  if (name === '' || name.length > 200 || /[\u0000-\u001f\u007f]/.test(name) || !name.isWellFormed()) {
    throw new KitError('BAD_CONNECTION_NAME', 'A connection needs a name of 1 to 200 printable characters.', {
      exit: exitCodes.usage,
      actions: ['Give the connection another name in steward.yml'],
    })
  }
  return encodeURIComponent(name)
    .replace(/[*'()!~]/g, percent)
    .replace(/^\./, percent)
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`
}

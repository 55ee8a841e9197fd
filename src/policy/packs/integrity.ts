import { createHash } from 'node:crypto'
import { type Dirent, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** `sha256-` and 64 hexadecimal digits over one file's bytes. */
export function fileIntegrity(bytes: Uint8Array): string {
  return `sha256-${createHash('sha256').update(bytes).digest('hex')}`
}

/**
 * Over a package: for each file, in the order of the paths' UTF-16 code units, its path with forward slashes, a NUL,
 * its length in decimal, a NUL, its bytes.
 */
export function packageIntegrity(files: ReadonlyMap<string, Uint8Array>): string {
  const hash = createHash('sha256')
  for (const path of [...files.keys()].sort()) {
    const bytes = files.get(path) ?? new Uint8Array()
    hash.update(`${path}\0${bytes.length}\0`).update(bytes)
  }
  return `sha256-${hash.digest('hex')}`
}

/** Every file of an installed package by its path inside; what is nested in `node_modules` belongs to others. */
export function packageFiles(folder: string, below = ''): ReadonlyMap<string, Uint8Array> {
  const files = new Map<string, Uint8Array>()
  for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`
    if (isFolder(entry)) for (const [name, bytes] of packageFiles(folder, path)) files.set(name, bytes)
    else if (entry.isFile()) files.set(path, readFileSync(join(folder, path)))
  }
  return files
}

function isFolder(entry: Dirent): boolean {
  return entry.isDirectory() && entry.name !== 'node_modules' && entry.name !== '.git'
}

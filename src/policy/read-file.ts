import { readFileSync, statSync } from 'node:fs'
import { isAbsolute, relative, resolve } from 'node:path'
import { exitCodes, KitError } from '../kit/index.ts'

const megabyte = 1024 * 1024

/** The path as people type it: relative when the file lies below the current folder. */
export function labelOf(path: string, cwd: string): string {
  const from = relative(cwd, path)
  return from === '' || from.startsWith('..') || isAbsolute(from) ? path : from
}

/** Text of a file that people keep, or null when there is none. Throws `FILE_UNREADABLE`, exit 2. */
export function readTextFile(path: string, label: string, megabytes = 4): string | null {
  const full = resolve(path)
  let bytes: Buffer
  try {
    const stat = statSync(full)
    if (stat.isDirectory()) throw unreadable(label, 'is a folder, not a file')
    if (!stat.isFile()) throw unreadable(label, 'is a pipe or device, not a file')
    if (stat.size > megabytes * megabyte) throw unreadable(label, `is larger than ${megabytes} MB`)
    bytes = readFileSync(full)
  } catch (error) {
    if (error instanceof KitError) throw error
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    throw unreadable(label, `cannot be read (${code ?? 'unknown error'})`, error)
  }
  return decode(bytes, label)
}

function decode(bytes: Uint8Array, label: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw unreadable(label, 'is not UTF-8 text', cause)
  }
}

function unreadable(label: string, what: string, cause?: unknown): KitError {
  const actions = what.includes('UTF-8') ? ['Save it as UTF-8 in your editor.'] : []
  return new KitError('FILE_UNREADABLE', `${label} ${what}.`, { exit: exitCodes.usage, actions, cause })
}

import { readFileSync, statSync } from 'node:fs'
import { exitCodes, KitError } from '../../kit/index.ts'

const largest = 256 * 1024 * 1024

/**
 * Text of a review as spreadsheets save it: UTF-8, or UTF-16 with its mark ("Unicode text"). Letters of other
 * encodings are lost as U+FFFD: ids and words survive that, and a typed value with one is refused when it is read.
 * Throws `FILE_UNREADABLE`, exit 2.
 */
export function readReviewText(path: string, label: string): string {
  try {
    const stat = statSync(path)
    if (!stat.isFile()) throw unreadable(label, 'is not a file')
    if (stat.size > largest) throw unreadable(label, 'is larger than 256 MB')
    return decoded(readFileSync(path), label)
  } catch (cause) {
    if (cause instanceof KitError) throw cause
    const { code } = cause as NodeJS.ErrnoException
    throw unreadable(
      label,
      code === 'ENOENT' ? 'does not exist' : `cannot be read (${code ?? 'unknown error'})`,
      cause,
    )
  }
}

function decoded(bytes: Buffer, label: string): string {
  const start = bytes.subarray(0, 4).toString('hex')
  if (start.startsWith('504b0304') || start.startsWith('d0cf11e0')) {
    throw unreadable(label, 'is a workbook, not CSV: save it as "CSV UTF-8"')
  }
  const encoding = start.startsWith('fffe') ? 'utf-16le' : start.startsWith('feff') ? 'utf-16be' : 'utf-8'
  return new TextDecoder(encoding).decode(bytes)
}

function unreadable(label: string, what: string, cause?: unknown): KitError {
  return new KitError('FILE_UNREADABLE', `${label} ${what}.`, {
    exit: exitCodes.usage,
    actions: ['Export it again:  steward plan review SELECTOR --export groups.csv'],
    cause,
  })
}

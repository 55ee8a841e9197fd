import { open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { exitCodes, KitError } from '../../kit/index.ts'
import { csvCell } from '../../text/neutral.ts'

export type Row = readonly (string | number | boolean | null)[]

/** The folder of a journal, and the process that writes there. */
export interface Folder {
  readonly journal: { readonly dir: string }
  readonly pid: number
}

/** A list beside the journal: whole or not there at all. */
export async function writeCsv(
  { journal, pid }: Folder,
  name: string,
  head: Row,
  rows: readonly Row[],
): Promise<string> {
  const path = join(journal.dir, name)
  const fresh = `${path}.${pid}.part`
  const text = [head, ...rows].map((row) => `${row.map(csvCell).join(',')}\n`).join('')
  try {
    const file = await open(fresh, 'w', 0o600)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(fresh, path)
  } catch (cause) {
    await rm(fresh, { force: true })
    throw new KitError('JOURNAL_NOT_WRITABLE', `${path} cannot be written: ${(cause as Error).message}`, {
      exit: exitCodes.failed,
      actions: ['Make room there, then run the same with --resume: what was merged is in the journal'],
      cause,
    })
  }
  return path
}

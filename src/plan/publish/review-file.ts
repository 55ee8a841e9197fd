import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { exitCodes, KitError } from '../../kit/index.ts'
import { readNotes } from '../../snapshot/notes.ts'
import { makePrivateDir } from '../../snapshot/paths.ts'
import { addLine, type Entries, type Entry, idsIn, Line } from './entries.ts'

const { O_APPEND, O_CREAT, O_NOFOLLOW = 0, O_RDWR } = constants

/** Which groups were published to one org, and what became of them: owner-only, only growing, synced line by line. */
export class ReviewFile implements AsyncDisposable {
  readonly path: string
  readonly #handle: FileHandle
  readonly #entries: Map<string, Entry>

  private constructor(path: string, handle: FileHandle, entries: Map<string, Entry>) {
    this.path = path
    this.#handle = handle
    this.#entries = entries
  }

  /** `isId` is the CRM's own test. Throws `REVIEWS_NOT_WRITABLE` (1) and `REVIEWS_DAMAGED` (31). */
  static async open(home: string, orgId: string, isId: (text: string) => boolean): Promise<ReviewFile> {
    const path = join(makePrivateDir(join(home, 'reviews')), `${encodeURIComponent(orgId)}.ndjson`)
    const handle = await open(path, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW, 0o600).catch(
      (cause: unknown) => {
        throw notWritable(path, cause)
      },
    )
    try {
      await handle.chmod(0o600)
      const bytes = await handle.readFile()
      // What was torn by a crash was not yet acted on, or is looked up in the org.
      const { lines, whole } = readNotes(
        bytes,
        (value) => Line.refine((read) => idsIn(read).every(isId)).parse(value),
        (line, cause) => damaged(`${path}:${line}`, cause),
      )
      if (whole < bytes.length) await handle.truncate(whole)
      const entries = new Map<string, Entry>()
      for (const line of lines) addLine(entries, line)
      return new ReviewFile(path, handle, entries)
    } catch (error) {
      await handle.close()
      throw error
    }
  }

  get entries(): Entries {
    return this.#entries
  }

  /** Resolves when the lines are on disk. */
  async append(lines: readonly Line[]): Promise<void> {
    if (lines.length === 0) return
    try {
      await this.#handle.appendFile(lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
      await this.#handle.datasync()
    } catch (cause) {
      throw notWritable(this.path, cause)
    }
    for (const line of lines) addLine(this.#entries, line)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close()
  }
}

function damaged(where: string, cause: unknown): KitError {
  return new KitError('REVIEWS_DAMAGED', `${where} cannot be read: it says which groups were published.`, {
    exit: exitCodes.refused,
    actions: ['Restore the file from a backup: without it groups could be published twice'],
    cause,
  })
}

function notWritable(path: string, cause: unknown): KitError {
  const { code } = cause as NodeJS.ErrnoException
  return new KitError('REVIEWS_NOT_WRITABLE', `${path} cannot be written (${code ?? 'unknown error'}).`, {
    actions: ['Make room and see that the file is writable; nothing is published that is not recorded first'],
    cause,
  })
}

import { existsSync, readFileSync } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { exitCodes, KitError, type TestRecord } from '../kit/index.ts'
import { readNotes } from '../snapshot/notes.ts'
import { makePrivateDir } from '../snapshot/paths.ts'

const Line = z.union([
  z.strictObject({ mark: z.string().regex(/^Steward certify [0-9a-f]{8}$/) }),
  z.strictObject({ object: z.string().regex(/^\w+$/), id: z.string().regex(/^\w+$/) }),
])

/** What a trial made in one org and has not yet taken away. */
export interface Left {
  readonly mark: string
  readonly made: readonly TestRecord[]
}

/** Notes of one org, on disk before the next request; they go once all is taken away. */
export class Ledger {
  readonly #path: string

  constructor(home: string, crm: string, orgId: string) {
    const folder = makePrivateDir(join(home, 'certify'))
    this.#path = join(folder, `${encodeURIComponent(`${crm}-${orgId}`)}.ndjson`)
  }

  /**
   * Null when nothing is left of an earlier trial; the mark finds what a torn last line would have named. Throws
   * `NOTES_DAMAGED` (31).
   */
  read(): Left | null {
    if (!existsSync(this.#path)) return null
    const { lines } = readNotes(
      readFileSync(this.#path),
      (value) => Line.parse(value),
      (line, cause) => damaged(this.#path, line, cause),
    )
    const [first, ...rest] = lines
    if (first === undefined) return null
    if (!('mark' in first)) throw damaged(this.#path, 1)
    const made = rest.map((line, index) => {
      if ('mark' in line) throw damaged(this.#path, index + 2)
      return line
    })
    return { mark: first.mark, made }
  }

  /** Once nothing is left of an earlier one. */
  async begin(mark: string): Promise<void> {
    await this.#write('w', { mark })
  }

  async add(record: TestRecord): Promise<void> {
    await this.#write('a', record)
  }

  async end(): Promise<void> {
    await rm(this.#path, { force: true })
  }

  async #write(flags: 'w' | 'a', line: z.infer<typeof Line>): Promise<void> {
    try {
      await using file = await open(this.#path, flags, 0o600)
      await file.appendFile(`${JSON.stringify(line)}\n`)
      await file.datasync()
    } catch (cause) {
      throw new KitError('CANNOT_NOTE', `What is made cannot be noted down in ${this.#path}.`, {
        cause,
        actions: [
          'Make room and see that the folder is writable: nothing is made that could not be taken away',
        ],
      })
    }
  }
}

function damaged(path: string, line: number, cause?: unknown): KitError {
  return new KitError(
    'NOTES_DAMAGED',
    `${path}:${line} cannot be read: it says which test records may still be in the org.`,
    {
      exit: exitCodes.refused,
      actions: [
        'Look in the org for records whose names begin with "Steward certify" and delete them',
        'Then delete the file, and run the command again',
      ],
      cause,
    },
  )
}

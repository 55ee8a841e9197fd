import { existsSync, readFileSync } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { KitError, type TestRecord } from '../kit/index.ts'
import { makePrivateDir } from '../snapshot/paths.ts'

const Line = z.union([
  z.strictObject({ mark: z.string().regex(/^[\w ]{8,60}$/) }),
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

  /** Null when nothing is left of an earlier trial. A torn last line is no record: the mark finds it. */
  read(): Left | null {
    if (!existsSync(this.#path)) return null
    let mark: string | undefined
    const made: TestRecord[] = []
    for (const text of readFileSync(this.#path, 'utf8').split('\n')) {
      const line = parse(text)
      if (line === null) continue
      if ('mark' in line) mark = line.mark
      else made.push(line)
    }
    return mark === undefined ? null : { mark, made }
  }

  async begin(mark: string): Promise<void> {
    await this.#append({ mark })
  }

  async add(record: TestRecord): Promise<void> {
    await this.#append(record)
  }

  async end(): Promise<void> {
    await rm(this.#path, { force: true })
  }

  async #append(line: z.infer<typeof Line>): Promise<void> {
    try {
      await using file = await open(this.#path, 'a', 0o600)
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

function parse(text: string): z.infer<typeof Line> | null {
  try {
    return Line.parse(JSON.parse(text))
  } catch {
    return null
  }
}

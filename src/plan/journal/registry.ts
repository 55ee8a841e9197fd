import { constants, mkdirSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { KitError } from '../../kit/index.ts'
import { linesAt } from './lines-at.ts'

const common = { at: z.iso.datetime(), path: z.string(), connection: z.string(), plan: z.string() }

/** A plan, by the path of its file, or a journal, by that of its folder. */
const Listed = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('plan'), ...common }),
  z.strictObject({ type: z.literal('journal'), ...common }),
])
export type Listed = z.infer<typeof Listed>

/**
 * Lists a plan or journal in `plans.ndjson` of `STEWARD_HOME`, before values are written to it, so that `forget`
 * finds it. Throws `CANNOT_LIST` (exit 1).
 */
export async function register(home: string, listed: Listed): Promise<void> {
  const path = registryFile(home)
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 })
    // A link planted in its place must not lead the list elsewhere.
    const flags = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW
    await using file: FileHandle = await open(path, flags, 0o600)
    const { size } = await file.stat()
    const torn = size > 0 && (await file.read(Buffer.alloc(1), 0, 1, size - 1)).buffer[0] !== 10
    await file.appendFile(`${torn ? '\n' : ''}${JSON.stringify({ ...listed, path: resolve(listed.path) })}\n`)
    await file.datasync()
  } catch (cause) {
    throw new KitError('CANNOT_LIST', `The list of plans cannot be written: ${path}.`, {
      cause,
      actions: ['Make room and see that the file is writable; without it, forget would miss this plan'],
    })
  }
}

export interface Registry {
  /** Each path once, in the order of their first listing. */
  readonly listed: readonly Listed[]
  /** Lines that are none, e.g. torn by a crash. */
  readonly unreadable: number
}

export async function readRegistry(home: string): Promise<Registry> {
  const byPath = new Map<string, Listed>()
  let unreadable = 0
  try {
    for await (const { text } of linesAt(registryFile(home))) {
      if (text === '') continue
      const listed = parse(text)
      if (listed === null) unreadable += 1
      else byPath.set(`${listed.type} ${listed.path}`, listed)
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  return { listed: [...byPath.values()], unreadable }
}

function registryFile(home: string): string {
  return join(home, 'plans.ndjson')
}

function parse(text: string): Listed | null {
  try {
    return Listed.parse(JSON.parse(text))
  } catch {
    return null
  }
}

import type { KitError } from '../../kit/index.ts'
import { type ChainEnd, chainStart, seal } from './chain.ts'
import type { EntryBody } from './entry.ts'
import {
  type JournalFiles,
  journalFiles,
  type LockOptions,
  lockFolder,
  makeFolder,
  notWritable,
  refuseTaken,
  syncFolder,
} from './folder.ts'
import { LineFile } from './line-file.ts'
import { mend } from './mend.ts'
import { register } from './registry.ts'
import { sealValues } from './values-line.ts'

type Valued = Extract<EntryBody, { type: 'pre-image' | 'verified' }>

/** An entry that has values; their hash is the journal's business. */
export type ValuedBody = Valued extends infer Body
  ? Body extends Valued
    ? Omit<Body, 'values'>
    : never
  : never
export type PlainBody = Exclude<EntryBody, Valued>

/** One entry to write, with its values where it has some. */
export type JournalWrite =
  | { readonly body: PlainBody }
  | { readonly body: ValuedBody; readonly values: unknown }

export interface JournalOptions extends LockOptions {
  /** `STEWARD_HOME`, which lists the journal before it is begun, so that `forget` finds it. */
  readonly home: string
  /** Policy name of the connection, for `forget`. */
  readonly connection: string
  /** Id of the plan. */
  readonly plan: string
}

/** The one writer of a journal. What a call has written is on disk when it resolves. */
export class Journal implements AsyncDisposable {
  readonly dir: string
  readonly #open: AsyncDisposableStack
  readonly #chain: LineFile
  readonly #values: LineFile
  readonly #now: () => Date
  #end: ChainEnd
  #turn: Promise<unknown> = Promise.resolve()
  #failure: KitError | null = null

  /** Use `createJournal` or `reopenJournal`. */
  constructor(
    dir: string,
    parts: { open: AsyncDisposableStack; chain: LineFile; values: LineFile; end: ChainEnd; now: () => Date },
  ) {
    this.dir = dir
    this.#open = parts.open
    this.#chain = parts.chain
    this.#values = parts.values
    this.#end = parts.end
    this.#now = parts.now
  }

  /** Hash of the last entry. Kept elsewhere, it shows later whether lines were taken away at the end. */
  get head(): string {
    return this.#end.hash
  }

  /** Resolves with the entry's number. */
  append(body: PlainBody): Promise<number>
  append(body: ValuedBody, values: unknown): Promise<number>
  async append(body: PlainBody | ValuedBody, values?: unknown): Promise<number> {
    const [seq] = await this.appendAll([{ body, values } as JournalWrite])
    return seq as number
  }

  /**
   * Entries that stand behind one another, on disk together: the values of all first, then the chain. Throws
   * `JOURNAL_NOT_WRITABLE` (exit 1), and from then on always: what is on disk is no longer known for sure.
   */
  appendAll(writes: readonly JournalWrite[]): Promise<readonly number[]> {
    const result = this.#turn.then(() => this.#write(writes))
    this.#turn = result.catch(() => {})
    return result
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#turn
    await this.#open.disposeAsync()
  }

  async #write(writes: readonly JournalWrite[]): Promise<readonly number[]> {
    if (this.#failure) throw this.#failure
    const at = this.#now().toISOString()
    const lines: string[] = []
    const valueLines: string[] = []
    const seqs: number[] = []
    let end = this.#end
    for (const write of writes) {
      const seq = end.seq + 1
      const { entry, line } = seal(bodyOf(write, seq, valueLines), at, end)
      lines.push(line)
      seqs.push(seq)
      end = { seq, hash: entry.hash }
    }
    try {
      if (valueLines.length > 0) await this.#values.append(valueLines)
      if (lines.length > 0) await this.#chain.append(lines)
    } catch (error) {
      this.#failure = error as KitError
      throw error
    }
    this.#end = end
    return seqs
  }
}

/** Begins a journal. Throws `JOURNAL_EXISTS`, `JOURNAL_FOLDER` (exit 2), `JOURNAL_BUSY` (31), `JOURNAL_NOT_WRITABLE`. */
export async function createJournal(dir: string, options: JournalOptions): Promise<Journal> {
  const files = journalFiles(dir)
  await list(files, options)
  await makeFolder(files)
  await using open = new AsyncDisposableStack()
  open.use(lockFolder(files, options))
  refuseTaken(files)
  const values = open.use(await LineFile.open(files.values, 'create'))
  const chain = open.use(await LineFile.open(files.journal, 'create'))
  await syncNames(files)
  return new Journal(files.dir, { open: open.move(), chain, values, end: chainStart, now: options.now })
}

/**
 * Goes on with a journal, after a crash as well: see `mend`. Throws `JOURNAL_MISSING` (exit 2), `JOURNAL_BROKEN`,
 * `JOURNAL_BUSY` (31) and what `createJournal` throws.
 */
export async function reopenJournal(dir: string, options: JournalOptions): Promise<Journal> {
  const files = journalFiles(dir)
  await list(files, options)
  return openAgain(files, options)
}

/** As `reopenJournal`, for a journal that is listed already. */
export async function openAgain(files: JournalFiles, options: LockOptions): Promise<Journal> {
  await using open = new AsyncDisposableStack()
  const { lock, chain, values, end, torn } = await mend(files, options)
  open.use(lock)
  open.use(values)
  open.use(chain)
  const journal = new Journal(files.dir, { open: open.move(), chain, values, end, now: options.now })
  try {
    await journal.appendAll(torn.map((body) => ({ body })))
    return journal
  } catch (error) {
    await journal[Symbol.asyncDispose]()
    throw error
  }
}

async function list({ dir }: JournalFiles, { home, plan, connection, now }: JournalOptions): Promise<void> {
  await register(home, { type: 'journal', path: dir, plan, connection, at: now().toISOString() })
}

async function syncNames({ dir }: JournalFiles): Promise<void> {
  try {
    await syncFolder(dir)
  } catch (error) {
    throw notWritable(dir, error)
  }
}

function bodyOf(write: JournalWrite, seq: number, valueLines: string[]): EntryBody {
  const { body } = write
  if (body.type !== 'pre-image' && body.type !== 'verified') return body
  const { line, hash } = sealValues(seq, 'values' in write ? write.values : null)
  valueLines.push(line)
  return { ...body, values: hash }
}

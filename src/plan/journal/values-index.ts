import { type FileHandle, open } from 'node:fs/promises'
import type { KitError } from '../../kit/index.ts'
import { type LineAt, linesAt } from './lines-at.ts'
import { hashOf, readValuesLine } from './values-line.ts'

/** Finds the values of an entry in the file; memory holds eight bytes per entry. */
export class ValuesIndex implements AsyncDisposable {
  readonly #handle: FileHandle
  /** Offset and one, by entry. */
  #offsets: Float64Array
  /** Earlier lines of the same number: those that a crash left without an entry. */
  readonly #earlier = new Map<number, number[]>()
  /** Lines of values, whether or not they belong to an entry. */
  lines = 0
  /** Lines that are something else. */
  readonly foreign: number[] = []
  /** Bytes of an unfinished last line. */
  torn = 0

  private constructor(handle: FileHandle) {
    this.#handle = handle
    this.#offsets = new Float64Array(1024)
  }

  /** `most` is the highest number an entry can have; lines beyond it belong to none. */
  static async open(path: string, most: number): Promise<ValuesIndex> {
    const index = new ValuesIndex(await open(path, 'r'))
    try {
      for await (const line of linesAt(path)) index.#take(line, most)
      return index
    } catch (error) {
      await index[Symbol.asyncDispose]()
      throw error
    }
  }

  has(seq: number): boolean {
    return (this.#offsets[seq] ?? 0) > 0
  }

  /**
   * The values with this hash as canonical JSON, `forgotten` when their line was emptied, or null when no line fits.
   */
  async find(seq: number, hash: string): Promise<{ readonly values: string } | 'forgotten' | null> {
    let forgotten = false
    for (const offset of this.#offsetsOf(seq)) {
      const line = readValuesLine(await this.#lineAt(offset))
      if (line?.held && hashOf(line.held) === hash) return { values: line.held.values }
      if (line?.held === null) forgotten = true
    }
    return forgotten ? 'forgotten' : null
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close()
  }

  #take({ text, offset, length, number, whole }: LineAt, most: number): void {
    if (!whole) {
      this.torn = length
      return
    }
    const line = readValuesLine(text)
    if (line === null) this.foreign.push(number)
    else this.lines += 1
    if (line !== null && line.seq <= most) this.#add(line.seq, offset)
  }

  #add(seq: number, offset: number): void {
    if (seq >= this.#offsets.length) {
      const grown = new Float64Array(Math.max(seq + 1, this.#offsets.length * 2))
      grown.set(this.#offsets)
      this.#offsets = grown
    }
    const before = this.#offsets[seq] ?? 0
    if (before > 0) this.#earlier.set(seq, [before - 1, ...(this.#earlier.get(seq) ?? [])])
    this.#offsets[seq] = offset + 1
  }

  #offsetsOf(seq: number): readonly number[] {
    const last = this.#offsets[seq] ?? 0
    return last === 0 ? [] : [last - 1, ...(this.#earlier.get(seq) ?? [])]
  }

  async #lineAt(offset: number): Promise<string> {
    const parts: Buffer[] = []
    for (let at = offset, size = 16 * 1024; ; size = Math.min(size * 4, 1 << 22)) {
      const { buffer, bytesRead } = await this.#handle.read(Buffer.alloc(size), 0, size, at)
      const part = buffer.subarray(0, bytesRead)
      const end = part.indexOf(10)
      parts.push(end < 0 ? part : part.subarray(0, end))
      if (end >= 0 || bytesRead === 0) return Buffer.concat(parts).toString('utf8')
      at += bytesRead
    }
  }
}

export type Values = { readonly is: 'held'; readonly values: unknown } | { readonly is: 'forgotten' }

export async function valuesIn(
  index: ValuesIndex,
  { seq, values: hash }: { readonly seq: number; readonly values: string },
  lost: () => KitError,
): Promise<Values> {
  const found = await index.find(seq, hash)
  if (found === null) throw lost()
  return found === 'forgotten' ? { is: 'forgotten' } : { is: 'held', values: JSON.parse(found.values) }
}

import { closeSync, createReadStream, openSync, writeSync } from 'node:fs'
import { rm } from 'node:fs/promises'

const flushAt = 1 << 18

/** Lines written once to an owner-only file and read back in any range; memory holds one number a line. */
export class ResultFile implements AsyncDisposable {
  readonly path: string
  readonly header: string
  #descriptor: number
  #offsets: number[] = [0]
  #end = 0
  #buffer: string[] = []
  #buffered = 0
  #open = true

  constructor(path: string, header: string) {
    this.path = path
    this.header = header
    this.#descriptor = openSync(path, 'w', 0o600)
  }

  get lines(): number {
    return this.#offsets.length - 1
  }

  get bytes(): number {
    return this.#end
  }

  append(line: string): void {
    this.#buffer.push(line)
    this.#end += Buffer.byteLength(line)
    this.#offsets.push(this.#end)
    this.#buffered += line.length
    if (this.#buffered >= flushAt) this.flush()
  }

  flush(): void {
    if (this.#buffer.length > 0) writeSync(this.#descriptor, this.#buffer.join(''))
    this.#buffer = []
    this.#buffered = 0
  }

  finish(): void {
    this.flush()
    if (this.#open) closeSync(this.#descriptor)
    this.#open = false
  }

  /** The header, then `count` lines from line `from` on. */
  async *read(from: number, count: number): AsyncGenerator<string | Uint8Array> {
    if (this.#open) this.flush()
    yield this.header
    const start = this.#offsets[from] ?? this.#end
    const end = this.#offsets[Math.min(from + count, this.lines)] ?? this.#end
    if (end > start) yield* createReadStream(this.path, { start, end: end - 1 })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.finish()
    await rm(this.path, { force: true })
  }
}

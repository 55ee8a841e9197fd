import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { KitError } from '../../kit/index.ts'
import { notWritable, refuseShared } from './folder.ts'

const { O_APPEND, O_CREAT, O_NOFOLLOW = 0, O_NONBLOCK = 0, O_RDWR } = constants

/** A file that only grows, line by line. After an error of any kind it takes nothing more. */
export class LineFile implements AsyncDisposable {
  readonly path: string
  readonly #handle: FileHandle
  #failure: unknown

  private constructor(path: string, handle: FileHandle) {
    this.path = path
    this.#handle = handle
  }

  /** Throws `JOURNAL_NOT_WRITABLE`, also for a symbolic link; `JOURNAL_FOLDER` for what may have another reader. */
  static async open(path: string, how: 'create' | 'append'): Promise<LineFile> {
    const flags = O_RDWR | O_APPEND | O_NOFOLLOW | O_NONBLOCK | (how === 'create' ? O_CREAT : 0)
    let handle: FileHandle | undefined
    try {
      handle = await open(path, flags, 0o600)
      const found = await handle.stat()
      if (how === 'create') refuseShared(path, found)
      if (found.isFile()) await handle.chmod(0o600)
      return new LineFile(path, handle)
    } catch (error) {
      await handle?.close()
      if (error instanceof KitError) throw error
      throw notWritable(path, error)
    }
  }

  /** Resolves when the lines are on disk. */
  async append(lines: readonly string[]): Promise<void> {
    await this.#attempt(async () => {
      for (const part of parts(lines)) {
        for (let done = 0; done < part.length; ) done += (await this.#handle.write(part, done)).bytesWritten
      }
      await this.#handle.datasync()
    })
  }

  async cut(length: number): Promise<void> {
    await this.#attempt(async () => {
      await this.#handle.truncate(length)
      await this.#handle.sync()
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close()
  }

  /** A second fsync after a failed one may say yes although the pages are lost, so the first error is final. */
  async #attempt(work: () => Promise<void>): Promise<void> {
    if (this.#failure !== undefined) throw notWritable(this.path, this.#failure)
    try {
      await work()
    } catch (error) {
      this.#failure = error
      throw notWritable(this.path, error)
    }
  }
}

const wanted = 1 << 20

function* parts(lines: readonly string[]): Generator<Buffer> {
  let text = ''
  for (const line of lines) {
    text += `${line}\n`
    if (text.length < wanted) continue
    yield Buffer.from(text)
    text = ''
  }
  if (text !== '') yield Buffer.from(text)
}

import { createReadStream } from 'node:fs'

/** A line with its place in the file. The last one is not `whole` when no line feed ends it. */
export interface LineAt {
  readonly text: string
  readonly number: number
  readonly offset: number
  /** Bytes, the line feed included. */
  readonly length: number
  readonly whole: boolean
}

/** Streams a file; memory holds a chunk and one line. */
export async function* linesAt(path: string): AsyncGenerator<LineAt> {
  let held: Buffer[] = []
  let offset = 0
  let number = 1
  for await (const data of createReadStream(path, { highWaterMark: 256 * 1024 })) {
    const chunk = data as Buffer
    let from = 0
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      held.push(chunk.subarray(from, end))
      const bytes = held.length === 1 ? (held[0] as Buffer) : Buffer.concat(held)
      yield { text: bytes.toString('utf8'), number, offset, length: bytes.length + 1, whole: true }
      offset += bytes.length + 1
      number += 1
      held = []
      from = end + 1
    }
    if (from < chunk.length) held.push(chunk.subarray(from))
  }
  const rest = Buffer.concat(held)
  if (rest.length > 0)
    yield { text: rest.toString('utf8'), number, offset, length: rest.length, whole: false }
}

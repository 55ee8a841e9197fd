import { closeSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import { z } from 'zod'

/** Counts up whenever what is written below changes, or what is read out of values. */
const layout = 1

const Head = z.strictObject({
  layout: z.literal(layout),
  /** Of the snapshot that the values were read from. */
  state: z.string(),
  /** What belongs to the values and is no array. */
  labels: z.record(z.string(), z.array(z.string())),
  arrays: z.array(z.strictObject({ name: z.string(), bytes: z.int().nonnegative(), crc: z.int() })),
})

export interface Kept {
  readonly labels: Readonly<Record<string, readonly string[]>>
  /** In memory that threads share. */
  readonly arrays: ReadonlyMap<string, Uint8Array>
}

/** Owner-only, whole or not at all. */
export function writeKept(path: string, state: string, { labels, arrays }: Kept): void {
  const list = [...arrays].map(([name, bytes]) => ({ name, bytes: bytes.length, crc: crc32(bytes) }))
  const head = Buffer.from(`${JSON.stringify({ layout, state, labels, arrays: list })}\n`)
  const size = Buffer.alloc(4)
  size.writeUInt32LE(head.length)
  const partial = `${path}.${process.pid}.part`
  try {
    const file = openSync(partial, 'wx', 0o600)
    try {
      for (const part of [size, head, ...arrays.values()]) writeWhole(file, part)
    } finally {
      closeSync(file)
    }
    renameSync(partial, path)
  } catch (error) {
    rmSync(partial, { force: true })
    throw error
  }
}

/** Null when there is no such file, or it is damaged, or was written by another version or from another state. */
export function readKept(path: string, state: string): Kept | null {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch {
    return null
  }
  try {
    const size = readWhole(file, new Uint8Array(4))
    const length = size === null ? 0 : Buffer.from(size).readUInt32LE()
    const text = length > mostHead ? null : readWhole(file, new Uint8Array(length))
    const head = text === null ? undefined : Head.safeParse(parsed(Buffer.from(text).toString())).data
    if (head?.state !== state) return null
    const arrays = new Map<string, Uint8Array>()
    for (const { name, bytes, crc } of head.arrays) {
      const array = readWhole(file, new Uint8Array(new SharedArrayBuffer(bytes)))
      if (array === null || crc32(array) !== crc) return null
      arrays.set(name, array)
    }
    return { labels: head.labels, arrays }
  } finally {
    closeSync(file)
  }
}

const mostHead = 1_000_000

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function writeWhole(file: number, bytes: Uint8Array): void {
  let from = 0
  while (from < bytes.length) from += writeSync(file, bytes, from, bytes.length - from)
}

/** Null when the file ends before. */
function readWhole<T extends Uint8Array>(file: number, into: T): T | null {
  let from = 0
  while (from < into.length) {
    const read = readSync(file, into, from, into.length - from, null)
    if (read === 0) return null
    from += read
  }
  return into
}

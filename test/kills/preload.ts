/**
 * Loaded with `--import` into a process that is to die. It ends that process by SIGKILL at a chosen write or fsync,
 * tears the line that is being written, notes what is on disk for sure, shortens waits, and gives the machine another
 * name and time. Steward itself knows nothing of it.
 */
import fs from 'node:fs'
import fsp, { type FileHandle } from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import os from 'node:os'
import { basename, dirname, resolve } from 'node:path'
import timers from 'node:timers/promises'
import type { FileKill, Noted, Orders } from './orders.ts'

const { kill, notes, host, hurry, ahead = 0 }: Orders = JSON.parse(process.env.KILLS_ORDERS ?? '{}')
const taken = new Map<string, number>()

function note(noted: Noted): void {
  if (notes !== undefined) fs.appendFileSync(notes, `${JSON.stringify(noted)}\n`)
}

function die(): never {
  process.kill(process.pid, 'SIGKILL')
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000)
}

/** Names of files that take another one's place have the number of the process in them. */
function nameOf(path: string): string {
  return basename(path).replace(/\.\d+(?=\.part$)/, '')
}

/** What is to happen at this one, the first, second, … of its kind. */
function due(file: string, op: FileKill['op']): FileKill['when'] | null {
  const name = `${file} ${op}`
  const nth = (taken.get(name) ?? 0) + 1
  taken.set(name, nth)
  note({ is: 'done', file, op })
  return kill?.file === file && kill.op === op && kill.nth === nth ? kill.when : null
}

async function doomed<Result>(
  path: string,
  op: FileKill['op'],
  work: () => Promise<Result>,
  tear: () => void = () => {},
): Promise<Result> {
  const when = due(nameOf(path), op)
  if (when === 'before') die()
  if (when === 'torn') {
    tear()
    die()
  }
  const result = await work()
  if (op === 'sync') note({ is: 'synced', path, size: fs.statSync(path).size })
  if (when === 'after') die()
  return result
}

function half(handle: FileHandle, bytes: Buffer): void {
  fs.writeSync(handle.fd, bytes, 0, Math.ceil(bytes.length / 2))
}

function watched(handle: FileHandle, path: string): FileHandle {
  const { write, appendFile, datasync, sync, truncate } = handle
  return Object.assign(handle, {
    write: (bytes: Buffer, offset = 0) =>
      doomed(
        path,
        'write',
        () => write.call(handle, bytes as never, offset as never),
        () => half(handle, bytes.subarray(offset)),
      ),
    appendFile: (text: string) =>
      doomed(
        path,
        'write',
        () => appendFile.call(handle, text),
        () => half(handle, Buffer.from(text)),
      ),
    datasync: () => doomed(path, 'sync', () => datasync.call(handle)),
    sync: () => doomed(path, 'sync', () => sync.call(handle)),
    truncate: (length: number) => doomed(path, 'cut', () => truncate.call(handle, length)),
  })
}

const { open } = fsp
fsp.open = async (path, ...rest) => {
  const name = resolve(String(path))
  const fresh = !fs.existsSync(name)
  const handle = await open(path, ...rest)
  if (fresh) note({ is: 'made', path: name })
  return watched(handle, name)
}
const { mkdirSync } = fs
fs.mkdirSync = ((path: fs.PathLike, options?: fs.MakeDirectoryOptions) => {
  const name = resolve(String(path))
  const fresh = !fs.existsSync(name)
  const made = mkdirSync(path, options)
  if (fresh && fs.existsSync(dirname(name))) note({ is: 'made', path: name })
  return made
}) as typeof mkdirSync

if (ahead > 0) {
  const { now } = Date
  const later = () => now() + ahead
  globalThis.Date = class extends Date {
    constructor(...args: readonly number[]) {
      super(...((args.length === 0 ? [later()] : args) as [number]))
    }
    static override now(): number {
      return later()
    }
  } as DateConstructor
}
if (host !== undefined) os.hostname = () => host
if (hurry !== undefined) {
  const wait = timers.setTimeout
  timers.setTimeout = ((milliseconds?: number, ...rest: []) =>
    wait((milliseconds ?? 0) / hurry, ...rest)) as typeof wait
}
syncBuiltinESMExports()

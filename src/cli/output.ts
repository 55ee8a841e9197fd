import { createWriteStream } from 'node:fs'
import { rename, rm, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { exitCodes, KitError } from '../kit/index.ts'

/** The reader of a pipe may leave early (`| head`); that is no error of ours. */
export async function writeStdout(chunks: AsyncIterable<string> | Iterable<string>): Promise<void> {
  for await (const chunk of chunks) {
    if (process.stdout.destroyed) return
    if (!process.stdout.write(chunk)) await drained(process.stdout)
  }
}

function drained(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    function done(): void {
      stream.off('drain', done)
      stream.off('close', done)
      resolve()
    }
    stream.on('drain', done)
    stream.on('close', done)
  })
}

/** Owner-only, and complete or not there: written beside the target and renamed. */
export async function writeOutputFile(
  path: string,
  chunks: AsyncIterable<string> | Iterable<string>,
  flag = '--output-file',
): Promise<string> {
  const target = resolve(path)
  const partial = `${target}.${process.pid}.part`
  try {
    if (await isDevice(target)) {
      await pipeline(Readable.from(chunks), createWriteStream(target, { flags: 'r+' }))
      return target
    }
    await pipeline(Readable.from(chunks), createWriteStream(partial, { mode: 0o600, flags: 'wx' }))
    await rename(partial, target)
  } catch (error) {
    await rm(partial, { force: true })
    throw new KitError('CANNOT_WRITE', `${path} cannot be written: ${(error as Error).message}`, {
      exit: exitCodes.usage,
      actions: [`Choose another file with ${flag}, or make ${dirname(target)} writable`],
      cause: error,
    })
  }
  return target
}

/** Before long work whose answer would be lost: throws `CANNOT_WRITE` (2) where there is no such folder. */
export async function refuseMissingFolder(path: string, flag: string): Promise<void> {
  const folder = dirname(resolve(path))
  const found = await stat(folder).catch(() => null)
  if (found?.isDirectory()) return
  throw new KitError('CANNOT_WRITE', `${path} cannot be written: there is no folder ${folder}.`, {
    exit: exitCodes.usage,
    actions: [`Make that folder, or name a file in another one with ${flag}`],
  })
}

/** A pipe, terminal or device, e.g. /dev/stdout, is written into: renaming would put a file in its place. */
async function isDevice(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null)
  return found !== null && !found.isFile() && !found.isDirectory()
}

import { lstatSync, mkdirSync, type Stats, statSync } from 'node:fs'
import { chmod, open, readdir } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { exitCodes, KitError } from '../../kit/index.ts'
import { type Holder, isElsewhere, ProcessLock } from '../../snapshot/process-lock.ts'

/** The two files of a journal, and the file that one process holds while it writes them. */
export interface JournalFiles {
  readonly dir: string
  readonly journal: string
  readonly values: string
  readonly lock: string
}

export function journalFiles(dir: string): JournalFiles {
  const path = resolve(dir)
  return {
    dir: path,
    journal: join(path, 'journal.ndjson'),
    values: join(path, 'values.ndjson'),
    lock: join(path, 'lock'),
  }
}

/** True when the folder holds a journal or what is left of one. */
export function hasJournal(dir: string): boolean {
  const { journal, values } = journalFiles(dir)
  return [journal, values].some((path) => (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0)
}

/**
 * Makes the folder, owner-only, or takes an empty one. Throws `JOURNAL_EXISTS` (exit 2) when a journal is in it,
 * `JOURNAL_FOLDER` (exit 2) when it is no folder of this user's own, `JOURNAL_NOT_WRITABLE` when it cannot be made.
 */
export async function makeFolder(files: JournalFiles): Promise<void> {
  const { dir } = files
  try {
    if (lstatSync(dir, { throwIfNoEntry: false }) === undefined) {
      makeFolders(dir)
      await syncFolder(dirname(dir))
    }
    refuseForeign(dir)
    refuseTaken(files)
    const others = await othersIn(files)
    if (others.length > 0) throw wrongFolder(dir, `already holds ${others.length} other files`)
    await chmod(dir, 0o700)
  } catch (error) {
    if (error instanceof KitError) throw error
    throw notWritable(dir, error)
  }
}

/** Not by `recursive`, which never returns where a file system takes no folders and says so with ENOENT, as /proc. */
function makeFolders(dir: string): void {
  const parent = dirname(dir)
  if (statSync(parent, { throwIfNoEntry: false }) === undefined) makeFolders(parent)
  mkdirSync(dir, { mode: 0o700 })
}

/** Throws `JOURNAL_EXISTS`. */
export function refuseTaken({ dir }: JournalFiles): void {
  if (!hasJournal(dir)) return
  throw new KitError('JOURNAL_EXISTS', `There is a journal in ${dir} already.`, {
    exit: exitCodes.usage,
    actions: ['Go on with that run: --resume', 'Or name another folder with --journal DIR'],
  })
}

/** Refuses what is not plainly a folder of this user's own: values would end up where somebody else decides. */
export function refuseForeign(dir: string): void {
  const found = lstatSync(dir, { throwIfNoEntry: false })
  if (found === undefined) throw missing(dir)
  if (found.isSymbolicLink()) throw wrongFolder(dir, 'is a symbolic link')
  if (!found.isDirectory()) throw wrongFolder(dir, 'is not a folder')
  if (!isOwn(found)) throw wrongFolder(dir, 'belongs to another user')
}

/** Refuses an open file that is not plainly a file of this user's own, under one name. */
export function refuseShared(path: string, found: Stats): void {
  if (!found.isFile()) throw wrongFolder(dirname(path), `has a ${basename(path)} that is not a plain file`)
  if (!isOwn(found)) throw wrongFolder(dirname(path), `has a ${basename(path)} of another user`)
  if (found.nlink > 1)
    throw wrongFolder(dirname(path), `has a ${basename(path)} with a second name elsewhere`)
}

/** Who asks for a lock, and whose he may take over: see `ProcessLock`. */
export interface LockOptions {
  readonly now: () => Date
  readonly goneHost?: string | null
}

/**
 * Throws `JOURNAL_BUSY` (exit 31) while another process writes this folder, or may do so on another machine: also for
 * a copy of it, for the original may be going on.
 */
export function lockFolder({ dir, lock }: JournalFiles, { now, goneHost = null }: LockOptions): ProcessLock {
  try {
    return new ProcessLock(lock, { now: now(), goneHost, busy: (holder) => busy(dir, holder) })
  } catch (error) {
    if (error instanceof KitError) throw error
    throw notWritable(lock, error)
  }
}

function busy(dir: string, holder: Holder | null): KitError {
  const who = holder ? `process ${holder.pid} on ${holder.host} since ${holder.since}` : 'another process'
  const message =
    holder && isElsewhere(holder)
      ? `The journal ${dir} was being written by ${who}; whether it still is cannot be told from here.`
      : `The journal ${dir} is being written by ${who}.`
  return new KitError('JOURNAL_BUSY', message, {
    exit: exitCodes.refused,
    actions: ['Wait until that run has ended, then try again', ...takeOver(holder)],
  })
}

/** What can be done about a lock of another machine. */
export function takeOver(holder: Holder | null): readonly string[] {
  if (holder === null || !isElsewhere(holder)) return []
  return [
    `When you know that it has ended, that run was killed or its machine is gone:  --gone-host ${holder.host}`,
  ]
}

/** Puts names of new files on disk; Windows does it by itself and opens no folders. */
export async function syncFolder(dir: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(dir, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

export function notWritable(path: string, cause: unknown): KitError {
  const { code = 'unknown' } = cause as NodeJS.ErrnoException
  return new KitError('JOURNAL_NOT_WRITABLE', `The journal cannot be written (${code}): ${path}.`, {
    exit: exitCodes.failed,
    cause,
    actions: [
      code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG'
        ? 'Make room there, then go on with --resume; nothing is sent that is not in the journal first'
        : 'See that the folder is there and writable, or name another with --journal DIR',
    ],
  })
}

export function missing(dir: string): KitError {
  return new KitError('JOURNAL_MISSING', `There is no journal in ${dir}.`, {
    exit: exitCodes.usage,
    actions: ['Name the folder that holds journal.ndjson: plan apply makes it beside the plan, plan.journal'],
  })
}

function wrongFolder(dir: string, why: string): KitError {
  return new KitError('JOURNAL_FOLDER', `A journal cannot lie in ${dir}: it ${why}.`, {
    exit: exitCodes.usage,
    actions: ['Name a folder that is empty or not yet there with --journal DIR'],
  })
}

async function othersIn({ dir, journal, values, lock }: JournalFiles): Promise<readonly string[]> {
  const ours = [journal, lock].map((path) => basename(path))
  const empty = statSync(values, { throwIfNoEntry: false })?.size === 0 ? [basename(values)] : []
  return (await readdir(dir)).filter((name) => ![...ours, ...empty].includes(name))
}

function isOwn(found: Stats): boolean {
  return process.getuid === undefined || found.uid === process.getuid()
}

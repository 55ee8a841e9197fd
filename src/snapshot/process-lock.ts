import { randomUUID } from 'node:crypto'
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { z } from 'zod'

const Holder = z.object({
  pid: z.int(),
  host: z.string(),
  processStart: z.string(),
  since: z.string(),
  /** Tells one taking of the lock from the next. */
  token: z.string().default(''),
})
export type Holder = z.infer<typeof Holder>

/** To take a stale lock, while others may be at it. */
const attempts = 20

export interface ProcessLockOptions {
  readonly now: Date
  /** The error when another process has the lock; null when it cannot be told who. */
  readonly busy: (holder: Holder | null) => Error
  /** Name of a machine that surely writes no more, by somebody who knows: its locks are taken over. */
  readonly goneHost?: string | null
}

/**
 * A file that one process has at a time. That of a process of this machine which is gone is taken over; what goes on
 * elsewhere nobody here can tell, nor whether a file that was copied along was left behind by a kill.
 */
export class ProcessLock implements Disposable {
  readonly #path: string
  readonly #token = randomUUID()

  constructor(path: string, { now, busy, goneHost = null }: ProcessLockOptions) {
    this.#path = path
    const mine: Holder = {
      pid: process.pid,
      host: hostname(),
      processStart: processStart(process.pid),
      since: now.toISOString(),
      token: this.#token,
    }
    for (let attempt = 0; ; attempt++) {
      if (tryCreate(path, mine)) return
      const holder = readHolder(path)
      if ((holder && holds(holder, goneHost)) || attempt === attempts) throw busy(holder)
      removeStale(path, holder, mine, goneHost)
    }
  }

  [Symbol.dispose](): void {
    if (readHolder(this.#path)?.token === this.#token) rmSync(this.#path, { force: true })
  }
}

/** Who has the lock at this moment. */
export function lockHolder(path: string): Holder | null {
  const holder = readHolder(path)
  return holder && holds(holder, null) ? holder : null
}

export function isElsewhere({ host }: Holder): boolean {
  return host !== hostname()
}

/** True for a process of this machine that is there, whoever owns it. */
export function processRuns(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function holds(holder: Holder, goneHost: string | null): boolean {
  if (isElsewhere(holder)) return holder.host !== goneHost
  return processRuns(holder.pid) && holder.processStart === processStart(holder.pid)
}

/**
 * Only who has the guard removes a lock, and nothing replaces one that is there: so what is removed is what was
 * looked at, however many find it stale at once.
 */
function removeStale(path: string, stale: Holder | null, mine: Holder, goneHost: string | null): void {
  const guard = `${path}.takeover`
  if (!tryCreate(guard, mine)) {
    const other = readHolder(guard)
    if (other && !holds(other, goneHost))
      rmSync(guard, { force: true }) // killed within these few lines
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
    return
  }
  try {
    if (readHolder(path)?.token === stale?.token) rmSync(path, { force: true })
  } finally {
    rmSync(guard, { force: true })
  }
}

/** A link appears with its content; a file created in place would for a moment look like one torn by a crash. */
function tryCreate(path: string, holder: Holder): boolean {
  const fresh = `${path}.${holder.token}`
  try {
    writeFileSync(fresh, JSON.stringify(holder), { flag: 'wx', mode: 0o600 })
    linkSync(fresh, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(fresh, { force: true })
  }
}

function readHolder(path: string): Holder | null {
  try {
    return Holder.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return null // gone, or torn by a crash while it was written
  }
}

/** Tells a process from a later one with the same id; empty where the system does not say (proc(5), field 22). */
function processStart(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}

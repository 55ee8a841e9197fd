import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { KitError } from '../kit/index.ts'

const Holder = z.object({ pid: z.int(), host: z.string(), processStart: z.string(), since: z.string() })
type Holder = z.infer<typeof Holder>

/** The right to write one connection's snapshot. A lock whose process is gone is taken over. */
export class WriterLock implements Disposable {
  readonly #path: string

  constructor(dir: string, connection: string, now: Date) {
    this.#path = join(dir, 'lock')
    const mine: Holder = {
      pid: process.pid,
      host: hostname(),
      processStart: processStart(process.pid),
      since: now.toISOString(),
    }
    for (let attempt = 0; ; attempt++) {
      if (tryCreate(this.#path, mine)) return
      const holder = readHolder(this.#path)
      if ((holder && isAlive(holder)) || attempt === 3) throw lockedError(connection, holder)
      rmSync(this.#path, { force: true })
    }
  }

  [Symbol.dispose](): void {
    rmSync(this.#path, { force: true })
  }
}

/** Throws when somebody writes the snapshot at this moment. */
export function refuseWhileWritten(dir: string, connection: string): void {
  const holder = readHolder(join(dir, 'lock'))
  if (holder && isAlive(holder)) throw lockedError(connection, holder)
}

export function lockedError(connection: string, holder: Holder | null, cause?: unknown): KitError {
  const who = holder
    ? `by process ${holder.pid} on ${holder.host} since ${holder.since}`
    : 'by another process'
  return new KitError('SNAPSHOT_LOCKED', `The snapshot of ${connection} is in use ${who}.`, {
    actions: [
      'Wait until that run has ended, then try again',
      ...(holder ? [`If it hangs, end process ${holder.pid}; its lock is then taken over`] : []),
    ],
    cause,
  })
}

function tryCreate(path: string, holder: Holder): boolean {
  try {
    writeFileSync(path, JSON.stringify(holder), { flag: 'wx', mode: 0o600 })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

function readHolder(path: string): Holder | null {
  try {
    return Holder.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return null // gone, or torn by a crash while it was written
  }
}

function isAlive(holder: Holder): boolean {
  if (holder.host !== hostname()) return true // a shared folder: not ours to judge
  try {
    process.kill(holder.pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
  return holder.processStart === processStart(holder.pid)
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

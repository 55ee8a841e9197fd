import { join } from 'node:path'
import { KitError } from '../kit/index.ts'
import { type Holder, lockHolder, ProcessLock } from './process-lock.ts'

/** The right to write one connection's snapshot. */
export class WriterLock extends ProcessLock {
  constructor(dir: string, connection: string, now: Date) {
    super(join(dir, 'lock'), { now, busy: (holder) => lockedError(connection, holder) })
  }
}

/** Throws when somebody writes the snapshot at this moment. */
export function refuseWhileWritten(dir: string, connection: string): void {
  const holder = lockHolder(join(dir, 'lock'))
  if (holder) throw lockedError(connection, holder)
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

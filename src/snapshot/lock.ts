import { join } from 'node:path'
import { KitError } from '../kit/index.ts'
import { type Holder, isElsewhere, lockHolder, ProcessLock } from './process-lock.ts'

/** The right to write one connection's snapshot. `goneHost` is absent where a command has no such option. */
export class WriterLock extends ProcessLock {
  constructor(dir: string, connection: string, now: Date, goneHost?: string | null) {
    const path = join(dir, 'lock')
    super(path, {
      now,
      goneHost: goneHost ?? null,
      busy: (holder) => {
        if (!holder || !isElsewhere(holder)) return lockedError(connection, holder)
        const way = goneHost === undefined ? `delete ${path}` : `--gone-host ${holder.host}`
        return lockedElsewhere(connection, holder, way)
      },
    })
  }
}

/** Whether it still goes on there nobody here can tell. */
function lockedElsewhere(connection: string, { pid, host, since }: Holder, way: string): KitError {
  return new KitError(
    'SNAPSHOT_LOCKED',
    `The snapshot of ${connection} was in use by process ${pid} on ${host} since ${since}; whether it still is cannot be told from here.`,
    {
      actions: [
        'Wait until that run has ended, then try again',
        `When you know that it has ended or its machine is gone:  ${way}`,
      ],
    },
  )
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

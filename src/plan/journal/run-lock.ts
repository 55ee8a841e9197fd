import { join } from 'node:path'
import { exitCodes, KitError } from '../../kit/index.ts'
import { makePrivateDir } from '../../snapshot/paths.ts'
import { type Holder, isElsewhere, ProcessLock } from '../../snapshot/process-lock.ts'
import { takeOver } from './folder.ts'

/** The right to write to one org from this `STEWARD_HOME`. Throws `ORG_BUSY` (exit 31) while another run goes on. */
export class RunLock extends ProcessLock {
  constructor(home: string, orgId: string, now: Date, goneHost: string | null = null) {
    const folder = makePrivateDir(join(home, 'locks'))
    super(join(folder, `${encodeURIComponent(orgId)}.lock`), {
      now,
      goneHost,
      busy: (holder) => busy(orgId, holder),
    })
  }
}

function busy(orgId: string, holder: Holder | null): KitError {
  const who = holder ? `process ${holder.pid} on ${holder.host} since ${holder.since}` : 'another process'
  return new KitError('ORG_BUSY', `Org ${orgId} is being written to by ${who}.`, {
    exit: exitCodes.refused,
    actions: [
      'Wait until that run has ended, then try again',
      ...takeOver(holder),
      ...(holder && !isElsewhere(holder)
        ? [`If it hangs, end process ${holder.pid}; its lock is then taken over`]
        : []),
    ],
  })
}

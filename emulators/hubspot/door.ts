import type { MovableClock } from '../clock.ts'
import type { Faults } from '../faults.ts'
import type { Meter } from '../meter.ts'
import type { Incoming, Outgoing } from '../wire.ts'
import type { Limits } from './limits/quota.ts'
import type { Org, Session } from './org.ts'
import type { Router } from './router.ts'

/** Finds out whose token this is. */
export interface Sessions {
  /** Throws the 401 when there is none, or it is unknown or has run out. */
  readonly authenticate: (incoming: Pick<Incoming, 'headers'>) => Session
}

/** Everything that stands between the wire and the account. */
export interface Door {
  readonly org: Org
  readonly clock: MovableClock
  readonly sessions: Sessions
  readonly limits: Limits
  readonly meter: Meter
  readonly faults: Faults
  readonly router: Router
  /** Asks the server to close, after the present answer. */
  readonly stop: () => void
}

/** Answers what is no call of the API: control door, token endpoints; `undefined`: not its address. */
export type SideDoor = (incoming: Incoming) => Outgoing | undefined | Promise<Outgoing | undefined>

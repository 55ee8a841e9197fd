import type { MovableClock } from '../clock.ts'
import type { Faults } from '../faults.ts'
import type { Meter } from '../meter.ts'
import type { Apps } from './auth/apps.ts'
import type { Sessions } from './auth/sessions.ts'
import type { Locks } from './control/locks.ts'
import type { Limits } from './limits/quota.ts'
import type { Handler, Org } from './org.ts'
import type { SoapOperations } from './soap/envelope.ts'

/** Everything that stands between the wire and the org. */
export interface Door {
  readonly org: Org
  readonly clock: MovableClock
  readonly sessions: Sessions
  readonly apps: Apps
  readonly limits: Limits
  readonly meter: Meter
  readonly faults: Faults
  readonly locks: Locks
  /** One REST call of a session, permissions applied, nothing counted. */
  readonly call: Handler
  readonly soap: SoapOperations
  /** Asks the server to close, after the present answer. */
  readonly stop: () => void
}

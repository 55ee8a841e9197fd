import { atomically } from '../../statement.ts'
import type { Org } from '../org.ts'
import { recomputeAll } from './computed.ts'
import { showAllOptOuts } from './opt-out.ts'

/** After seeding with `quick`: computed properties and opt-outs of all records, without history or modification. */
export function settle(org: Org): void {
  atomically(org.db, () => {
    recomputeAll(org)
    showAllOptOuts(org)
  })
}

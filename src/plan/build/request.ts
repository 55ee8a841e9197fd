import type { Connection, Writer } from '../../kit/index.ts'
import type { Policy } from '../../policy/index.ts'
import type { LeftOut, PlanFile } from '../files/plan-file.ts'
import type { Decided } from '../group/group.ts'
import type { Scanned } from './scan-groups.ts'

export interface BuildRequest {
  /** With the mappings of the policy's `objects:`. */
  readonly connection: Connection
  readonly writer: Writer
  /** The policy's name of the connection. */
  readonly name: string
  readonly decided: readonly Decided[]
  /** What deciding left out already. */
  readonly leftOut: readonly LeftOut[]
  /** Absent: each decided or left out group is one of the scan. */
  readonly scanned?: Scanned
  readonly policy: Pick<Policy, 'survivorship' | 'limits' | 'apply'>
  readonly policyHash: string
  readonly scan: PlanFile['scan']
  /** Version of Steward. */
  readonly tool: string
  readonly createdAt: Date
  /** 32 random bytes in hex. */
  readonly key: string
  /** Name of the side file, in the folder of the plan. */
  readonly valuesFile: string
  readonly progress?: (done: number, of: number) => void
  readonly signal?: AbortSignal
  /** Calls by purpose that it took to connect. */
  readonly connecting?: Readonly<Record<string, number>>
}

import type { Connection } from '../kit/index.ts'
import { type RememberedCounts, rememberDecisions } from '../policy/decisions-remember.ts'
import type { LoadedPolicy, NamedConnection } from '../policy/index.ts'
import { buildPlan } from './build/index.ts'
import type { Decisions } from './decide/decide.ts'
import type { CandidateRead } from './decide/index.ts'
import { valuesNameOf, writePlan } from './files/index.ts'
import type { PlanFile } from './files/plan-file.ts'
import { refuseOtherOrg } from './guard/guard.ts'
import { openWritable } from './guard/open-org.ts'
import { register } from './journal/index.ts'

export interface CreateRequest {
  readonly home: string
  readonly policy: LoadedPolicy
  readonly target: NamedConnection
  readonly read: CandidateRead
  readonly selectors: readonly string[]
  /** Called with the org's own columns by object, before anything else is asked of it. */
  readonly decide: (columns: ReadonlyMap<string, readonly string[]>) => Decisions
  readonly decisionsFile: { readonly path: string; readonly label: string }
  readonly who: string
  /** Where the plan goes. */
  readonly path: string
  /** 32 random bytes in hex. */
  readonly key: string
  /** Version of Steward. */
  readonly tool: string
  readonly env: Record<string, string | undefined>
  readonly now: () => Date
  readonly signal: AbortSignal
  readonly progress: (done: number, of: number) => void
  readonly log: (line: string) => void
}

/**
 * Looks at decided groups in the org and writes the plan; then, and only then, pair decisions are remembered. Throws
 * what reading the org and building a plan throw; then nothing is written.
 */
export async function createPlan(
  request: CreateRequest,
): Promise<{ readonly plan: PlanFile; readonly remembered: RememberedCounts }> {
  const { home, policy, target, read, path, now } = request
  await using org = await openWritable(request)
  refuseOtherOrg(read.identity, org.connection.identity)
  const decisions = request.decide(await columnsOf(org.connection, read))
  const createdAt = now()
  const { plan, values } = await buildPlan({
    connection: org.connection,
    writer: org.writer,
    name: target.name,
    decided: decisions.decided,
    leftOut: decisions.leftOut,
    scanned: read,
    policy: policy.policy,
    policyHash: policy.hash,
    scan: { run: read.run.id, asOf: read.run.asOf, selectors: [...request.selectors] },
    tool: request.tool,
    createdAt,
    key: request.key,
    valuesFile: valuesNameOf(path),
    progress: request.progress,
    signal: request.signal,
    connecting: org.connection.calls().byPurpose,
  })
  const at = createdAt.toISOString()
  await register(home, { type: 'plan', path, plan: plan.id, connection: target.name, at })
  await writePlan(path, plan, values)
  const { path: file, label } = request.decisionsFile
  const remembered = rememberDecisions(file, label, decisions.remember, { who: request.who, when: at })
  return { plan, remembered }
}

async function columnsOf(
  connection: Connection,
  { candidates }: CandidateRead,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const objects = new Set(candidates.flatMap(({ members }) => members.map(({ key }) => key.object)))
  const described = await connection.describe([...objects].sort())
  return new Map(described.map(({ name, fields }) => [name, fields.map((field) => field.name)]))
}

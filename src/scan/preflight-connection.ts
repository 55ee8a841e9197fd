import type { Connection, ConnectionIdentity, Preflight, ReadNeed } from '../kit/index.ts'
import type { LoadedPolicy, NamedConnection } from '../policy/index.ts'
import { readNeeds, type SyncNeeds } from '../snapshot/index.ts'
import { takeSecrets } from './environment.ts'
import { unionOfNeeds } from './needs.ts'
import { withObjects } from './objects.ts'

export interface PreflightJob {
  readonly policy: LoadedPolicy
  readonly connection: NamedConnection
  /** Secrets are deleted from it (and from `process.env`) once read. */
  readonly env: Record<string, string | undefined>
  readonly now: () => Date
  readonly tempDir: string
  readonly signal: AbortSignal
  readonly log: (line: string) => void
}

/** Logs in and asks what every rule that is on would need; reads no records. Throws what `connect` throws. */
export async function preflightConnection(
  job: PreflightJob,
): Promise<{ readonly identity: ConnectionIdentity; readonly preflight: Preflight }> {
  const { policy, connection: target, now, tempDir, signal, log } = job
  const { name, connector, settings } = target
  const env = takeSecrets(job.env, connector.secrets(settings))
  const context = { name, env, signal, tempDir, now, log, budget: policy.policy.limits.apiBudget }
  await using connection = await connector.connect(settings, context)
  const mapped = await withObjects(connection, policy.policy, name)
  const wanted = unionOfNeeds([...policy.rules.values()], policy.policy.sufficient)
  const needs = await readNeeds(mapped, wanted)
  const hidden = hiddenObjects(mapped, wanted, needs)
  return { identity: connection.identity, preflight: await mapped.preflight([...needs, ...hidden]) }
}

/** Objects that hold what rules look at and cannot be read; only the connector can say which permission it takes. */
function hiddenObjects(
  { mappings }: Connection,
  { entities }: SyncNeeds,
  readable: readonly ReadNeed[],
): readonly ReadNeed[] {
  const wanted = mappings.filter(({ entity }) => entities[entity] !== undefined).map(({ object }) => object)
  return [...new Set(wanted)]
    .filter((object) => readable.every((need) => need.object !== object))
    .map((object) => ({ object, columns: [] }))
}

import type { ConnectionIdentity, Preflight } from '../kit/index.ts'
import type { LoadedPolicy, NamedConnection } from '../policy/index.ts'
import { readNeeds } from '../snapshot/index.ts'
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
  const mapped = await withObjects(connection, policy.policy.objects, name)
  const needs = await readNeeds(mapped, unionOfNeeds([...policy.rules.values()]))
  return { identity: connection.identity, preflight: await mapped.preflight(needs) }
}

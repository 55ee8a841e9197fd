import type { Connector } from '../kit/index.ts'
import { type LoadedPolicy, loadPolicy } from '../policy/load.ts'
import type { BuiltInPack } from '../policy/packs/registry.ts'

/** What the commands hand on: src/ itself names no connector and no rule. */
export interface Parts {
  readonly connectors: readonly Connector[]
  readonly packs: readonly BuiltInPack[]
}

export interface Workspace extends Parts {
  readonly policy: LoadedPolicy
}

/** The policy of this folder, or the one named, checked against the connectors and rules there are. */
export async function openWorkspace(
  parts: Parts,
  policyFlag: string | undefined,
  cwd = process.cwd(),
): Promise<Workspace> {
  const path = policyFlag ?? process.env.STEWARD_POLICY
  const policy = await loadPolicy({ ...parts, cwd, path })
  return { ...parts, policy }
}

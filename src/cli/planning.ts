import { resolve } from 'node:path'
import { exitCodes, KitError } from '../kit/index.ts'
import { readRemembered } from '../policy/decisions.ts'
import { type LoadedPolicy, type NamedConnection, resolveConnections } from '../policy/index.ts'
import { listed } from '../policy/nearest.ts'
import { labelOf } from '../policy/read-file.ts'
import { openWorkspace, type Parts } from './workspace.ts'

/** What every command about plans starts with. */
export interface Planning {
  readonly policy: LoadedPolicy
  readonly target: NamedConnection
  /** The decisions file, and how it is called to people. */
  readonly decisions: { readonly path: string; readonly label: string }
  readonly remembered: ReturnType<typeof readRemembered>
}

/** A plan is about one org. Throws what loading a policy throws, and `NO_CONNECTION` (2) unless it is clear which. */
export async function openPlanning(
  parts: Parts,
  name: string | undefined,
  policyFlag: string | undefined,
): Promise<Planning> {
  const { policy } = await openWorkspace(parts, policyFlag)
  const names = name === undefined ? [] : [name]
  const [target, ...others] = resolveConnections(policy.connections, names, parts.connectors)
  if (target === undefined || others.length > 0) throw whichOne([...policy.connections.keys()])
  const path = resolve(policy.folder, policy.policy.decisions)
  const decisions = { path, label: labelOf(path, process.cwd()) }
  return { policy, target, decisions, remembered: readRemembered(path, decisions.label) }
}

function whichOne(names: readonly string[]): KitError {
  return new KitError('NO_CONNECTION', 'This is about one org, and the policy names several.', {
    exit: exitCodes.usage,
    actions: [`Name one with -o: ${listed(names)}`],
  })
}

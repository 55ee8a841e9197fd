import { type NamedConnection, type RuleSetup, selectRules } from '../policy/index.ts'
import type { Selection } from '../policy/select.ts'
import { applyWaivers } from '../policy/waivers.ts'
import { countFindings } from './count.ts'
import { takeSecrets } from './environment.ts'
import { FindingSink } from './finding-sink.ts'
import type { OrgOutcome, RunInfo, ScanOutcome, SkippedRule } from './outcome.ts'
import type { ScanRequest } from './request.ts'
import { NewRun, openRun } from './runs.ts'
import { type ConnectionJob, scanConnection, type UncountedOrg } from './scan-connection.ts'
import { throwIfInterrupted } from './scan-error.ts'
import { TempFolder } from './temp-folder.ts'
import { reportWaivers } from './waiver-findings.ts'

/**
 * Reads the connections one after the other, runs the rules, and records the run. A connection or rule that fails is
 * part of the outcome. Throws `UNKNOWN_SELECTOR` before any work, `INTERRUPTED`, and what the file system throws.
 */
export async function runScan(request: ScanRequest): Promise<ScanOutcome> {
  const selection = selectRules(request.policy, request.selectors)
  const env = takeSecrets(request.env, secretNames(request.connections))
  const startedAt = request.now().toISOString()
  const asOf = request.asOf ?? startedAt
  using temp = new TempFolder(request.home)
  using folder = new NewRun(request.home)
  const sink = new FindingSink(temp.path)
  const waivers = applyWaivers(request.policy.policy.waivers, asOf)
  const orgs: UncountedOrg[] = []
  const { own, across } = byReach(request, selection)
  const shared = { request, asOf, sink, waivers }
  for (const target of request.connections) {
    throwIfInterrupted(request.signal)
    const { rules: setups } = selection
    const job: ConnectionJob = { ...shared, target, setups, off: own.off, env, tempDir: temp.path }
    const org = await scanConnection(job)
    orgs.push(
      request.connections.length > 1 ? org : { ...org, skipped: withAlone(org.skipped, across.rules) },
    )
  }
  if (request.connections.length > 1 && across.rules.length + across.off.length > 0) {
    const { scanAcross } = await import('./across/run.ts') // loads the matcher
    const job = { ...shared, setups: across.rules, off: across.off, orgs: [...orgs] }
    orgs.push(...(await scanAcross(job)))
  }
  await reportWaivers(request, waivers, sink, orgs)
  const run = { startedAt, asOf, ...runFacts(request) }
  return await record(request, folder, sink, run, orgs)
}

/** Rules that look at one connection, and those that look at all together. */
function byReach(
  { policy, connections }: ScanRequest,
  { rules, off }: Selection,
): Readonly<Record<'own' | 'across', Selection>> {
  const looksAcross = (rule: string): boolean =>
    connections.length > 1 && policy.registry.rules.get(rule)?.declaration.shape === 'across'
  return {
    own: {
      rules: rules.filter(({ rule }) => rule.declaration.shape !== 'across'),
      off: off.filter((rule) => !looksAcross(rule)),
    },
    across: {
      rules: rules.filter(({ rule }) => rule.declaration.shape === 'across'),
      off: off.filter(looksAcross),
    },
  }
}

/** Last in the list: nothing is wrong with the connection. */
function withAlone(skipped: readonly SkippedRule[], across: readonly RuleSetup[]): readonly SkippedRule[] {
  const why = 'it compares connections and only one was named: -o ONE -o OTHER'
  return [...skipped, ...across.map(({ rule }) => ({ rule: rule.id, why }))]
}

async function record(
  request: ScanRequest,
  folder: NewRun,
  sink: FindingSink,
  run: Omit<RunInfo, 'id'>,
  orgs: readonly UncountedOrg[],
): Promise<ScanOutcome> {
  const counts = countFindings(orgs.map((org) => org.connection))
  await sink.writeTo(folder.findings, counts.add)
  throwIfInterrupted(request.signal)
  const counted: OrgOutcome[] = orgs.map((org) => ({ ...org, findings: counts.of(org.connection) }))
  const { id } = folder.save(run, counted)
  return openRun(request.home, id)
}

function runFacts({ selectors, connections, policy, version }: ScanRequest) {
  return {
    selectors: [...selectors],
    connections: connections.map(({ name }) => name),
    policy: policy.hash,
    version,
  }
}

function secretNames(connections: readonly NamedConnection[]): readonly string[] {
  return connections.flatMap(({ connector, settings }) => connector.secrets(settings))
}

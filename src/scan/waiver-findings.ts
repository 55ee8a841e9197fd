import type { Report } from '../kit/index.ts'
import { globMatcher } from '../policy/glob.ts'
import { engineRuleIds } from '../policy/packs/engine-rules.ts'
import type { Waiver } from '../policy/schema.ts'
import type { Waivers } from '../policy/waivers.ts'
import type { FindingSink } from './finding-sink.ts'
import { type CouldReport, type EngineHistory, engineHistory } from './history.ts'
import { makeFinding } from './make-finding.ts'
import type { ScanRequest } from './request.ts'
import type { UncountedOrg } from './scan-connection.ts'

/** Waivers that ran out or that cover nothing become findings: of their connection, or of the run's first. */
export async function reportWaivers(
  request: ScanRequest,
  waivers: Waivers,
  sink: FindingSink,
  orgs: readonly UncountedOrg[],
): Promise<void> {
  const complete = orgs.filter((org) => org.rulesRun.length > 0 && org.errors.length === 0)
  if (complete.length === 0) return
  const scope = {
    rules: new Set([...complete.flatMap((org) => org.rulesRun), ...engineRuleIds]),
    connections: new Set(complete.map((org) => org.connection)),
    possible: [...request.policy.rules.keys()],
  }
  const attempt = sink.begin()
  const histories = new Map<string, EngineHistory>()
  const add = async (id: string, messageId: string, waiver: Waiver): Promise<void> => {
    const setup = request.policy.rules.get(id)
    const connection = waiver.connection ?? orgs[0]?.connection ?? ''
    if (setup === undefined || !orgs.some((org) => org.connection === connection)) return
    const history = histories.get(connection) ?? engineHistory(request.home, connection)
    histories.set(connection, history)
    const before = await history(couldReport(waiver, messageId === 'unused' ? scope.possible : []))
    const context = { connection, resolve: (same: string) => same, waivers, before: () => before }
    sink.add(makeFinding(setup, reportOf(waiver, messageId), context), attempt)
  }
  for (const waiver of waivers.expired()) await add('policy/expired-waiver', 'expired', waiver)
  for (const waiver of waivers.unused(scope)) await add('policy/unused-waiver', 'unused', waiver)
}

/** A run of the waiver's connection, or one that began with it, in which all rules ran that the waiver speaks of. */
function couldReport(waiver: Waiver, possible: readonly string[]): CouldReport {
  const matches = globMatcher(waiver.rule)
  const needed = possible.filter(matches).filter((rule) => !engineRuleIds.some((own) => own === rule))
  return ({ connection }, { orgs }) => {
    const complete = orgs.filter((org) => org.rulesRun.length > 0 && org.errors.length === 0)
    const own = waiver.connection !== undefined || orgs[0]?.connection === connection
    const ran = new Set(complete.flatMap((org) => org.rulesRun))
    return own && complete.length > 0 && needed.every((rule) => ran.has(rule))
  }
}

function reportOf(waiver: Waiver, messageId: string): Report {
  const { rule, owner, until, reason } = waiver
  const covers = waiver.fingerprint ?? waiver.aspect ?? [...(waiver.records ?? [])].sort().join(' ')
  return {
    messageId,
    aspect: `${rule} ${covers}`,
    data: { rule, owner, until },
    evidence: [
      { label: 'covers', value: covers, personal: false },
      { label: 'reason', value: reason, personal: false },
    ],
  }
}

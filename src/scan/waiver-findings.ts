import type { Report } from '../kit/index.ts'
import { engineRuleIds } from '../policy/packs/engine-rules.ts'
import type { Waiver } from '../policy/schema.ts'
import type { Waivers } from '../policy/waivers.ts'
import type { FindingSink } from './finding-sink.ts'
import { readHistory } from './history.ts'
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
  const add = async (id: string, messageId: string, waiver: Waiver): Promise<void> => {
    const setup = request.policy.rules.get(id)
    const connection = waiver.connection ?? orgs[0]?.connection ?? ''
    if (setup === undefined || !orgs.some((org) => org.connection === connection)) return
    const history = await readHistory(request.home, connection, [], engineRuleIds)
    const context = {
      connection,
      resolve: (same: string) => same,
      waivers,
      before: (rule: string) => history.get(rule) ?? null,
    }
    sink.add(makeFinding(setup, reportOf(waiver, messageId), context), attempt)
  }
  for (const waiver of waivers.expired()) await add('policy/expired-waiver', 'expired', waiver)
  for (const waiver of waivers.unused(scope)) await add('policy/unused-waiver', 'unused', waiver)
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

import { type FactKind, type Gap, isKitError, KitError } from '../kit/index.ts'
import type { RuleSetup } from '../policy/index.ts'
import { type HostOptions, PackHost } from '../policy/packs/pack-host.ts'
import type { RegisteredPack } from '../policy/packs/registry.ts'
import { makeFinding } from './make-finding.ts'
import type { OrgScan } from './org-scan.ts'
import { ruleError, throwIfInterrupted } from './scan-error.ts'

/** Runs the org rules of one pack, each in a thread of its own. Returns the facts that could not be seen. */
export async function runOrgRules(
  scan: OrgScan,
  pack: RegisteredPack,
  setups: readonly RuleSetup[],
): Promise<readonly Gap[]> {
  const gaps: Gap[] = []
  for (const setup of setups) {
    throwIfInterrupted(scan.signal)
    gaps.push(...(await runOne(scan, pack, setup)))
  }
  return gaps
}

async function runOne(scan: OrgScan, pack: RegisteredPack, setup: RuleSetup): Promise<readonly Gap[]> {
  const { rule, options } = setup
  const { notes, sink } = scan
  const attempt = sink.begin()
  const missing: Gap[] = []
  const silenceMs = scan.policy.policy.limits.ruleSeconds * 1000
  await using host = new PackHost(pack.source, {
    label: pack.label,
    silenceMs,
    answer: answers(scan, missing),
  })
  try {
    const run = { rule: rule.id, options, asOf: scan.asOf, connection: scan.connection }
    for (const report of await host.call('org', run))
      sink.add(makeFinding(setup, report, scan.context), attempt)
    notes.rulesRun.push(rule.id)
  } catch (error) {
    throwIfInterrupted(scan.signal)
    sink.takeBack(attempt)
    if (isKitError(error) && error.code === 'FACTS_MISSING') {
      notes.skipped.push({ rule: rule.id, why: error.message })
    } else notes.errors.push(ruleError(rule.id, pack.label, error))
  }
  return missing
}

/** What a rule may ask: a read-only query, and facts. */
function answers({ snapshot }: OrgScan, missing: Gap[]): NonNullable<HostOptions['answer']> {
  const serve = async (name: string, params: unknown): Promise<unknown> => {
    if (name === 'query') {
      const { sql, parameters } = params as {
        sql: string
        parameters: readonly (string | number | boolean | null)[]
      }
      return snapshot.query(sql, parameters)
    }
    const { kind } = params as { kind: FactKind }
    const read = await snapshot.facts(kind)
    if (read.complete) return read.facts
    missing.push(read.gap)
    throw new KitError('FACTS_MISSING', `${read.gap.what} could not be read: ${read.gap.why}`, {
      actions: read.gap.remedy === undefined ? [] : [read.gap.remedy],
    })
  }
  return serve as NonNullable<HostOptions['answer']>
}

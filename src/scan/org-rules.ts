import { type FactKind, type Gap, isKitError, KitError } from '../kit/index.ts'
import type { RuleSetup } from '../policy/index.ts'
import type { HostOptions } from '../policy/packs/pack-host.ts'
import type { PackThread } from '../policy/packs/pack-thread.ts'
import { makeFinding, refuseTwins } from './make-finding.ts'
import type { OrgScan } from './org-scan.ts'
import { ruleError, throwIfInterrupted } from './scan-error.ts'

/** Runs the org rules of one pack one after the other; after a failure the next gets a new thread. */
export async function runOrgRules(
  scan: OrgScan,
  thread: PackThread,
  setups: readonly RuleSetup[],
): Promise<void> {
  for (const setup of setups) {
    throwIfInterrupted(scan.signal)
    const { rule, options } = setup
    const { notes, sink } = scan
    const attempt = sink.begin()
    scan.progress(rule.id, null)
    try {
      const run = { rule: rule.id, options, asOf: scan.asOf, connection: scan.connection }
      const single = refuseTwins()
      for (const report of await thread.host.call('org', run)) {
        sink.add(single(makeFinding(setup, report, scan.context)), attempt)
      }
      notes.rulesRun.push(rule.id)
    } catch (error) {
      throwIfInterrupted(scan.signal)
      sink.takeBack(attempt)
      await thread.end()
      if (isKitError(error) && error.code === 'FACTS_MISSING') {
        notes.skipped.push({ rule: rule.id, why: error.message })
      } else notes.errors.push(ruleError(rule.id, thread.label, error))
    }
  }
}

/** What a rule may ask: a read-only query, and facts. Facts that could not be seen are added to `missing`. */
export function answers({ snapshot }: OrgScan, missing: Gap[]): NonNullable<HostOptions['answer']> {
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

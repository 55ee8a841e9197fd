import type { Entity, Gap, Report } from '../kit/index.ts'
import type { RuleSetup } from '../policy/index.ts'
import { PackThread } from '../policy/packs/pack-thread.ts'
import type { Snapshot } from '../snapshot/index.ts'
import { cannotRun } from './applicable.ts'
import { reportIncomplete } from './engine-findings.ts'
import { distinctGaps, gapReports, unknownGaps } from './incomplete.ts'
import { runMatchRule } from './match-rules.ts'
import { answers, runOrgRules } from './org-rules.ts'
import { byPack, type OrgScan } from './org-scan.ts'
import { runRecordRules } from './record-rules.ts'
import { throwIfInterrupted } from './scan-error.ts'

/** Runs the rules over one snapshot, offline. What fails, is skipped or was not seen goes to the notes. */
export async function runRules(scan: OrgScan, setups: readonly RuleSetup[]): Promise<void> {
  const able = await applicable(scan, setups)
  const reports: Report[] = []
  const gaps: Gap[] = [...scan.snapshot.gaps]
  const unknown = new Map<Entity, Set<string>>()
  for (const setup of await largestFirst(scan.snapshot, ofShape(able, 'match'))) {
    throwIfInterrupted(scan.signal)
    scan.progress(setup.rule.id, null)
    const notes = await runMatchRule(scan, setup)
    reports.push(...notes.reports)
    addUnknown(unknown, setup, notes.unknown)
  }
  for (const [name, own] of byPack(able)) {
    const pack = scan.policy.registry.packs.get(name)
    if (pack === undefined) continue
    const silenceMs = scan.policy.policy.limits.ruleSeconds * 1000
    const options = { silenceMs, signal: scan.signal, answer: answers(scan, gaps) }
    await using thread = new PackThread(pack, options)
    await runRecordRules(scan, thread, ofShape(own, 'record'))
    await runOrgRules(scan, thread, ofShape(own, 'org'))
  }
  const distinct = distinctGaps(gaps)
  scan.notes.notLookedAt.push(...distinct, ...unknownGaps(unknown))
  const asked = setups.map(({ rule }) => rule.id)
  await reportIncomplete(scan, [...gapReports(distinct), ...reports], asked)
}

function addUnknown(
  unknown: Map<Entity, Set<string>>,
  { rule: { declaration } }: RuleSetup,
  fields: readonly string[],
): void {
  if (declaration.shape !== 'match') return
  const own = unknown.get(declaration.entity) ?? new Set()
  unknown.set(declaration.entity, own)
  for (const field of fields) own.add(field)
}

/** The rule with the most records comes first, while the process holds little else. */
async function largestFirst(snapshot: Snapshot, setups: readonly RuleSetup[]): Promise<readonly RuleSetup[]> {
  const sized: { readonly setup: RuleSetup; readonly size: number }[] = []
  for (const setup of setups) {
    const { declaration } = setup.rule
    const size =
      declaration.shape === 'match' ? await snapshot.count(declaration.entity, declaration.kinds) : 0
    sized.push({ setup, size })
  }
  return sized.sort((a, b) => b.size - a.size).map(({ setup }) => setup)
}

function ofShape(setups: readonly RuleSetup[], shape: 'record' | 'match' | 'org'): readonly RuleSetup[] {
  return setups.filter(({ rule }) => rule.declaration.shape === shape)
}

/** Rules whose records and fields this connection has. */
async function applicable(scan: OrgScan, setups: readonly RuleSetup[]): Promise<readonly RuleSetup[]> {
  const able: RuleSetup[] = []
  for (const setup of setups) {
    const why = await cannotRun(scan.snapshot, setup.rule.declaration)
    if (why === null) able.push(setup)
    else scan.notes.skipped.push({ rule: setup.rule.id, why })
  }
  return able
}

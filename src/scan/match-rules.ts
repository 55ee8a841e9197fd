import {
  type Action,
  type Evidence,
  type MatchGroup,
  type MatchPair,
  type MatchRule,
  matchOptions,
  type Report,
} from '../kit/index.ts'
import type { MatchResult, MatchRun, MatchSource } from '../match/index.ts'
import type { RegisteredRule, RuleSetup } from '../policy/index.ts'
import type { Snapshot } from '../snapshot/index.ts'
import { autoGroups } from './auto-band.ts'
import { cappedReports, lostReports, notCompared, warningReports } from './incomplete.ts'
import { planLines } from './key-lines.ts'
import { makeFinding } from './make-finding.ts'
import type { OrgNotes, OrgScan } from './org-scan.ts'
import { scanError, throwIfInterrupted } from './scan-error.ts'

export type Declared = Extract<RegisteredRule['declaration'], { shape: 'match' }>

export interface MatchNotes {
  /** What it could not look at, as reports of `scan/incomplete`. */
  readonly reports: readonly Report[]
  /** Fields that nothing here has; those that are hidden are gaps of the snapshot. */
  readonly unknown: readonly string[]
}

const nothing: MatchNotes = { reports: [], unknown: [] }

/** Runs one match rule in the kernel. */
export async function runMatchRule(scan: OrgScan, setup: RuleSetup): Promise<MatchNotes> {
  const { rule } = setup
  const { declaration } = rule
  if (declaration.shape !== 'match') return nothing
  const attempt = scan.sink.begin()
  try {
    const { matchRecords } = await import('../match/index.ts') // the kernel is large; most commands need none
    const input = await matchInput(scan, setup, declaration)
    const { source } = input
    const result = await matchRecords({
      ...input,
      decisions: scan.policy.decisions.filter(({ a }) => a.connection === scan.connection),
      signal: scan.signal,
      planned: (plan) => {
        for (const line of planLines(plan)) scan.log(`${rule.id}: ${line}`)
      },
      progress: (done, total, step) =>
        scan.progress(`${rule.id} ${step}`, total === 0 ? null : 'parts', done, total),
    })
    const auto = await autoGroups(scan, setup, source, result)
    if (auto.why !== null) scan.notes.notLookedAt.push({ what: `${rule.id}: band auto`, why: auto.why })
    for (const one of result.groups) {
      const group = auto.of(one)
      scan.sink.add(makeFinding(setup, reportOf(rule, group, auto.evidence), scan.context, group), attempt)
    }
    scan.notes.rulesRun.push(rule.id)
    scan.notes.looked[rule.id] = source.rows
    return { reports: incompleteness(scan.notes, rule.id, result), unknown: result.unknownFields }
  } catch (error) {
    throwIfInterrupted(scan.signal)
    scan.sink.takeBack(attempt)
    scan.notes.errors.push(scanError(rule.id, error))
    return nothing
  }
}

/** What the kernel runs a rule with, over one snapshot. */
export async function matchInput(
  { snapshot, connection }: Pick<OrgScan, 'snapshot' | 'connection'>,
  { rule, options }: RuleSetup,
  declaration: Declared,
): Promise<Pick<MatchRun, 'rule' | 'options' | 'source'>> {
  return {
    rule: restored(rule, declaration),
    options: matchOptions.loose().parse(options),
    source: await sourceOf(snapshot, connection, declaration),
  }
}

/** The rule as the kernel takes it. Its options were parsed by its own schema, wherever that lives. */
function restored(rule: RegisteredRule, declaration: Declared): MatchRule {
  const { id, summary, why, remedy, severity, tags, messages } = rule
  const meta = { id: id as `${string}/${string}`, summary, why, remedy, severity, tags, messages }
  return { ...declaration, meta: { ...meta, options: matchOptions } }
}

async function sourceOf(
  snapshot: Snapshot,
  connection: string,
  { entity, kinds }: Declared,
): Promise<MatchSource> {
  return {
    connection,
    entity,
    rows: await snapshot.count(entity, kinds),
    batches: (fields) => snapshot.batches({ entity, kinds, fields, unordered: true }),
    encoded: (fields, signal) => snapshot.rows({ entity, kinds, fields }, signal),
    values: (fields, ids) => snapshot.batches({ entity, kinds, fields, ids, unordered: true }),
    url: (key) => snapshot.url(key),
  }
}

/** A match rule has one message; `{records}`, `{score}` and `{kinds}` are filled. */
function reportOf(rule: RegisteredRule, group: MatchGroup, ofBand: readonly Evidence[]): Report {
  const messageId = Object.hasOwn(rule.messages, 'group')
    ? 'group'
    : (Object.keys(rule.messages)[0] ?? 'group')
  const kinds = [...new Set(group.members.map((member) => member.kind))].sort()
  return {
    messageId,
    data: {
      records: group.members.length,
      score: group.score >= 0.9995 ? '> 99.9 %' : `${(group.score * 100).toFixed(1)} %`,
      kinds: kinds.join(' and '),
      band: group.band,
    },
    records: group.members.map((member) => member.key),
    evidence: [...(group.band === 'auto' ? ofBand : []), ...weakestLink(group)],
    actions: [proposal(rule, group)],
  }
}

/** What speaks for and against the link that holds the group together. */
function weakestLink(group: MatchGroup): readonly Evidence[] {
  const { a, b } = group.weakest
  const isWeakest = (pair: MatchPair): boolean =>
    (pair.a === a && pair.b === b) || (pair.a === b && pair.b === a)
  return (group.pairs.find(isWeakest)?.comparisons ?? []).map(({ comparison, level, note }) => ({
    label: comparison,
    value: note ?? level,
    personal: note !== undefined,
  }))
}

/** People and companies are merged; deals and cases lose children in a merge, so the copies are linked and closed. */
function proposal({ declaration }: RegisteredRule, group: MatchGroup): Action {
  const keys = group.members.map((member) => member.key)
  const survivor = keys[group.survivor] ?? keys[0]
  if (survivor === undefined) return { kind: 'advice', text: 'Look at the group.' }
  const others = keys.filter((key) => key !== survivor)
  const { obstacles } = group
  const entity = declaration.shape === 'match' ? declaration.entity : null
  if (entity === 'deal' || entity === 'case') {
    const why = 'they can be opened again, which does not take back what closing them set off'
    return {
      kind: 'link-and-close',
      survivor,
      duplicates: others,
      obstacles,
      undo: { kind: 'approximate', why },
    }
  }
  return {
    kind: 'merge',
    survivor,
    losers: others,
    obstacles,
    undo: {
      kind: 'approximate',
      why: 'values and links can be restored; feed posts, history and what the merge itself moved may not',
    },
  }
}

export function incompleteness(notes: OrgNotes, rule: string, result: MatchResult): readonly Report[] {
  notes.notLookedAt.push(...notCompared(rule, result))
  return [
    ...cappedReports(rule, result),
    ...lostReports(rule, result),
    ...warningReports(rule, result.warnings),
  ]
}

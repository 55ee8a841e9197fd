import type { Action, Entity, Evidence, Gap, Report } from '../kit/index.ts'
import type { MatchResult } from '../match/index.ts'
import { listed } from '../policy/nearest.ts'

export const incomplete = 'scan/incomplete'

/** One report per object, however many fields of it are missing, so that the fingerprint stays. */
export function gapReports(gaps: readonly Gap[]): readonly Report[] {
  const byObject = Map.groupBy(gaps, (gap) => gap.what.split('.')[0] ?? gap.what)
  return [...byObject].map(([object, own]) => ({
    messageId: 'gaps',
    aspect: object,
    data: { object, count: own.length, what: listed(own.map((gap) => gap.what).sort(), 6) },
    evidence: evidenceOf(own),
    actions: remediesOf(own),
  }))
}

const evidenceShown = 50

function evidenceOf(gaps: readonly Gap[]): readonly Evidence[] {
  const shown = gaps
    .slice(0, evidenceShown)
    .map(({ what, why }) => ({ label: what, value: why, personal: false }))
  const rest = gaps.length - shown.length
  return rest === 0 ? shown : [...shown, { label: 'left out', value: rest, personal: false }]
}

function remediesOf(gaps: readonly Gap[]): readonly Action[] {
  const remedies = new Set(gaps.map((gap) => gap.remedy).filter((remedy) => remedy !== undefined))
  return [...remedies].map((text) => ({ kind: 'advice', text }))
}

/** One report per rule and blocking key. */
export function cappedReports(rule: string, capped: MatchResult['capped']): readonly Report[] {
  return capped.map(({ key, blocks, records, pairsNotCompared }) => ({
    messageId: 'capped',
    aspect: `${rule} ${key}`,
    data: { rule, key, pairs: pairsNotCompared, records },
    evidence: [{ label: 'blocks', value: blocks, personal: false }],
    actions: [{ kind: 'advice', text: `Raise rules.${rule}.blockCap in the policy.` }],
  }))
}

/** One report per rule, whatever the kernel had to say. */
export function warningReports(rule: string, warnings: readonly string[]): readonly Report[] {
  if (warnings.length === 0) return []
  const evidence = warnings.map((value) => ({ label: 'matching', value, personal: false }))
  return [
    { messageId: 'warned', aspect: `${rule} warnings`, data: { rule, what: warnings.join(' ') }, evidence },
  ]
}

/** Fields that the CRM does not have are no finding: nobody can grant them. One note per entity, whatever the rules. */
export function unknownGaps(unknown: ReadonlyMap<Entity, ReadonlySet<string>>): readonly Gap[] {
  return [...unknown]
    .filter(([, fields]) => fields.size > 0)
    .map(([entity, fields]) => ({
      what: `${entity}: ${[...fields].sort().join(', ')}`,
      why: 'no record that was read has them; nothing was compared by them',
    }))
}

export function distinctGaps(gaps: readonly Gap[]): readonly Gap[] {
  return [...new Map(gaps.map((gap) => [`${gap.what}\n${gap.why}`, gap])).values()]
}

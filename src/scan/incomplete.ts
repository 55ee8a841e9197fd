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
export function cappedReports(
  rule: string,
  { capped, lost }: Pick<MatchResult, 'capped' | 'lost'>,
): readonly Report[] {
  return capped.map(({ key, blocks, records, pairsNotCompared }) => ({
    messageId: 'capped',
    aspect: `${rule} ${key}`,
    data: { rule, key, pairs: pairsNotCompared, records },
    evidence: [
      { label: 'blocks', value: blocks, personal: false },
      { label: 'true pairs lost', value: lossText(lossOf(lost, key)), personal: false },
    ],
    actions: [{ kind: 'advice', text: `Raise rules.${rule}.blockCap in the policy.` }],
  }))
}

/** From this share of what was found on, a loss is a finding. */
const lossToTell = 0.01

/** Keys whose large blocks were split, where the estimate says that true pairs went missing. */
export function lostReports(
  rule: string,
  { capped, split, lost, pairs }: Pick<MatchResult, 'capped' | 'split' | 'lost' | 'pairs'>,
): readonly Report[] {
  const told = new Set(capped.map(({ key }) => key))
  return split.flatMap(({ key, blocks, records }) => {
    const loss = lossOf(lost, key) ?? 0
    if (told.has(key) || loss === 0 || loss < lossToTell * pairs.above) return []
    return [
      {
        messageId: 'lost',
        aspect: `${rule} ${key}`,
        data: { rule, key, loss, records },
        evidence: [{ label: 'blocks', value: blocks, personal: false }],
        actions: [
          {
            kind: 'advice' as const,
            text: `Raise rules.${rule}.blockCap in the policy, or add a key that tells these records apart.`,
          },
        ],
      },
    ]
  })
}

/** What a match rule did not compare, in words for the list of what was not looked at. */
export function notCompared(
  rule: string,
  { capped, split, lost, plan, warnings }: MatchResult,
): readonly Gap[] {
  const note = (what: string, why: string): Gap => ({ what: `${rule}: ${what}`, why })
  const loss = (key: string): string => `; ${lossText(lossOf(lost, key))}`
  return [
    ...capped.map(({ key, pairsNotCompared }) =>
      note(key, `${pairsNotCompared} pairs were not compared${loss(key)}`),
    ),
    ...split.map(({ key, pairsApart }) =>
      note(
        key,
        `large blocks were split; up to ${pairsApart} pairs in different parts were not compared by this key${loss(key)}`,
      ),
    ),
    ...(plan.keyless === 0
      ? []
      : [
          note(
            'records without a key',
            `${numbers.format(plan.keyless)} of ${numbers.format(plan.records)} have no value for any key, and were compared with nothing`,
          ),
        ]),
    ...warnings.map((warning) => note('matching', warning)),
  ]
}

const numbers = new Intl.NumberFormat('en-US')

function lossOf(lost: MatchResult['lost'], key: string): number | null {
  return lost.find((one) => one.key === key)?.pairs ?? null
}

function lossText(loss: number | null): string {
  if (loss === null) return 'how many true pairs that cost cannot be told: too few were found'
  return loss === 0 ? 'by estimate no true pair was lost' : `by estimate ${loss} true pairs were lost`
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

import type { Finding, RecordKey } from '../kit/index.ts'
import { globMatcher } from './glob.ts'
import type { Waiver } from './schema.ts'

type FindingWaiver = NonNullable<Finding['waiver']>
type Waivable = Pick<Finding, 'rule' | 'connection' | 'records' | 'aspect' | 'fingerprint'>

/** Applies the waivers of a policy and keeps count of what each covered. */
export interface Waivers {
  /** The first waiver in force that covers the finding. */
  readonly cover: (finding: Waivable) => FindingWaiver | null
  /** Past their last day. */
  readonly expired: () => readonly Waiver[]
  /** In force, though nothing was covered, and all their rules ran. */
  readonly unused: (ran: WaiverScope) => readonly Waiver[]
}

interface WaiverScope {
  readonly rules: ReadonlySet<string>
  readonly connections: ReadonlySet<string>
  /** Rules that could have run: those that the policy turns on. */
  readonly possible: readonly string[]
}

/** `asOf` is ISO 8601; a waiver holds to the end of its last day, UTC. */
export function applyWaivers(waivers: readonly Waiver[], asOf: string): Waivers {
  const today = asOf.slice(0, 10)
  const inForce = waivers.filter((waiver) => waiver.until >= today)
  const tests = inForce.map((waiver) => ({ waiver, covers: coverTest(waiver), used: { count: 0 } }))
  return {
    cover: (finding) => {
      const found = tests.find(({ covers }) => covers(finding))
      if (found === undefined) return null
      found.used.count += 1
      const { reason, owner, until } = found.waiver
      return { reason, owner, until }
    },
    expired: () => waivers.filter((waiver) => waiver.until < today),
    unused: (ran) =>
      tests
        .filter(({ used, waiver }) => used.count === 0 && couldBeUsed(waiver, ran))
        .map(({ waiver }) => waiver),
  }
}

/** A waiver that a partial scan gave no chance is not called unused. */
function couldBeUsed(waiver: Waiver, ran: WaiverScope): boolean {
  if (waiver.connection !== undefined && !ran.connections.has(waiver.connection)) return false
  const matches = globMatcher(waiver.rule)
  return ran.possible.filter(matches).every((rule) => ran.rules.has(rule))
}

function coverTest(waiver: Waiver): (finding: Waivable) => boolean {
  const rule = globMatcher(waiver.rule)
  const records = waiver.records === undefined ? null : new Set(waiver.records)
  return (finding) =>
    rule(finding.rule) &&
    (waiver.connection === undefined || waiver.connection === finding.connection) &&
    (waiver.fingerprint === undefined || waiver.fingerprint === finding.fingerprint) &&
    (waiver.aspect === undefined || waiver.aspect === finding.aspect) &&
    (records === null || coversRecords(records, finding.records))
}

/** All of the finding's records: a group that a further record joined is a new question. */
function coversRecords(known: ReadonlySet<string>, records: readonly RecordKey[]): boolean {
  return (
    records.length > 0 && records.every(({ object, id }) => known.has(id) || known.has(`${object}/${id}`))
  )
}

import type { Band, Entity, MatchPair, RecordKey, Value } from '../../kit/index.ts'
import type { Evidence } from '../files/plan-file.ts'
import type { Twin } from './twins.ts'

/** A member of a duplicate group with the canonical values that deciding needs, as of the last sync. */
export interface Member {
  readonly key: RecordKey
  readonly kind: string
  readonly url: string
  /** Canonical; absent is unknown. */
  readonly values: Readonly<Record<string, Value | undefined>>
  /** A sync keeps a record of another CRM the same as this one. */
  readonly synced?: boolean
  /** Which ones, as of the last sync. */
  readonly twins?: readonly Twin[]
}

/** A group that a scan found, or the part of one that can be merged, on its way into a plan. */
export interface Candidate {
  readonly rule: string
  readonly entity: Entity
  /** `MatchGroup.id` */
  readonly group: string
  readonly score: number
  /** As the scan granted it; absent is `review`. */
  readonly band?: Band
  readonly members: readonly Member[]
  /** Index into `members`: what the scan proposed. */
  readonly proposed: number
  /** As in `MatchGroup`, indexes into `members`. */
  readonly pairs: readonly MatchPair[]
  /** What compared fields said, for people; personal. */
  readonly evidence: string
  /** From `MatchRule.mergeWithin`: canonical fields on which all must agree. */
  readonly mergeWithin: readonly string[]
}

/** A person's choice of a value for the survivor. */
export interface ChosenValue {
  /** Canonical field or native column. */
  readonly field: string
  /** Member whose value is taken; null when typed. */
  readonly from: string | null
  readonly typed: string | null
}

/** A candidate that may go into a plan, and why. Members that a person dropped are no longer in it. */
export interface Decided extends Candidate {
  readonly why: Evidence
  /** Id that a person chose; null leaves it to the policy. */
  readonly survivor: string | null
  readonly values: readonly ChosenValue[]
}

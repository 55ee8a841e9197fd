import type { RecordKey, Value } from './record.ts'

/**
 * One comparison: reads one or more canonical fields, yields a level from `same` down to `different`, or none
 * when a side is empty. Correlated columns belong into ONE comparison: a colleague shares company, street and
 * domain, and is still somebody else (`personName`, `site`).
 */
export type Comparison =
  | {
      readonly type: 'personName'
      readonly first: string
      readonly last: string
      readonly middle?: string
      readonly suffix?: string
    }
  | { readonly type: 'companyName'; readonly field: string }
  | { readonly type: 'email'; readonly fields: readonly string[] }
  | { readonly type: 'phones'; readonly fields: readonly string[] }
  | { readonly type: 'domain'; readonly fields: readonly string[] }
  | {
      readonly type: 'site'
      readonly company?: string
      readonly street?: string
      readonly city?: string
      readonly postalCode?: string
      /** A field with an e-mail address or a website. */
      readonly domain?: string
    }
  | { readonly type: 'text'; readonly field: string }
  | { readonly type: 'code'; readonly field: string; readonly or?: readonly string[] }
  | { readonly type: 'date'; readonly field: string; readonly days?: number }
  | { readonly type: 'number'; readonly field: string; readonly tolerance?: number }
  | { readonly type: 'set'; readonly field: string }

/**
 * Given and family name as one: nicknames, initials, swapped and hyphenated names, double surnames, typing errors.
 * `suffix` is the field with `Jr.`, `III`; one inside the family name is found without it.
 */
export function personName(
  first: string,
  last: string,
  further: { readonly middle?: string; readonly suffix?: string } = {},
): Comparison {
  return { type: 'personName', first, last, ...further }
}

/** A company's name after its legal form, accents and punctuation. */
export function companyName(field: string): Comparison {
  return { type: 'companyName', field }
}

/** E-mail addresses as sets; role mailboxes, placeholders and widely shared ones carry no identity. */
export function email(...fields: readonly string[]): Comparison {
  return { type: 'email', fields }
}

/** Phone numbers as sets of normalised digits; switchboards carry no identity. */
export function phones(...fields: readonly string[]): Comparison {
  return { type: 'phones', fields }
}

/** Registrable internet domains of websites or e-mail addresses; free mail providers do not count. */
export function domain(...fields: readonly string[]): Comparison {
  return { type: 'domain', fields }
}

/** Where somebody works or lives: company, street, postal code and domain as ONE comparison. */
export function site(parts: Omit<Extract<Comparison, { type: 'site' }>, 'type'>): Comparison {
  return { type: 'site', ...parts }
}

/** Free text by edit distance and word overlap, rare words first; short forms of job titles are spelled out. */
export function text(field: string): Comparison {
  return { type: 'text', field }
}

/**
 * An identifier: the same or not; one slip in six characters and more speaks for a match and still is a contradiction
 * to `conflicting`. `or` names weaker ones, in their order, for the case that the
 * first is empty or differs: `code('personId', 'email', 'companyId')` is who opened a case, as ONE comparison.
 */
export function code(field: string, ...or: readonly string[]): Comparison {
  return or.length === 0 ? { type: 'code', field } : { type: 'code', field, or }
}

/**
 * Calendar dates; `days` apart still count as near. Without days (the default) they are compared as what people type:
 * one digit off, day and month swapped, known to the year alone, the same day of another year.
 */
export function date(field: string, days = 0): Comparison {
  return { type: 'date', field, days }
}

/** Numbers; `tolerance` is relative, 0.05 = 5 %. Without it a hundredth is near, and no contradiction. */
export function number(field: string, tolerance = 0): Comparison {
  return { type: 'number', field, tolerance }
}

/** Sets of words or of listed values by overlap. */
export function set(field: string): Comparison {
  return { type: 'set', field }
}

/** A reason why two records are never one, whatever their score. */
export type Veto =
  /** Both sides are known and the comparison of that name (or the identifier field of that name) contradicts. */
  | { readonly type: 'conflicting'; readonly of: string }
  /**
   * One is above the other, or both hang under the same parent; siblings whose comparison `name` says `same` and
   * no other says `different` are let through: one branch entered twice.
   */
  | { readonly type: 'sameHierarchy'; readonly parent: string }

/** Judged on the comparison's level, so Bob and Robert do not conflict. */
export function conflicting(of: string): Veto {
  return { type: 'conflicting', of }
}

export function sameHierarchy(parent = 'parentId'): Veto {
  return { type: 'sameHierarchy', parent }
}

/**
 * A blocking key: the records that share all its parts are compared. A part is the name of a comparison of the
 * rule (each of its e-mail addresses, numbers, domains; a person's whole name in any order) or a canonical field,
 * normalised by its type; given names by what they are short for, family names word by word. Characters
 * may be cut out of it, `companyName[0..4]` (the first 4 normalised characters), its sound, `lastName[sound]`, or each
 * of its words, `name[words]`. A rule without keys has them chosen from the data.
 */
export type BlockingKey = readonly string[]

export const bands = ['auto', 'review', 'ignore'] as const
/** What may be done with a group: `auto` is granted by a label bound only, `review` needs a person. */
export type Band = (typeof bands)[number]

/** How one comparison spoke about one pair. `weight` is log2 of the Bayes factor: +1 doubles the odds. */
export interface ComparisonResult {
  readonly comparison: string
  /** Name of the level, e.g. `same`, `nickname`, `different`; `missing` when a side is empty. */
  readonly level: string
  readonly weight: number
  /** The level in words for people, e.g. `nickname Bob/Roberto`. Holds personal values: mask as such. */
  readonly note?: string
}

export interface MatchPair {
  /** Index into the group's `members`. */
  readonly a: number
  readonly b: number
  /** Probability that both are one, 0 to 1. */
  readonly score: number
  readonly comparisons: readonly ComparisonResult[]
}

export interface MatchMember {
  readonly key: RecordKey
  readonly kind: string
  readonly url: string
  /** Canonical values that were compared or help a person to decide. */
  readonly values: Readonly<Record<string, Value | undefined>>
}

/** A record that came near a group and stays apart. */
export interface NearMiss {
  readonly key: RecordKey
  readonly kind: string
  /** Index of the member it came nearest to. */
  readonly to: number
  readonly score: number
  /** Name of the veto, or `decided apart`. */
  readonly why: string
}

export interface MatchGroup {
  /** First 16 hex digits of SHA-256 over the sorted record keys. */
  readonly id: string
  readonly band: Band
  /** Score of the weakest link that holds the group together. */
  readonly score: number
  readonly weakest: { readonly a: number; readonly b: number }
  /** Sorted by key; at least two. */
  readonly members: readonly MatchMember[]
  /** Index of the proposed survivor. */
  readonly survivor: number
  /** All pairs up to 6 members, else the strongest tree; `pairsLeftOut` counts the rest. */
  readonly pairs: readonly MatchPair[]
  readonly pairsLeftOut: number
  readonly near: readonly NearMiss[]
  readonly nearLeftOut: number
  /** Why the members cannot all be merged in one go; empty when they can. */
  readonly obstacles: readonly string[]
  /**
   * Present when the members are records of several connections, which nobody merges: the canonical fields that were
   * compared, and those of them that differ. `survivor` is then the one that was changed last, or the first when that
   * is unknown.
   */
  readonly across?: { readonly compared: readonly string[]; readonly differing: readonly string[] }
}

/** A person's word about two records; outlives runs. */
export interface Decision {
  readonly a: RecordKey
  readonly b: RecordKey
  readonly verdict: 'same' | 'apart'
}

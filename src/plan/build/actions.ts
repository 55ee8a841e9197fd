import type { Entity, Hazard, Value } from '../../kit/index.ts'
import { comparedValues, expectHash } from '../files/canonical.ts'
import type { LinkAction, MergeAction, Note } from '../files/plan-file.ts'
import type { Suppressed, ValueChoices } from '../survivorship/index.ts'
import type { LiveGroup } from './live-groups.ts'
import type { LiveMember } from './live-member.ts'
import { type HangingCounts, lostRows, type RowCounts, undoOf } from './rows.ts'
import type { Target } from './target.ts'
import type { LinkWay, MergeWay } from './way.ts'

/** An action but for its id, which depends on all others. */
export interface Built {
  readonly action: Omit<MergeAction, 'id'> | Omit<LinkAction, 'id'>
  readonly entity: Entity
  readonly set: Readonly<Record<string, Value>>
  readonly seen: Readonly<Record<string, Readonly<Record<string, Value>>>>
  readonly suppressed: readonly Suppressed[]
  readonly optOutsKept: number
  /** What the notes of the CRM count. */
  readonly totals: readonly Hazard[]
  /** Rows that no undo puts back. */
  readonly lost: Readonly<Record<string, number>>
  /** Other CRMs in which members have a counterpart. */
  readonly inSync: readonly string[]
  readonly hanging: HangingCounts
}

/** A group for which everything is decided. */
export interface Settled {
  readonly group: LiveGroup
  readonly survivor: LiveMember
  readonly others: readonly LiveMember[]
  readonly chosen: string
  readonly notes: readonly Note[]
  readonly totals: readonly Hazard[]
}

export function mergeAction(
  target: Target,
  settled: Settled,
  { set, fields, outvoted, suppressed, optOutsKept }: ValueChoices,
  counts: RowCounts,
  { key, way, blind, inSync, hanging }: Parts,
): Built {
  const { common, seen } = commonOf(target, settled, key)
  const { undo } = way.by === 'merge' ? way.merge : way.preserving
  return {
    entity: target.entity,
    action: {
      kind: 'merge',
      ...common,
      ...(way.by === 'preserving' ? { by: way.by } : {}),
      undo: undoOf(undo, counts, target.relationships, blind, way.by),
      losers: settled.others.map(({ key: { id } }) => id),
      fields: [...fields],
      outvoted: [...outvoted],
      moves: counts.moves,
      collisions: counts.collisions,
    },
    set,
    seen,
    suppressed,
    optOutsKept,
    totals: settled.totals,
    lost: lostRows(counts, target.relationships),
    inSync,
    hanging,
  }
}

export function linkAction(target: Target, settled: Settled, way: LinkWay, key: string): Built {
  const { common, seen } = commonOf(target, settled, key)
  return {
    entity: target.entity,
    action: {
      kind: 'link-and-close',
      ...common,
      undo: { kind: 'exact' },
      duplicates: settled.others.map(({ key: { id } }) => id),
      link: way.link,
      set: way.set,
    },
    set: {},
    seen,
    suppressed: [],
    optOutsKept: 0,
    totals: [],
    lost: {},
    inSync: [],
    hanging: { rows: 0, apart: {} },
  }
}

interface Parts {
  readonly key: string
  readonly way: MergeWay
  readonly blind: Parameters<typeof undoOf>[3]
  readonly inSync: readonly string[]
  readonly hanging: HangingCounts
}

function commonOf(target: Target, { group, survivor, others, chosen, notes }: Settled, key: string) {
  const { decided } = group
  const members = [survivor, ...others]
  const seen = Object.fromEntries(
    members.map(({ native }) => [native.id, comparedValues(target.compared, native.values)]),
  )
  const common = {
    group: decided.group,
    rule: decided.rule,
    score: decided.score,
    object: target.object,
    survivor: survivor.key.id,
    evidence: decided.why,
    chosen,
    expect: members.map(({ native }) => ({
      id: native.id,
      hash: expectHash(key, comparedValues(target.compared, native.values)),
    })),
    touches: touchedBy(target, members),
    notes: [...notes],
  }
  return { common, seen }
}

/** Records of kinds that plans write to, at which the members point. */
function touchedBy(
  { object, description, abilities, related }: Target,
  members: readonly LiveMember[],
): string[] {
  const { owner, recordType } = abilities.traits
  const own = new Set(members.map(({ key }) => key.id))
  const columns = description.fields.filter(
    ({ name, referenceTo, system, calculated }) =>
      referenceTo.some((to) => related.has(to)) &&
      !system &&
      !calculated &&
      name !== owner &&
      name !== recordType,
  )
  const ids = members.flatMap(({ native }) =>
    columns.flatMap(({ name, referenceTo }) => {
      const value = native.values[name]
      if (typeof value !== 'string' || value === '') return []
      return referenceTo.includes(object) && own.has(value) ? [] : [value]
    }),
  )
  return [...new Set(ids)].sort()
}

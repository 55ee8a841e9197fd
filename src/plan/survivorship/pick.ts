import type { FieldDescription, Value } from '../../kit/index.ts'
import type { FieldStrategy } from '../../policy/plan-schema.ts'
import { type Bench, canonical, isList, listOf, type MergeMember, offers } from './bench.ts'
import { isSame, textOf } from './measure.ts'

/** A value for the survivor; `from` is null where it is made of several, or typed. */
export interface Picked {
  readonly value: Value
  readonly from: MergeMember | null
  readonly why: string
}

type Has = (one: MergeMember) => boolean

/** Whose value it is by a strategy that takes one member's as it is; the survivor when nobody else qualifies. */
export function pickMember(
  bench: Bench,
  strategy: FieldStrategy,
  has: Has,
): { readonly from: MergeMember; readonly why: string } {
  const { survivor, newest, oldest } = bench
  if (strategy === 'survivor') return { from: survivor, why: 'survivor' }
  if (strategy === 'newest') return { from: newest.find(has) ?? survivor, why: 'newest' }
  if (strategy === 'oldest') return { from: oldest.find(has) ?? survivor, why: 'oldest' }
  if (typeof strategy === 'object') {
    const { source } = strategy
    const named = (one: MergeMember) => isSame(canonical(one, 'source', bench.mapping), source)
    const from = newest.find((one) => named(one) && has(one))
    if (from !== undefined) return { from, why: `source ${source}` }
  }
  return { from: has(survivor) ? survivor : (newest.find(has) ?? survivor), why: 'fill' }
}

/** What the policy makes of one column; null when the survivor's value stays. */
export function pickValue(bench: Bench, field: FieldDescription, wanted: FieldStrategy): Picked | null {
  const strategy = strategyFor(field, wanted)
  if (strategy === 'union') return union(bench, field)
  const { from, why } =
    strategy === 'longest'
      ? { from: longest(bench, field.name), why: 'longest' }
      : strategy === 'anyTrue'
        ? { from: firstTrue(bench, field.name), why: 'anyTrue' }
        : pickMember(bench, strategy, (one) => offers(bench, field.name, one))
  const value = from.native.values[field.name]
  return from === bench.survivor || value === undefined ? null : { value, from, why }
}

/**
 * A strategy that means nothing to a column is `fill`. A value that must be unique is not moved from one record
 * to another that has its own.
 */
function strategyFor(field: FieldDescription, wanted: FieldStrategy): FieldStrategy {
  if (wanted === 'survivor') return wanted
  if (field.unique) return 'fill'
  if (wanted === 'union') return isList(field) ? wanted : 'fill'
  if (wanted === 'anyTrue') return field.type === 'boolean' ? wanted : 'fill'
  if (wanted === 'longest') return field.type === 'text' ? wanted : 'fill'
  return wanted
}

function firstTrue({ all, survivor }: Bench, column: string): MergeMember {
  return all.find(({ native }) => native.values[column] === true) ?? survivor
}

function longest(bench: Bench, column: string): MergeMember {
  const lengthOf = (one: MergeMember) =>
    offers(bench, column, one) ? textOf(one.native.values[column]).length : 0
  const most = Math.max(...bench.all.map(lengthOf))
  if (lengthOf(bench.survivor) === most) return bench.survivor
  return bench.newest.find((one) => lengthOf(one) === most) ?? bench.survivor
}

/** In the order of the picklist, so that it is the same whoever survives. */
function union({ survivor, all }: Bench, { name, picklist }: FieldDescription): Picked | null {
  const own = listOf(survivor.native.values[name])
  const united = [...new Set(all.flatMap(({ native }) => listOf(native.values[name])))]
  if (united.length === own.length) return null
  const rank = (part: string) => (picklist.includes(part) ? picklist.indexOf(part) : picklist.length)
  return { value: united.sort((a, b) => rank(a) - rank(b)).join(';'), from: null, why: 'union' }
}

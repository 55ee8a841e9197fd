import type { FieldDescription, Value } from '../../kit/index.ts'
import { byText } from '../../match/table.ts'
import type { FieldChoice, Note } from '../files/plan-file.ts'
import { afterMerge, type Bench, isSameIn, pointsAtMember } from './bench.ts'
import { type Choices, distinctBy } from './by-policy.ts'
import type { ValueChoices } from './choose-values.ts'
import { type Suppressed, suppressedBy } from './consents.ts'
import { isBlank } from './measure.ts'
import { valueReasons } from './reasons.ts'

/** What is to be written, and what people are told of it. */
export function tell(bench: Bench, choices: Choices): ValueChoices {
  const set: Record<string, Value> = {}
  const fields: FieldChoice[] = []
  const outvoted: string[] = []
  for (const field of bench.description.fields) {
    const { choice, value } = ending(bench, field, choices)
    if (choice !== null) fields.push(choice)
    if (choice !== null && choice.merge !== 'does') set[field.name] = value ?? null
    if ((choice === null || choice.merge === 'undone') && isOutvoted(bench, field)) outvoted.push(field.name)
  }
  const finalOf = (column: string) => (column in set ? set[column] : afterMerge(bench, column))
  const suppressed = suppressedBy(bench, finalOf)
  return {
    set,
    fields,
    outvoted,
    suppressed,
    optOutsKept: fields.filter(({ why, merge }) => why === valueReasons['opt-out'] && merge !== 'undone')
      .length,
    notes: [...foreignNotes(bench, finalOf), ...addressNotes(bench, suppressed), ...ruleNotes(bench, fields)],
    order: bench.order.map(({ native }) => native.id),
  }
}

interface Ending {
  /** Null when the column ends as it was and nothing has to be done for that. */
  readonly choice: FieldChoice | null
  readonly value: Value | undefined
}

function ending(bench: Bench, field: FieldDescription, { picked, held, written }: Choices): Ending {
  const { name } = field
  const own = bench.survivor.native.values[name]
  const after = afterMerge(bench, name)
  const pick = picked.get(name)
  const value = pick !== undefined ? pick.value : held.has(name) ? own : after
  if (!isSameIn(field, value, own)) {
    const overwrites = !isBlank(own)
    if (pick === undefined) return { choice: whatMergeDoes(bench, field, value), value }
    const choice = { field: name, from: pick.from?.native.id ?? null, why: pick.why, overwrites }
    const isDone = isSameIn(field, value, after)
    return { choice: isDone ? { ...choice, merge: 'does' } : choice, value }
  }
  if (isSameIn(field, after, own) && !written.has(name)) return { choice: null, value: own }
  const from = bench.survivor.native.id
  const why = pick?.why ?? held.get(name) ?? ''
  const kept = own === undefined || own === '' ? null : own
  return { choice: { field: name, from, why, overwrites: false, merge: 'undone' }, value: kept }
}

/** Columns that are nobody's to set are the CRM's own affair; an opt-out that it keeps with an address follows that. */
function whatMergeDoes(bench: Bench, field: FieldDescription, value: Value | undefined): FieldChoice | null {
  const { name } = field
  const own = bench.survivor.native.values[name]
  const isFixed = !field.updateable || field.system || field.calculated || own === undefined
  if (isFixed || isOfAddress(bench, name)) return null
  const from = bench.order.find(({ native }) => isSameIn(field, native.values[name], value))
  const overwrites = !isBlank(own)
  const why = overwrites || from === undefined ? valueReasons['by merge'] : 'fill'
  return { field: name, from: from?.native.id ?? null, why, overwrites, merge: 'does' }
}

function isOfAddress({ consents }: Bench, column: string): boolean {
  return consents.some(({ field, ofAddress }) => ofAddress && field === column)
}

/** A list of which the merge itself takes another entry than the survivor has: nobody asked for that. */
function ruleNotes(bench: Bench, fields: readonly FieldChoice[]): readonly Note[] {
  return fields
    .filter(({ field, merge, overwrites, why }) => {
      const { picklist = [], nativeType = '' } = bench.fieldOf(field) ?? {}
      const isOneOf = picklist.length > 0 && !/multi|checkbox/i.test(nativeType)
      return merge === 'does' && overwrites && why === valueReasons['by merge'] && isOneOf
    })
    .map(({ field, from }) => ({
      code: 'rule-of-merge',
      text: `${bench.description.name}.${field}: by its own rule the merge gives ${bench.survivor.native.id} another value than it has${from === null ? '' : `, that of ${from}`}. If the survivor's is right, take it in the review: it is then written again.`,
    }))
}

/** A tick that is not set says nothing. */
function isOutvoted(bench: Bench, field: FieldDescription): boolean {
  const own = bench.survivor.native.values[field.name]
  if (own === undefined || !field.updateable || field.system || field.calculated) return false
  if (isOfAddress(bench, field.name)) return false
  return bench.losers.some(({ native }) => {
    const value = native.values[field.name]
    if (isBlank(value) || value === false) return false
    return !pointsAtMember(bench, field, value) && !isSameIn(field, value, own)
  })
}

function foreignNotes(bench: Bench, finalOf: (column: string) => Value | undefined): readonly Note[] {
  const { description, survivor } = bench
  return [...bench.foreign].sort(byText).flatMap((column): Note[] => {
    const name = `${description.name}.${column}`
    const field = bench.fieldOf(column)
    const [one, ...others] = distinctBy(bench, column)
    if (one === undefined) return []
    const own = survivor.native.values[column]
    if (isOfSync(bench, column)) {
      if (own === undefined || !isBlank(own)) return []
      const ids = bench.losers
        .filter(({ native }) => !isBlank(native.values[column]))
        .map(({ native }) => native.id)
      const text = `${name}: a sync with another CRM keeps ${ids.join(', ')}, and ${survivor.native.id} survives, which it does not follow: choose the other one as survivor.`
      return [{ code: 'synced-record-ends', text }]
    }
    if (own !== undefined && isBlank(own) && !isBlank(finalOf(column))) {
      const text = `${name} moves to ${survivor.native.id}: the other system must learn that its record has a new id.`
      return [{ code: 'foreign-id-moves', text }]
    }
    const differs = !isSameIn(field, one.native.values[column], own)
    if (own === undefined || (!differs && others.length === 0)) return []
    const text = `${name} differs among the members and stays as ${survivor.native.id} has it: close the other one in that system.`
    return [{ code: 'foreign-ids-differ', text }]
  })
}

function isOfSync({ mapping }: Bench, column: string): boolean {
  return mapping.counterparts?.some((one) => one.column === column) === true
}

/** That of losers is what the connector tells; that the survivor gets another address is decided here. */
function addressNotes(
  { consents, description, survivor }: Bench,
  suppressed: readonly Suppressed[],
): readonly Note[] {
  const kept = new Set(consents.flatMap(({ field, ofAddress }) => (ofAddress ? [field] : [])))
  const given = suppressed.filter(({ field, member }) => kept.has(field) && member === survivor.native.id)
  if (given.length === 0) return []
  const columns = [...new Set(given.map(({ field }) => `${description.name}.${field}`))].sort(byText)
  const text = `The survivor gets another address than the one that opted out (${columns.join(', ')}): the opt-out stays with the old address, which goes to the suppression list.`
  return [{ code: 'opted-out-address-replaced', text }]
}

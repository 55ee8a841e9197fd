import type { Value } from '../../kit/index.ts'
import { byText } from '../../match/table.ts'
import type { FieldChoice, Note } from '../plan-file.ts'
import {
  type Bench,
  isOpen,
  isSameIn,
  layOut,
  type MergeMember,
  offers,
  type ValuesRequest,
} from './bench.ts'
import { isOut, type Suppressed, suppressedBy, whoIsOut } from './consents.ts'
import { fieldGroups, groupMember, groupValues } from './field-groups.ts'
import { isBlank, isSame } from './measure.ts'
import { personChoices } from './person-choices.ts'
import { type Picked, pickValue } from './pick.ts'
import { strategiesOf } from './strategies.ts'

export interface ValueChoices {
  /** Native values that the survivor gets; only what differs from what it has. */
  readonly set: Readonly<Record<string, Value>>
  readonly fields: readonly FieldChoice[]
  /** Columns in which a loser says something else and the survivor's value stays. */
  readonly outvoted: readonly string[]
  readonly suppressed: readonly Suppressed[]
  /** Opt-outs that the survivor did not have and gets. */
  readonly optOutsKept: number
  readonly notes: readonly Note[]
  readonly escalated?: never
}

export type ValuesOutcome =
  | ValueChoices
  /** No set of values is right: the group gets into no plan. The text names ids and columns only. */
  | { readonly escalated: Note; readonly set?: never }

/**
 * With which values the survivor ends. A person's choice goes before the policy, and what keeps people safe before
 * both: owner, record type and foreign ids stay, an opt-out of any member stays. Throws `DECISIONS_INVALID` when a
 * person's choice cannot be followed.
 */
export function chooseValues(request: ValuesRequest): ValuesOutcome {
  const bench = layOut(request)
  const changed = changedRecordType(bench)
  if (changed !== null) return { escalated: changed }
  const picked = new Map<string, Picked>()
  byPolicy(bench, picked)
  for (const [column, choice] of personChoices(bench, fieldGroups(bench))) picked.set(column, choice)
  const lost = keepOptOuts(bench, picked)
  if (lost !== null) return { escalated: lost }
  return tell(bench, picked)
}

/** Members that were of one record type, or of unknown ones, when the group was split by it. */
function changedRecordType({ all, traits, description }: Bench): Note | null {
  const column = traits.recordType
  if (column === null) return null
  const differs = all.some((one, at) =>
    all
      .slice(at + 1)
      .some(
        (other) =>
          one.member.values.recordType === other.member.values.recordType &&
          !isSame(one.native.values[column], other.native.values[column]),
      ),
  )
  if (!differs) return null
  const text = `${description.name}.${column} differs among the members by now, which the scan did not know: scan again.`
  return { code: 'record-types', text }
}

function byPolicy(bench: Bench, picked: Map<string, Picked>): void {
  const strategies = strategiesOf(bench)
  const grouped = new Set<string>()
  for (const group of fieldGroups(bench)) {
    for (const column of group.columns) grouped.add(column)
    const from = groupMember(bench, group, strategies)
    if (from === bench.survivor) continue
    for (const [column, choice] of groupValues(bench, group, from)) picked.set(column, choice)
  }
  for (const field of bench.description.fields) {
    if (grouped.has(field.name) || !isOpen(bench, field.name)) continue
    const choice = bench.foreign.has(field.name)
      ? foreignId(bench, field.name)
      : pickValue(bench, field, strategies.of(field.name))
    if (choice !== null) picked.set(field.name, choice)
  }
}

/** Taken where there is one to take; between several nobody chooses but a person. */
function foreignId(bench: Bench, column: string): Picked | null {
  if (!isBlank(bench.survivor.native.values[column])) return null
  const [from, ...others] = distinctBy(bench, column)
  const value = from?.native.values[column]
  if (from === undefined || value === undefined || others.length > 0) return null
  return { value, from, why: 'id of another system' }
}

function distinctBy(bench: Bench, column: string): readonly MergeMember[] {
  const field = bench.fieldOf(column)
  const offering = bench.losers.filter((one) => offers(bench, column, one))
  return offering.filter(
    (one, at) =>
      offering.findIndex((other) =>
        isSameIn(field, other.native.values[column], one.native.values[column]),
      ) === at,
  )
}

/** Sets what was said no to, whatever was picked; the reason when it cannot be set. */
function keepOptOuts(bench: Bench, picked: Map<string, Picked>): Note | null {
  const { survivor, description } = bench
  for (const consent of bench.consents) {
    const from = whoIsOut(bench, consent)
    if (from === undefined) continue
    const { field, out } = consent
    if (from === survivor) picked.delete(field)
    else if (bench.isSettable(field)) picked.set(field, { value: out, from, why: optOutKept })
    else if (!isOut(consent, survivor)) {
      return {
        code: 'opt-out-lost',
        text: `${description.name}.${field} cannot be set with this login, so the opt-out of ${from.native.id} would be lost.`,
      }
    }
  }
  return null
}

const optOutKept = 'opt-out kept'

function tell(bench: Bench, picked: ReadonlyMap<string, Picked>): ValueChoices {
  const own = bench.survivor.native.values
  const set: Record<string, Value> = {}
  const fields: FieldChoice[] = []
  const outvoted: string[] = []
  for (const field of bench.description.fields) {
    const { name } = field
    const choice = picked.get(name)
    if (choice !== undefined && !isSameIn(field, choice.value, own[name])) {
      set[name] = choice.value
      const from = choice.from?.native.id ?? null
      fields.push({ field: name, from, why: choice.why, overwrites: !isBlank(own[name]) })
    } else if (isOutvoted(bench, name)) outvoted.push(name)
  }
  return {
    set,
    fields,
    outvoted,
    suppressed: suppressedBy(bench, (column) => (column in set ? set[column] : own[column])),
    optOutsKept: fields.filter(({ why }) => why === optOutKept).length,
    notes: foreignNotes(bench, set),
  }
}

/** A tick that is not set says nothing. */
function isOutvoted(bench: Bench, column: string): boolean {
  const field = bench.fieldOf(column)
  const own = bench.survivor.native.values[column]
  if (field === undefined || own === undefined || !field.updateable || field.system || field.calculated)
    return false
  return bench.losers.some(({ native }) => {
    const value = native.values[column]
    if (isBlank(value) || value === false) return false
    const pointsHere = field.referenceTo.length > 0 && bench.ids.has(String(value))
    return !pointsHere && !isSameIn(field, value, own)
  })
}

function foreignNotes(bench: Bench, set: Readonly<Record<string, Value>>): readonly Note[] {
  const { description, survivor } = bench
  return [...bench.foreign].sort(byText).flatMap((column): Note[] => {
    const name = `${description.name}.${column}`
    const [one, ...others] = distinctBy(bench, column)
    if (one === undefined) return []
    if (column in set) {
      const text = `${name} moves to ${survivor.native.id}: the other system must learn that its record has a new id.`
      return [{ code: 'foreign-id-moves', text }]
    }
    const own = survivor.native.values[column]
    const differs = !isSameIn(bench.fieldOf(column), one.native.values[column], own)
    if (own === undefined || (!differs && others.length === 0)) return []
    const text = `${name} differs among the members and stays as ${survivor.native.id} has it: close the other one in that system.`
    return [{ code: 'foreign-ids-differ', text }]
  })
}

import type {
  Abilities,
  FieldDescription,
  MergeTraits,
  NativeRecord,
  ObjectDescription,
  ObjectMapping,
  Value,
} from '../../kit/index.ts'
import { byText } from '../../match/table.ts'
import type { Survivorship } from '../../policy/plan-schema.ts'
import type { ChosenValue, Member } from '../group/group.ts'
import { columnsOf, foreignColumns, whyFixed } from './columns.ts'
import { type Consent, consentsOf, hasKnownConsent } from './consents.ts'
import { isBlank, isSame, textOf, timeOf } from './measure.ts'

/** A member as the CRM has it now, and as the scan saw it. */
export interface MergeMember {
  readonly native: NativeRecord
  readonly member: Member
}

export interface ValuesRequest {
  readonly survivor: MergeMember
  readonly losers: readonly MergeMember[]
  readonly description: ObjectDescription
  readonly mapping: ObjectMapping
  readonly traits: MergeTraits
  readonly survivorship: Pick<Survivorship, 'fields' | 'groups'>
  /** Absent where a merge leaves the survivor's values as they are. */
  readonly foresee?: NonNullable<Abilities['merge']>['foresee']
  /** Columns of the survivor that a merge changes, nobody knows to what. */
  readonly changes?: readonly string[]
  /** Losers are still there when values are written: what must be unique cannot be taken from them. */
  readonly losersStay?: boolean
  /** What a person chose. */
  readonly values: readonly ChosenValue[]
}

/** What the choices are made from: the members in an order that does not depend on how they came. */
export interface Bench extends ValuesRequest {
  /** Survivor first, then by id. */
  readonly all: readonly MergeMember[]
  /** Latest change first; the survivor goes before its equals. */
  readonly newest: readonly MergeMember[]
  /** First created first. */
  readonly oldest: readonly MergeMember[]
  /** Losers as they are to be merged: where a merge fills blanks, the one changed last does so first. */
  readonly order: readonly MergeMember[]
  /** What the merge alone makes of columns of the survivor. */
  readonly foreseen: Readonly<Record<string, Value>>
  readonly ids: ReadonlySet<string>
  readonly foreign: ReadonlySet<string>
  readonly consents: readonly Consent[]
  readonly fieldOf: (column: string) => FieldDescription | undefined
  readonly isSettable: (column: string) => boolean
}

export function layOut(request: ValuesRequest): Bench {
  const { survivor, description, mapping, traits } = request
  const losers = [...request.losers].sort((a, b) => byText(a.native.id, b.native.id))
  const all = [survivor, ...losers]
  const fields = new Map(description.fields.map((field) => [field.name, field]))
  const foreign = foreignColumns(description, mapping, traits)
  const changed = (one: MergeMember) =>
    timeOf(canonical(one, 'modifiedAt', mapping)) ?? timeOf(canonical(one, 'lastTouchAt', mapping)) ?? 0
  const newest = all.toSorted((a, b) => changed(b) - changed(a))
  const order = request.foresee === undefined ? losers : newest.filter((one) => one !== survivor)
  const consents = consentsOf(traits, mapping)
  const created = (one: MergeMember) => timeOf(canonical(one, 'createdAt', mapping)) ?? Number.MAX_VALUE
  return {
    ...request,
    losers,
    all,
    newest,
    oldest: all.toSorted((a, b) => created(a) - created(b)),
    order,
    foreseen: foreseenIn(request, order),
    ids: new Set(all.map(({ native }) => native.id)),
    foreign,
    consents,
    fieldOf: (column) => fields.get(column),
    isSettable: (column) => {
      const field = fields.get(column)
      if (consents.some((one) => one.ofAddress && one.field === column)) return false
      if (request.losersStay && field?.unique) return false
      return field !== undefined && whyFixed(field, mapping, traits) === null
    },
  }
}

function foreseenIn({ survivor, foresee }: ValuesRequest, order: readonly MergeMember[]): Bench['foreseen'] {
  if (foresee === undefined) return {}
  return foresee(
    survivor.native,
    order.map(({ native }) => native),
  )
}

/** What the survivor has there when nothing is written. */
export function afterMerge({ foreseen, survivor }: Bench, column: string): Value | undefined {
  return column in foreseen ? foreseen[column] : survivor.native.values[column]
}

/** As it is now where a column holds it, else as the scan saw it. */
export function canonical(
  { native, member }: MergeMember,
  field: string,
  mapping: ObjectMapping,
): Value | undefined {
  const columns = columnsOf(mapping.fields[field]).filter((column) => native.values[column] !== undefined)
  if (columns.length === 0) return member.values[field]
  const filled = columns.find((column) => !isBlank(native.values[column]))
  return filled === undefined ? null : native.values[filled]
}

/** True when a merge may set the column and it is known what the survivor has there. */
export function isOpen({ isSettable, survivor }: Bench, column: string): boolean {
  return isSettable(column) && survivor.native.values[column] !== undefined
}

/** True when the member has a value that the survivor could take. */
export function offers(bench: Bench, column: string, one: MergeMember): boolean {
  const value = one.native.values[column]
  if (isBlank(value)) return false
  if (one !== bench.survivor && !hasKnownConsent(bench.consents, [column], one)) return false
  const field = bench.fieldOf(column)
  // Pointing at a member is pointing at oneself after the merge.
  if (pointsAtMember(bench, field, value)) return false
  return field?.nativeType !== 'currency' || sameCurrency(bench, one)
}

/** Ids of records of other objects may be the same. */
export function pointsAtMember(
  { ids, description }: Bench,
  field: FieldDescription | undefined,
  value: Value | undefined,
): boolean {
  return field?.referenceTo.includes(description.name) === true && ids.has(String(value))
}

function sameCurrency({ survivor, mapping }: Bench, one: MergeMember): boolean {
  return isSame(canonical(survivor, 'currency', mapping), canonical(one, 'currency', mapping))
}

const listTypes: ReadonlySet<string> = new Set(['multipicklist'])

export function isList(field: FieldDescription | undefined): boolean {
  return field !== undefined && listTypes.has(field.nativeType)
}

export function listOf(value: Value | undefined): readonly string[] {
  const parts = textOf(value).split(';')
  return [...new Set(parts.map((part) => part.trim()).filter((part) => part !== ''))]
}

/** Lists are the same in any order. */
export function isSameIn(
  field: FieldDescription | undefined,
  a: Value | undefined,
  b: Value | undefined,
): boolean {
  if (!isList(field)) return isSame(a, b)
  const [one, other] = [listOf(a), listOf(b)]
  return one.length === other.length && one.every((part) => other.includes(part))
}

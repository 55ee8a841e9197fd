import type { Survivorship } from '../../policy/plan-schema.ts'
import { type Bench, isOpen, type MergeMember, offers } from './bench.ts'
import { columnNamed } from './columns.ts'
import { isBlank } from './measure.ts'
import { type Picked, pickMember } from './pick.ts'
import type { Strategies } from './strategies.ts'

type Take = Survivorship['groups'][string]['take']

/** Columns that are taken from one record together. */
export interface FieldGroup {
  readonly name: string
  readonly columns: readonly string[]
  /** Of the policy; null for a group that the CRM implies. */
  readonly take: Take | null
}

/** Groups that share a column are one: a policy cannot part an address from its opt-out. */
export function fieldGroups(bench: Bench): readonly FieldGroup[] {
  const { survivorship, traits, description, mapping } = bench
  const named = [
    ...Object.entries(survivorship.groups).map(([name, { fields, take }]) => {
      const found = fields.flatMap((field) => columnNamed(field, description, mapping)?.name ?? [])
      return { name, columns: found, take }
    }),
    ...Object.entries(traits.groups).map(([name, columns]) => ({
      name,
      columns: columns.filter((column) => bench.fieldOf(column) !== undefined),
      take: null,
    })),
  ]
  return named.reduce<readonly FieldGroup[]>(joinTo, []).filter(({ columns }) => columns.length > 0)
}

function joinTo(groups: readonly FieldGroup[], next: FieldGroup): readonly FieldGroup[] {
  const touches = ({ columns }: FieldGroup) => columns.some((column) => next.columns.includes(column))
  const touched = [...groups.filter(touches), next]
  const joined: FieldGroup = {
    name: touched.map(({ name }) => name).join(' and '),
    columns: [...new Set(touched.flatMap(({ columns }) => columns))],
    take: touched.find(({ take }) => take !== null)?.take ?? null,
  }
  return [...groups.filter((group) => !touches(group)), joined]
}

/** Whose values the group gets by the policy. */
export function groupMember(bench: Bench, group: FieldGroup, strategies: Strategies): MergeMember {
  const content = contentOf(bench, group)
  const has = (one: MergeMember) =>
    content.some((column) => offers(bench, column, one)) &&
    (one === bench.survivor || mayBeTaken(bench, group, one))
  if (group.take === 'complete') return mostComplete(bench, content, has)
  if (group.take !== null) return pickMember(bench, group.take === 'newest' ? 'newest' : 'fill', has).from
  const named = [...content, ...group.columns].find((column) => strategies.named.has(column))
  return pickMember(bench, strategies.of(named ?? ''), has).from
}

/** An address nobody can tell the opt-out of stays where it is, as does a group that points at a member. */
function mayBeTaken(bench: Bench, { columns }: FieldGroup, one: MergeMember): boolean {
  return columns.every((column) => isBlank(one.native.values[column]) || offers(bench, column, one))
}

/** What makes a group more than empty: its addresses, else all that is more than a tick. */
function contentOf(bench: Bench, { columns }: FieldGroup): readonly string[] {
  const addresses = columns.filter((column) => bench.consents.some(({ address }) => address === column))
  if (addresses.length > 0) return addresses
  const telling = columns.filter((column) => bench.fieldOf(column)?.type !== 'boolean')
  return telling.length > 0 ? telling : columns
}

function mostComplete(
  bench: Bench,
  content: readonly string[],
  has: (one: MergeMember) => boolean,
): MergeMember {
  const filled = (one: MergeMember) =>
    has(one) ? content.filter((column) => offers(bench, column, one)).length : 0
  const most = Math.max(...bench.all.map(filled))
  if (filled(bench.survivor) === most) return bench.survivor
  return bench.newest.find((one) => filled(one) === most) ?? bench.survivor
}

/** All of a group from one member, empty columns too; what no merge may set stays. */
export function groupValues(
  bench: Bench,
  { name, columns }: FieldGroup,
  from: MergeMember,
): readonly (readonly [string, Picked])[] {
  return columns.flatMap((column) => {
    const value = from.native.values[column]
    const empties = isBlank(value) && bench.fieldOf(column)?.nillable === false
    if (value === undefined || empties || !isOpen(bench, column) || bench.foreign.has(column)) return []
    return [[column, { value, from, why: `group ${name}` }] as const]
  })
}

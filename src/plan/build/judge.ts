import type { Hazard, ObjectMapping, Writer } from '../../kit/index.ts'
import type { LeftOut, Note } from '../files/plan-file.ts'
import { crmsOf, twoCounterparts } from '../group/twins.ts'
import { chooseSurvivor, chooseValues, type ValuesRequest } from '../survivorship/index.ts'
import { leftOutOf } from '../survivorship/left-out.ts'
import { type Built, linkAction, mergeAction, type Settled } from './actions.ts'
import { twinsOf } from './counterparts.ts'
import { currencyNotes } from './currencies.ts'
import { type Hanging, type LiveGroup, notesOf, rowsOf } from './live-groups.ts'
import type { LiveMember } from './live-member.ts'
import type { BuildRequest } from './request.ts'
import { notGathered, rowNotes, unlikeTies } from './row-notes.ts'
import { countHanging, countRows } from './rows.ts'
import type { Target } from './target.ts'
import type { LinkWay, MergeWay } from './way.ts'

export type Verdict =
  | { readonly built: Built; readonly why?: never }
  | { readonly why: Note; readonly built?: never }

type Context = Pick<BuildRequest, 'writer' | 'policy' | 'key'>

/** What becomes of each group that can be merged, in order. */
export async function judgeMerges(
  context: Context,
  target: Target,
  way: MergeWay,
  groups: readonly LiveGroup[],
  hanging: Hanging,
): Promise<readonly Verdict[]> {
  const settled = groups.map((group) =>
    settle(group, target, (members) => whyNot(context, target, members, hanging)),
  )
  const open = settled.filter((one): one is Settled => !isNote(one))
  const hazards = new Map(zip(open, await examine(context.writer, target, way, open, hanging)))
  return settled.map((one) => {
    if (isNote(one)) return { why: one }
    const found = hazards.get(one) ?? []
    const blocking = found.find(({ blocks }) => blocks)
    if (blocking !== undefined) return { why: { code: blocking.code, text: blocking.text } }
    return merge(context, target, way, { ...one, notes: notesOf(found), totals: found }, hanging)
  })
}

function zip<A, B>(left: readonly A[], right: readonly B[]): readonly (readonly [A, B])[] {
  return left.map((one, index) => [one, right[index] as B] as const)
}

/** Links nothing twice, and never two records to each other. */
export function judgeLinks(
  { key }: Context,
  target: Target,
  way: LinkWay,
  groups: readonly LiveGroup[],
): readonly Verdict[] {
  return groups.map((group) => {
    const one = settle(group, target, () => null)
    if (isNote(one)) return { why: one }
    const { survivor, others } = one
    const pointed = survivor.native.values[way.link]
    if (others.some(({ native }) => native.id === pointed)) {
      const text = `The survivor ${survivor.key.id} points to ${pointed} by ${way.link}: clear that, or choose the other as survivor.`
      return { why: { code: 'link-cycle', text } }
    }
    const isDone = (other: LiveMember) =>
      other.native.values[way.link] === survivor.key.id &&
      Object.entries(way.set).every(([name, value]) => (other.native.values[name] ?? null) === value)
    const left = others.filter((other) => !isDone(other))
    if (left.length === 0) return { why: { code: 'linked-already', text: 'Linked and closed already.' } }
    const elsewhere = left.filter(({ native }) => isElsewhere(native.values[way.link], survivor.key.id))
    const notes = elsewhere.map(({ key: { id } }) => ({
      code: 'linked-elsewhere',
      text: `${id} points to another record by ${way.link}; it will point to the survivor.`,
    }))
    return { built: linkAction(target, { ...one, others: left, notes }, way, key) }
  })
}

function isElsewhere(value: unknown, survivor: string): boolean {
  return value !== null && value !== undefined && value !== '' && value !== survivor
}

function isNote(one: Settled | Note): one is Note {
  return 'code' in one
}

function settle(
  group: LiveGroup,
  { survivorship }: Target,
  whyNot: (members: readonly LiveMember[]) => Note | null,
): Settled | Note {
  const { decided, members } = group
  const choice = chooseSurvivor(members, survivorship, decided.survivor)
  if (choice.escalated !== undefined) return choice.escalated
  const survivor = members.find(({ key }) => key.id === choice.survivor.key.id)
  if (survivor === undefined) throw new Error('the survivor is no member')
  const why = whyNot(members)
  if (why !== null) return why
  const others = members
    .filter((member) => member !== survivor)
    .sort((a, b) => (a.key.id < b.key.id ? -1 : 1))
  return { group, survivor, others, chosen: choice.chosen, notes: [], totals: [] }
}

function whyNot(
  { policy }: Context,
  { mappings }: Target,
  members: readonly LiveMember[],
  hanging: Hanging,
): Note | null {
  const apart = twoCounterparts(twinsOf(mappings, members))
  if (apart !== null) return apart
  const { childrenPerGroup } = policy.limits
  const count = members.reduce((all, { key }) => all + (hanging.rows.get(key.id)?.length ?? 0), 0)
  if (count <= childrenPerGroup) return null
  const text = `${count} rows hang on its records; limits.childrenPerGroup allows ${childrenPerGroup}, because such a merge may time out.`
  return { code: 'too-many-children', text }
}

async function examine(
  writer: Writer,
  { object }: Target,
  way: MergeWay,
  settled: readonly Settled[],
  hanging: Hanging,
): Promise<readonly (readonly Hazard[])[]> {
  if (settled.length === 0) return []
  const views = settled.map(({ survivor, others }) => ({
    ...(way.by === 'preserving' ? { by: way.by } : {}),
    survivor: survivor.native,
    losers: others.map(({ native }) => native),
    children: rowsOf(
      hanging,
      [survivor, ...others].map(({ key }) => key.id),
    ),
  }))
  return writer.examine(object, views)
}

function merge({ key }: Context, target: Target, way: MergeWay, settled: Settled, hanging: Hanging): Verdict {
  const { survivor, others } = settled
  const mapping = target.mappings.get(survivor.kind)
  if (mapping === undefined) {
    const text = `No mapping says which columns of ${target.object} mean what for a ${survivor.kind}.`
    return { why: { code: 'unmapped', text } }
  }
  const values = chooseValues(valuesRequest(target, way, settled, mapping))
  if (values.escalated !== undefined) return { why: values.escalated }
  const { relationships, mappings, object } = target
  const members = [survivor, ...others]
  const { id } = survivor.key
  const rows = rowsOf(
    hanging,
    members.map((member) => member.key.id),
  )
  const unlike = way.by === 'preserving' ? unlikeTies(rows, id, relationships) : null
  if (unlike !== null) return { why: unlike }
  const counts = countRows(rows, { object, survivor: id, losers: values.order, by: way.by }, relationships)
  const { fields } = target.description
  const gathering = { fields, gathers: target.abilities.traits.gathers ?? [] }
  const losers = others.map(({ native }) => native)
  const more = [
    ...values.notes,
    ...currencyNotes(survivor, others),
    ...rowNotes(way, counts, relationships),
    ...(way.by === 'preserving' ? notGathered(survivor.native, losers, gathering) : []),
  ]
  const noted: Settled = {
    ...settled,
    others: others.toSorted((a, b) => values.order.indexOf(a.key.id) - values.order.indexOf(b.key.id)),
    notes: [...settled.notes, ...more],
  }
  const parts = {
    key,
    way,
    blind: hanging.blind,
    inSync: crmsOf(twinsOf(mappings, members)),
    hanging: countHanging(rows, id, relationships),
  }
  return { built: mergeAction(target, noted, values, counts, parts) }
}

function valuesRequest(
  { description, abilities: { traits }, survivorship }: Target,
  way: MergeWay,
  { survivor, others, group }: Settled,
  mapping: ObjectMapping,
): ValuesRequest {
  const memberOf = (member: LiveMember) => ({ native: member.native, member })
  return {
    survivor: memberOf(survivor),
    losers: others.map(memberOf),
    description,
    mapping,
    traits,
    survivorship,
    values: group.decided.values,
    ...(way.by === 'preserving' ? { losersStay: true } : {}),
    ...(way.by === 'merge' ? { changes: way.merge.changes } : {}),
    ...(way.by === 'merge' && way.merge.foresee !== undefined ? { foresee: way.merge.foresee } : {}),
  }
}

export function leftOutFor({ decided }: LiveGroup, why: Note): LeftOut {
  return leftOutOf(decided, decided.members, why)
}

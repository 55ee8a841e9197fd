import type { Hazard, Writer } from '../../kit/index.ts'
import type { LeftOut, Note } from '../plan-file.ts'
import { chooseSurvivor, chooseValues } from '../survivorship/index.ts'
import { leftOutOf } from '../survivorship/left-out.ts'
import { type Built, linkAction, mergeAction, type Settled } from './actions.ts'
import { currencyNotes } from './currencies.ts'
import { type Hanging, type LiveGroup, notesOf, rowsOf } from './live-groups.ts'
import type { LiveMember } from './live-member.ts'
import type { BuildRequest } from './request.ts'
import { countRows } from './rows.ts'
import type { Target, Way } from './target.ts'

export type Verdict =
  | { readonly built: Built; readonly why?: never }
  | { readonly why: Note; readonly built?: never }

type Context = Pick<BuildRequest, 'writer' | 'policy' | 'key'>

/** What becomes of each group that can be merged, in order. */
export async function judgeMerges(
  context: Context,
  target: Target,
  way: Extract<Way, { by: 'merge' }>,
  groups: readonly LiveGroup[],
  hanging: Hanging,
): Promise<readonly Verdict[]> {
  const settled = groups.map((group) => settle(group, target, (ids) => whyTooMuch(context, hanging, ids)))
  const open = settled.filter((one): one is Settled => !isNote(one))
  const hazards = new Map(zip(open, await examine(context.writer, target, open, hanging)))
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
  way: Extract<Way, { by: 'link-and-close' }>,
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
  tooMuch: (ids: readonly string[]) => Note | null,
): Settled | Note {
  const { decided, members } = group
  const choice = chooseSurvivor(members, survivorship, decided.survivor)
  if (choice.escalated !== undefined) return choice.escalated
  const survivor = members.find(({ key }) => key.id === choice.survivor.key.id)
  if (survivor === undefined) throw new Error('the survivor is no member')
  const why = tooMuch(members.map(({ key }) => key.id))
  if (why !== null) return why
  const others = members
    .filter((member) => member !== survivor)
    .sort((a, b) => (a.key.id < b.key.id ? -1 : 1))
  return { group, survivor, others, chosen: choice.chosen, notes: [], totals: [] }
}

function whyTooMuch({ policy }: Context, hanging: Hanging, ids: readonly string[]): Note | null {
  const { childrenPerGroup } = policy.limits
  const count = ids.reduce((all, id) => all + (hanging.rows.get(id)?.length ?? 0), 0)
  if (count <= childrenPerGroup) return null
  const text = `${count} rows hang on its records; limits.childrenPerGroup allows ${childrenPerGroup}, because such a merge may time out.`
  return { code: 'too-many-children', text }
}

async function examine(
  writer: Writer,
  { object }: Target,
  settled: readonly Settled[],
  hanging: Hanging,
): Promise<readonly (readonly Hazard[])[]> {
  if (settled.length === 0) return []
  const views = settled.map(({ survivor, others }) => ({
    survivor: survivor.native,
    losers: others.map(({ native }) => native),
    children: rowsOf(
      hanging,
      [survivor, ...others].map(({ key }) => key.id),
    ),
  }))
  return writer.examine(object, views)
}

function merge(
  { key }: Context,
  target: Target,
  way: Extract<Way, { by: 'merge' }>,
  settled: Settled,
  hanging: Hanging,
): Verdict {
  const { survivor, others, group } = settled
  const mapping = target.mappings.get(survivor.kind)
  if (mapping === undefined) {
    const text = `No mapping says which columns of ${target.object} mean what for a ${survivor.kind}.`
    return { why: { code: 'unmapped', text } }
  }
  const values = chooseValues({
    survivor: { native: survivor.native, member: survivor },
    losers: others.map((member) => ({ native: member.native, member })),
    description: target.description,
    mapping,
    traits: target.abilities.traits,
    survivorship: target.survivorship,
    values: group.decided.values,
  })
  if (values.escalated !== undefined) return { why: values.escalated }
  const losers = others.map((member) => member.key.id)
  const rows = rowsOf(hanging, [survivor.key.id, ...losers])
  const counts = countRows(rows, survivor.key.id, losers, target.relationships)
  const noted = {
    ...settled,
    notes: [...settled.notes, ...values.notes, ...currencyNotes(survivor, others)],
  }
  const parts = { key, undo: way.merge.undo, blind: hanging.blind }
  return { built: mergeAction(target, noted, values, counts, parts) }
}

export function leftOutFor({ decided }: LiveGroup, why: Note): LeftOut {
  return leftOutOf(decided, decided.members, why)
}

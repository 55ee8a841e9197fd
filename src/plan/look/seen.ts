import type { Fate, NativeRecord, Value, Writer } from '../../kit/index.ts'
import type { JournalOutcome, StepItem } from '../journal/entry.ts'
import { pace, slices } from '../pace/pace.ts'
import { differences } from './compare.ts'
import { fatesOf, fetchAll } from './fetch.ts'
import { type Moved, rowKey, whereIs } from './moved.ts'
import type { ObjectView } from './org-view.ts'

/** Who looks what became of writes. */
export interface Seeing {
  readonly writer: Writer
  readonly moved: Moved
  /** What an update was to write; null when nobody knows any more. */
  readonly wanted: (item: StepItem) => Readonly<Record<string, Value>> | null
}

type Seen = ReadonlyMap<StepItem, JournalOutcome>
type Kind = 'merge' | 'tie' | 'remove' | 'update'

/** What can be told now of writes of one object; those that are not to be seen are absent. */
export async function seenOf(seeing: Seeing, items: readonly StepItem[], view: ObjectView): Promise<Seen> {
  const of = Map.groupBy(items, kindOf)
  const [merges, removals] = [of.get('merge') ?? [], of.get('remove') ?? []]
  const asked = [
    ...merges.flatMap(({ losers = [], record = '' }) => [...losers, record]),
    ...removals.flatMap(({ record }) => record ?? []),
  ]
  const fates = await fatesOf(seeing.writer, view.name, asked)
  return new Map([
    ...told(merges, (item) => judgeMerge(seeing, item, fates)),
    ...told(removals, ({ record = '' }) => judgeRemoval(fates.get(record))),
    ...(await updatesSeen(seeing, of.get('update') ?? [], view)),
    ...(await tiesSeen(seeing, of.get('tie') ?? [], view)),
  ])
}

function told(items: readonly StepItem[], judge: (item: StepItem) => JournalOutcome | null) {
  return items.flatMap((item) => {
    const outcome = judge(item)
    return outcome === null ? [] : [[item, outcome] as const]
  })
}

function kindOf({ losers, relationship, item }: StepItem): Kind {
  if (losers !== undefined) return 'merge'
  if (relationship !== undefined) return 'tie'
  return item.startsWith('gone:') ? 'remove' : 'update'
}

function gone(message: string): JournalOutcome {
  return { result: 'refused', code: 'GONE', message }
}

/** Where a survivor's id changes, both lead to a record that is neither. */
function judgeMerge(
  { moved }: Seeing,
  { object, record = '', losers = [] }: StepItem,
  fates: ReadonlyMap<string, Fate>,
): JournalOutcome | null {
  const all = losers.map((id): Fate => fates.get(id) ?? { is: 'gone' })
  const survivor = fates.get(record)
  const into = survivor?.is === 'merged' ? survivor.into : record
  const ends = [record, into, whereIs(moved, object, record)]
  const lead = all.every((fate) => fate.is === 'merged' && ends.includes(whereIs(moved, object, fate.into)))
  if (lead) return into === record ? { result: 'done' } : { result: 'done', id: into }
  if (all.some(({ is }) => is === 'there')) return null
  return gone('its records were deleted or merged by somebody else')
}

function judgeRemoval(fate: Fate | undefined): JournalOutcome | null {
  if (fate?.is === 'there') return null
  return fate?.is === 'merged' ? gone('the record was merged by somebody else') : { result: 'done' }
}

async function updatesSeen(seeing: Seeing, items: readonly StepItem[], { name, columns }: ObjectView) {
  const ids = items.flatMap(({ record }) => record ?? [])
  const found = await fetchAll(seeing.writer, name, ids)
  const now = new Map(found.map((record): [string, NativeRecord['values']] => [record.id, record.values]))
  return told(items, (item) => {
    const is = now.get(item.record ?? '')
    if (is === undefined) return gone('the record was deleted')
    const wanted = seeing.wanted(item)
    if (wanted === null) return null
    const different = differences(wanted, is, columns, seeing.moved).some((field) => field in wanted)
    return different ? null : { result: 'done' }
  })
}

async function tiesSeen({ writer, moved }: Seeing, items: readonly StepItem[], view: ObjectView) {
  const there = new Set<string>()
  const members = [...new Set(items.flatMap(({ record }) => record ?? []))]
  const keyOf = (member: string, name: string, id: string): string => {
    const relationship = view.relationships.get(name)
    return `${member} ${relationship === undefined ? id : rowKey(moved, relationship, { id })}`
  }
  for (const some of slices(members, pace.idsPerChildren))
    for (const { member, relationship, id } of (await writer.children(view.name, some)).rows)
      there.add(keyOf(member, relationship, id))
  return told(items, ({ record = '', relationship = '', row = '' }) =>
    there.has(keyOf(record, relationship, row)) ? { result: 'done' } : null,
  )
}

/** The request that empties columns of the survivor before they are written. */
export const emptiedItem = 'emptied'

export function blanksOf({ fields }: StepItem): Readonly<Record<string, Value>> {
  return Object.fromEntries(fields.map((field) => [field, null]))
}

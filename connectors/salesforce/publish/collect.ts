import type {
  Published,
  ReviewMember,
  ReviewOptions,
  ReviewRead,
  ReviewState,
  Touch,
} from '../../../src/kit/publish.ts'
import { isId, sameId, shortId } from '../write/ids.ts'
import { refuseUnknownColumns } from './check.ts'
import { type RecordFate, readRecordFates } from './fates.ts'
import { readHands } from './hands.ts'
import { itemObject, loadSets, type PublishContext, queryIds, type Row, setObject, text } from './sets.ts'

export async function collectSets(
  context: PublishContext,
  published: readonly Published[],
  options: ReviewOptions,
  settled: readonly string[],
): Promise<ReviewRead> {
  await loadSets(context, 'collect')
  refuseUnknownColumns(context, options)
  const { sets, items, there, total } = await readSets(context, published, options, settled)
  const records = Map.groupBy(
    published.flatMap(({ object, records: ids }) => ids.map((id) => ({ object, id }))),
    ({ object }) => object,
  )
  const ids = new Map(
    [...records].map(([object, found]) => [object, [...new Set(found.map(({ id }) => id))]]),
  )
  const fateOf = await readRecordFates(context, ids)
  const fates = [...records.values()].flat().map(({ id }) => fateOf(id).row)
  const handOf = await readHands(context, [...sets, ...items, ...fates.filter((row) => row !== undefined)])
  const setBy = new Map(sets.map((row) => [shortId(text(row.Id)), row]))
  const itemsBy = Map.groupBy(items, (row) => shortId(text(row.DuplicateRecordSetId)))
  const states = published.map((one): ReviewState => {
    const row = setBy.get(shortId(one.set.set))
    const own = itemsBy.get(shortId(one.set.set)) ?? []
    return {
      set: one.set.set,
      name: text(row?.Name) || one.set.set,
      is: row === undefined ? 'gone' : row.IsDeleted === true ? 'deleted' : 'there',
      touch: handOf(row),
      members: one.records.map((record) => memberOf(record, one, own, fateOf(record), handOf)),
      added: own.filter((item) => isForeign(item, one)).length,
      answer: answerOf(row, one, options),
    }
  })
  const live = sets.filter(({ IsDeleted }) => IsDeleted !== true).length
  return { states, settled: there, others: total === null ? null : Math.max(0, total - live - there) }
}

async function readSets(
  { api }: PublishContext,
  published: readonly Published[],
  options: ReviewOptions,
  settled: readonly string[],
) {
  const ids = [...new Set(published.map(({ set }) => set.set))]
  const extra = [options.verdict, options.survivor].flatMap((name) => name ?? [])
  const columns = ['Id', 'Name', 'IsDeleted', 'LastModifiedById', 'LastModifiedDate', ...extra].join(', ')
  const itemColumns = 'Id, DuplicateRecordSetId, RecordId, IsDeleted, LastModifiedById, LastModifiedDate'
  const [sets = [], items = [], counts = [], there = []] = await queryIds(
    api,
    'collect',
    'reading duplicate record sets',
    [
      { ids, soql: (list) => `SELECT ${columns} FROM ${setObject} WHERE Id IN (${list})` },
      {
        ids,
        soql: (list) => `SELECT ${itemColumns} FROM ${itemObject} WHERE DuplicateRecordSetId IN (${list})`,
      },
      { ids: [''], soql: () => `SELECT COUNT(Id) total FROM ${setObject} WHERE IsDeleted = false` },
      {
        ids: [...new Set(settled)].filter((id) => !ids.includes(id)),
        soql: (list) => `SELECT Id FROM ${setObject} WHERE IsDeleted = false AND Id IN (${list})`,
      },
    ],
  )
  const total = counts[0]?.total
  return { sets, items, there: there.length, total: typeof total === 'number' ? total : null }
}

function memberOf(
  record: string,
  { set }: Published,
  items: readonly Row[],
  { fate, row }: RecordFate,
  handOf: (row: Row | undefined) => Touch | null,
): ReviewMember {
  const merged = fate.is === 'merged' ? handOf(row) : null
  const own = items.filter(
    ({ Id, RecordId }) => sameId(text(RecordId), record) || sameId(text(Id), set.entries[record] ?? ''),
  )
  const live = own.find(({ IsDeleted, RecordId }) => IsDeleted !== true && sameId(text(RecordId), record))
  const noted = own.some(({ Id }) => sameId(text(Id), set.entries[record] ?? ''))
  if (live) return { record, fate, merged, entry: 'there', removed: null, noted }
  const taken = own.find(({ IsDeleted }) => IsDeleted === true)
  return {
    record,
    fate,
    merged,
    entry: taken === undefined ? 'gone' : 'removed',
    removed: handOf(taken),
    noted,
  }
}

/** Put into the set by somebody else; a merge lets entries point to the survivor, which is a member. */
function isForeign({ RecordId, IsDeleted }: Row, { records }: Published): boolean {
  return IsDeleted !== true && !records.some((record) => sameId(record, text(RecordId)))
}

function answerOf(
  row: Row | undefined,
  { records }: Published,
  { verdict, survivor }: ReviewOptions,
): ReviewState['answer'] {
  if (row === undefined || verdict === null) return null
  const said = String(row[verdict] ?? '').trim()
  if (said === '') return null
  const keep = survivor === null ? '' : text(row[survivor]).trim()
  // People copy ids of 15 characters from addresses.
  const full = isId(keep) ? records.find((record) => sameId(record, keep)) : undefined
  return { verdict: said, survivor: keep === '' ? null : (full ?? keep) }
}

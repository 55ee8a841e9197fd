import type { Fate } from '../../../src/kit/writer.ts'
import { shortId } from '../write/ids.ts'
import { type PublishContext, queryIds, type Row, text } from './sets.ts'

export interface RecordFate {
  readonly fate: Fate
  /** The row that says so. */
  readonly row: Row | undefined
}

/** A survivor may have been merged since; nobody merges that often. */
const mostMerges = 20

/** What became of records, each merge followed to its end, and who did it. By the first 15 characters of the id. */
export async function readRecordFates(
  context: PublishContext,
  records: ReadonlyMap<string, readonly string[]>,
): Promise<(id: string) => RecordFate> {
  const { descriptions } = context
  await descriptions.load([...records.keys()], 'collect')
  descriptions.refuseUnknown([...records.keys()])
  const known = new Map<string, Row>()
  let open = records
  for (let round = 0; open.size > 0 && round < mostMerges; round++) {
    const rows = await readRows(context, open)
    for (const [, found] of rows) for (const row of found) known.set(shortId(text(row.Id)), row)
    open = new Map(
      [...rows].flatMap(([object, found]) => {
        const next = found.map(({ MasterRecordId }) => text(MasterRecordId)).filter((id) => id !== '')
        const missing = [...new Set(next)].filter((id) => !known.has(shortId(id)))
        return missing.length === 0 || round + 1 === mostMerges ? [] : [[object, missing]]
      }),
    )
  }
  return (id) => fateOf(id, known)
}

async function readRows(
  { api, descriptions }: PublishContext,
  records: ReadonlyMap<string, readonly string[]>,
): Promise<ReadonlyMap<string, readonly Row[]>> {
  const asked = [...records].map(([object, ids]) => {
    const fields = descriptions.fields(object)
    const wanted = ['Id', 'IsDeleted', 'MasterRecordId', 'LastModifiedById', 'LastModifiedDate']
    const columns = wanted.filter((name) => fields?.has(name))
    return {
      ids,
      soql: (list: string) => `SELECT ${columns.join(', ')} FROM ${object} WHERE Id IN (${list})`,
    }
  })
  const rows = await queryIds(api, 'collect', 'looking up what became of published records', asked)
  return new Map([...records.keys()].map((object, index) => [object, rows[index] ?? []]))
}

function fateOf(id: string, known: ReadonlyMap<string, Row>): RecordFate {
  const row = known.get(shortId(id))
  if (row === undefined) return { fate: { is: 'gone' }, row }
  const restorable = row.IsDeleted === true
  const into = lastOf(row, known)
  if (into !== null) return { fate: { is: 'merged', into, restorable }, row }
  return { fate: restorable ? { is: 'deleted', restorable } : { is: 'there' }, row }
}

function lastOf(row: Row, known: ReadonlyMap<string, Row>): string | null {
  const seen = new Set<string>()
  let into: string | null = null
  for (let at: Row | undefined = row; at !== undefined; ) {
    const next = text(at.MasterRecordId)
    if (next === '' || seen.has(next)) return into
    seen.add(next)
    into = next
    at = known.get(shortId(next))
  }
  return into
}

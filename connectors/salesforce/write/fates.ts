import { KitError } from '../../../src/kit/error.ts'
import type { Fate } from '../../../src/kit/writer.ts'
import type { Api } from '../api.ts'
import { getTogether } from '../composite.ts'
import type { Descriptions } from '../describe.ts'
import { QueryPage, queryPath, quote } from '../soql.ts'
import { isId, shortId } from './ids.ts'

/** More ids make the address of the query longer than an org takes. */
const idsPerQuery = 400

/** By the ids as they were given. The recycle bin is what `queryAll` sees besides what is there. */
export async function readFates(
  api: Api,
  descriptions: Descriptions,
  object: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Fate>> {
  await descriptions.load([object], 'read-back')
  descriptions.refuseUnknown([object])
  const names = descriptions.fields(object)
  const columns = ['Id', ...['IsDeleted', 'MasterRecordId'].filter((name) => names?.has(name))]
  const rows = await readRows(api, object, columns, ids.filter(isId))
  const restorable = descriptions.described(object)?.undeletable ?? false
  return new Map(ids.map((id) => [id, toFate(rows.get(shortId(id)), restorable)]))
}

type Row = Readonly<Record<string, unknown>>

async function readRows(
  api: Api,
  object: string,
  columns: readonly string[],
  ids: readonly string[],
): Promise<ReadonlyMap<string, Row>> {
  const paths = new Map<string, string>()
  for (let at = 0; at < ids.length; at += idsPerQuery) {
    const some = ids.slice(at, at + idsPerQuery).map(quote)
    const soql = `SELECT ${columns.join(', ')} FROM ${object} WHERE Id IN (${some.join(', ')})`
    paths.set(`ids ${at}`, queryPath(soql, true))
  }
  const doing = `looking up what became of records of ${object}`
  const answer = await getTogether(api, { paths, purpose: 'read-back', doing })
  const rows = new Map<string, Row>()
  for (const part of answer.data.values()) {
    if (!part.ok) throw failed(api.host(), doing, part.error.errorCode)
    const page = QueryPage.parse(part.body)
    // Half a result would make records look as if they were gone.
    if (!page.done) throw failed(api.host(), doing, 'a result in several pages')
    for (const row of page.records) rows.set(shortId(String(row.Id)), row)
  }
  return rows
}

function toFate(row: Row | undefined, restorable: boolean): Fate {
  if (row === undefined) return { is: 'gone' }
  const deleted = row.IsDeleted === true
  // An org may keep merged cases: closed, and not in the bin.
  if (typeof row.MasterRecordId === 'string')
    return { is: 'merged', into: row.MasterRecordId, restorable: deleted && restorable }
  return deleted ? { is: 'deleted', restorable } : { is: 'there' }
}

function failed(host: string, doing: string, code: string): KitError {
  return new KitError('LOOKUP_FAILED', `${host} did not answer (${code}) while ${doing}.`, {
    actions: ['Run the command again.'],
  })
}

import type { Api } from '../api.ts'
import { bodyOf, type CompositeCall, getTogether } from '../composite.ts'
import { QueryPage } from '../soql.ts'

type Row = Readonly<Record<string, unknown>>

/** All rows of a query; or why they are not all known: the vendor's code, never its message, which may hold values. */
export type Rows =
  | { readonly ok: true; readonly records: readonly Row[] }
  | { readonly ok: false; readonly code: string }

/** Five queries to a call, whatever they hold; the pages that follow are asked for together as well. */
export async function queryTogether(api: Api, call: CompositeCall): Promise<ReadonlyMap<string, Rows>> {
  const records = new Map<string, Row[]>()
  const refused = new Map<string, string>()
  for (let open = call.paths; open.size > 0; ) {
    const { data } = await getTogether(api, { ...call, paths: open })
    const next = new Map<string, string>()
    for (const name of open.keys()) {
      const part = data.get(name)
      const page = bodyOf(QueryPage, part)
      if (page === undefined) {
        refused.set(name, part === undefined || part.ok ? '' : part.error.errorCode)
        continue
      }
      const rows = records.get(name) ?? []
      for (const record of page.records) rows.push(record)
      records.set(name, rows)
      if (page.done) continue
      // A page that is not the last says where the next one is, and brings something.
      if (page.nextRecordsUrl === undefined || page.records.length === 0) refused.set(name, 'INCOMPLETE')
      else next.set(name, page.nextRecordsUrl.replace(/^\/services\/data\/v[\d.]+/, ''))
    }
    open = next
  }
  return new Map(
    [...call.paths.keys()].map((name) => {
      const code = refused.get(name)
      return [name, code === undefined ? { ok: true, records: records.get(name) ?? [] } : { ok: false, code }]
    }),
  )
}

import type { Gap } from '../../src/kit/connector.ts'
import type { Api } from './api.ts'
import { readAssociations } from './look/associations.ts'
import { contactColumn } from './pseudo.ts'
import type { RemoteRecord } from './record.ts'

/** `batch/read` of associations takes so many records. */
const recordsPerRead = 1_000

/** Calls for asking `rows` records what they hang on. */
export function tieCalls(rows: number): number {
  return Math.ceil(rows / recordsPerRead)
}

/** The same records, each with the contact that it hangs on; adds to `refused` why HubSpot did not tell of all. */
export async function* withContacts(
  object: string,
  pages: AsyncIterable<readonly RemoteRecord[]>,
  api: Api,
  refused: Set<string>,
): AsyncGenerator<readonly RemoteRecord[]> {
  let waiting: RemoteRecord[] = []
  for await (const page of pages) {
    waiting.push(...page)
    if (waiting.length < recordsPerRead) continue
    yield await askContacts(object, waiting, api, refused)
    waiting = []
  }
  if (waiting.length > 0) yield await askContacts(object, waiting, api, refused)
}

async function askContacts(
  object: string,
  records: readonly RemoteRecord[],
  api: Api,
  refused: Set<string>,
): Promise<readonly RemoteRecord[]> {
  const ids = [...new Set(records.map(({ id }) => id))]
  const ask = { relationship: `${object}.contacts`, from: object, to: 'contacts', ids, whole: false }
  const { rows, refused: reasons } = await readAssociations(ask, api)
  for (const reason of reasons) refused.add(reason)
  const contacts = new Map<string, string>()
  for (const { id, member } of rows) {
    const [contact = ''] = id.split(':')
    const before = contacts.get(member)
    if (before === undefined || Number(contact) < Number(before)) contacts.set(member, contact)
  }
  return records.map((record) => ({
    ...record,
    properties: { ...record.properties, [contactColumn]: contacts.get(record.id) ?? null },
  }))
}

/** Records of which HubSpot did not tell look as if they hung on no contact. */
export function tieGaps(asked: string, object: string, refused: ReadonlySet<string>): readonly Gap[] {
  if (refused.size === 0) return []
  const why = `HubSpot did not tell of all contacts that ${object} hang on (${[...refused].join(', ')}).`
  const remedy = 'Sync again: they are all read anew.'
  return [{ what: `${asked}.${contactColumn}`, why, remedy }]
}

/** Ids as records without values, so that they can be asked for more. */
export async function* asRecords(ids: readonly string[]): AsyncGenerator<readonly RemoteRecord[]> {
  for (let at = 0; at < ids.length; at += recordsPerRead)
    yield ids.slice(at, at + recordsPerRead).map((id) => ({ id, properties: {} }))
}

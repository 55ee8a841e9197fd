import type { Hand, Touch } from '../../../src/kit/publish.ts'
import { toValue } from '../rest-read.ts'
import { shortId } from '../write/ids.ts'
import { type PublishContext, queryIds, type Row, text } from './sets.ts'

/** `User.UserType` of people, in the order of the Object Reference; all others are of automation and sites. */
const people: ReadonlySet<string> = new Set([
  'Standard',
  'PowerPartner',
  'PowerCustomerSuccess',
  'CustomerSuccess',
  'CspLitePortal',
  'CsnOnly',
])

/** Who last changed these rows; a deleted row says who deleted it. */
export async function readHands(
  { api, organization }: PublishContext,
  rows: readonly Row[],
): Promise<(row: Row | undefined) => Touch | null> {
  const me = shortId(organization.ids.userId)
  const ids = [...new Set(rows.map(({ LastModifiedById }) => text(LastModifiedById)))]
  const others = ids.filter((id) => id !== '' && shortId(id) !== me)
  const soql = (list: string): string => `SELECT Id, UserType FROM User WHERE Id IN (${list})`
  const [users = []] = await queryIds(api, 'collect', 'looking up who changed the sets', [
    { soql, ids: others },
  ])
  const types = new Map(users.map(({ Id, UserType }) => [shortId(text(Id)), text(UserType)]))
  const handOf = (by: string): Hand => {
    if (by === '') return 'unknown'
    if (shortId(by) === me) return 'self'
    const type = types.get(shortId(by)) ?? ''
    if (type === '') return 'unknown'
    return people.has(type) ? 'person' : 'machine'
  }
  return (row) => {
    if (row === undefined) return null
    const by = text(row.LastModifiedById)
    return { by, at: String(toValue(row.LastModifiedDate, 'datetime') ?? ''), hand: handOf(by) }
  }
}

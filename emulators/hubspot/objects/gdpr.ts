import { atomically, statement } from '../../statement.ts'
import { ApiError, type ApiRequest, type ApiResponse, type Org, type Route } from '../org.ts'
import { bodyOf, textOf } from '../page.ts'
import { objectScope } from '../scopes/names.ts'
import { emailsOf } from '../store/email.ts'
import { eraseRecord } from '../store/write.ts'
import { checkIdProperty, lookUp } from './find.ts'
import { needType } from './shape.ts'

export const gdprRoutes: readonly Route[] = [
  {
    method: 'POST',
    pattern: '/crm/objects/contacts/gdpr-delete',
    handle: forget,
    scopes: () => [objectScope('contacts', false, 'write')],
  },
]

/** Beyond the bin, for good; the addresses, known or not, are blocked. */
function forget(org: Org, request: ApiRequest): ApiResponse {
  const type = needType(org, 'contacts')
  const body = bodyOf(request)
  const objectId = textOf(body, 'objectId')
  const idProperty = typeof body.idProperty === 'string' ? body.idProperty : undefined
  checkIdProperty(org, type, idProperty)
  const record = lookUp(org, type, objectId, idProperty)
  if (record === undefined && idProperty !== 'email')
    throw new ApiError(404, 'OBJECT_NOT_FOUND', `No contact with ID ${objectId} exists`)
  atomically(org.db, () => {
    const addresses = record === undefined ? [objectId.trim().toLowerCase()] : emailsOf(record.properties)
    for (const address of addresses)
      statement(org.db, 'INSERT OR IGNORE INTO forgotten VALUES (?)').run(address)
    if (record !== undefined) eraseRecord(org, 'contacts', record.id)
  })
  return { status: 204 }
}

import { statement } from '../../statement.ts'
import type { Org } from '../org.ts'
import type { Schema } from '../schema/types.ts'
import { newId } from './id.ts'
import { isWritten } from './open.ts'

const SHARED: ReadonlySet<string> = new Set([
  'FirstName',
  'LastName',
  'Salutation',
  'Phone',
  'Fax',
  'OwnerId',
])
const pairsOf = new WeakMap<Schema, readonly (readonly [string, string])[]>()

/** Contact's column and the account's that shows the same: `Email` and `PersonEmail`, `X__c` and `X__pc`. */
function pairs(schema: Schema): readonly (readonly [string, string])[] {
  const known = pairsOf.get(schema)
  if (known) return known
  const [account, contact] = [schema.objects.get('Account'), schema.objects.get('Contact')]
  const made = (contact?.fields ?? []).filter(isWritten).flatMap((field) => {
    const other = SHARED.has(field.name)
      ? field.name
      : field.custom
        ? field.name.replace(/__c$/, '__pc')
        : `Person${field.name}`
    const found = account && schema.field(account, other)
    return found && isWritten(found) ? [[field.name, found.name] as const] : []
  })
  pairsOf.set(schema, made)
  return made
}

const FULL = `trim(coalesce("FirstName" || ' ', '') || coalesce("LastName", ''))`

/** The contact of a person account takes the account's values. */
export function twinFromAccount(org: Org, accountId: string): void {
  const sets = pairs(org.schema).map(([contact, account]) => `"${contact}" = a."${account}"`)
  sets.push(
    '"LastModifiedDate" = a."LastModifiedDate"',
    '"LastModifiedById" = a."LastModifiedById"',
    '"SystemModstamp" = a."SystemModstamp"',
  )
  statement(
    org.db,
    `UPDATE "Contact" SET ${sets.join(', ')} FROM "Account" a WHERE a."Id" = ? AND "Contact"."Id" = a."PersonContactId"`,
  ).run(accountId)
  statement(org.db, `UPDATE "Account" SET "Name" = ${FULL} WHERE "Id" = ?`).run(accountId)
}

/** The other way round; without an id for every person account, which is what seeding needs at its end. */
export function twinFromContacts(org: Org, contactId?: string): void {
  const sets = pairs(org.schema).map(([contact, account]) => `"${account}" = c."${contact}"`)
  sets.push('"PersonContactId" = c."Id"', '"IsPersonAccount" = 1', '"Name" = c."Name"')
  if (contactId !== undefined)
    sets.push('"LastModifiedDate" = c."LastModifiedDate"', '"SystemModstamp" = c."SystemModstamp"')
  const only = contactId === undefined ? '' : ' AND c."Id" = ?'
  statement(
    org.db,
    `UPDATE "Account" SET ${sets.join(', ')} FROM "Contact" c WHERE c."AccountId" = "Account"."Id" AND c."IsPersonAccount" = 1${only}`,
  ).run(...(contactId === undefined ? [] : [contactId]))
}

/** A person account is born as two rows. */
export function createTwin(org: Org, accountId: string): string {
  const id = newId(org, 'Contact')
  statement(
    org.db,
    `INSERT INTO "Contact" ("Id", "AccountId", "IsPersonAccount", "IsDeleted", "CreatedDate", "CreatedById") SELECT ?, "Id", 1, 0, "CreatedDate", "CreatedById" FROM "Account" WHERE "Id" = ?`,
  ).run(id, accountId)
  statement(org.db, `UPDATE "Account" SET "PersonContactId" = ?, "IsPersonAccount" = 1 WHERE "Id" = ?`).run(
    id,
    accountId,
  )
  twinFromAccount(org, accountId)
  return id
}

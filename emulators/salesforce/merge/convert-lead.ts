import type { SQLInputValue } from 'node:sqlite'
import { atomically, statement } from '../../statement.ts'
import { permissionsOf } from '../access/permissions.ts'
import { fullAccess, type Org, type Session } from '../org.ts'
import type { ObjectSchema } from '../schema/types.ts'
import { readRow } from '../store/aftermath.ts'
import { crossReference, deleted, noAccess, refuse } from '../store/fault.ts'
import { fullId } from '../store/id.ts'
import { now } from '../store/moment.ts'
import { createRecord, setColumns, updateRecord } from '../store/write.ts'
import type { Row } from './group.ts'
import { moveLeadChildren } from './lead-children.ts'
import { leadValues } from './lead-values.ts'

export interface LeadConversion {
  readonly leadId: string | undefined
  readonly convertedStatus: string | undefined
  readonly accountId: string | undefined
  readonly contactId: string | undefined
  readonly opportunityId: string | undefined
  readonly opportunityName: string | undefined
  readonly ownerId: string | undefined
  readonly doNotCreateOpportunity: boolean
  readonly overwriteLeadSource: boolean
}

export interface Converted {
  readonly leadId: string
  readonly accountId: string
  readonly contactId: string
  readonly opportunityId: string | null
}

/** A lead becomes an account, a contact and an opportunity, or joins existing ones; there is no way back. */
export function convertLead(org: Org, caller: Session, wanted: LeadConversion): Converted {
  return atomically(org.db, () => {
    checkRights(org, caller, wanted)
    // Mapped values are written whether or not the caller may edit the fields.
    const session = { ...caller, access: fullAccess }
    const { id: leadId, row: lead } = living(org, 'Lead', wanted.leadId, 'leadId')
    if (lead.IsConverted === 1)
      throw refuse('CANNOT_UPDATE_CONVERTED_LEAD', 'cannot reference converted lead')
    checkStatus(org, wanted.convertedStatus)
    const ownerId = owner(org, lead, wanted.ownerId)
    const accountId = toAccount(org, session, lead, wanted, ownerId)
    const contactId = toContact(org, session, lead, wanted, accountId, ownerId)
    const opportunityId = toOpportunity(org, session, lead, wanted, { accountId, contactId, ownerId })
    moveLeadChildren(org, { leadId, accountId, contactId, opportunityId })
    finish(org, session, wanted, { leadId, accountId, contactId, opportunityId })
    return { leadId, accountId, contactId, opportunityId }
  })
}

function checkRights(org: Org, session: Session, wanted: LeadConversion): void {
  const { access } = session
  const targets = wanted.doNotCreateOpportunity
    ? ['Account', 'Contact']
    : ['Account', 'Contact', 'Opportunity']
  if (!permissionsOf(org, session.userId).system('ConvertLeads') || !access.edits('Lead')) throw noAccess()
  for (const target of targets) if (!access.creates(target) || !access.edits(target)) throw noAccess()
}

function object(org: Org, name: string): ObjectSchema {
  const found = org.schema.objects.get(name)
  if (found === undefined) throw new Error(`the schema has no ${name}`)
  return found
}

function living(
  org: Org,
  name: string,
  given: string | undefined,
  parameter: string,
): { id: string; row: Row } {
  if (given === undefined || given === '') throw refuse('MISSING_ARGUMENT', `${parameter} not specified`)
  const id = fullId(given)
  if (id === null) throw refuse('MALFORMED_ID', `malformed id ${given}`)
  const described = object(org, name)
  const row = id.startsWith(described.keyPrefix ?? '') ? readRow(org, described, id) : undefined
  if (row === undefined) throw crossReference()
  if (row.IsDeleted === 1) throw deleted()
  return { id, row }
}

/** The statuses of the org, or of its list of values where it keeps none of its own. */
function checkStatus(org: Org, status: string | undefined): void {
  const listed = Number(statement(org.db, 'SELECT count(*) AS n FROM "LeadStatus"').get()?.n) > 0
  const fits = listed
    ? statement(org.db, 'SELECT 1 FROM "LeadStatus" WHERE "ApiName" = ? AND "IsConverted" = 1').get(
        status ?? '',
      )
    : status === 'Closed - Converted'
  if (!fits) throw refuse('INVALID_STATUS', `invalid convertedStatus: ${status ?? ''}`)
}

function owner(org: Org, lead: Row, wanted: string | undefined): string {
  const given = wanted ?? lead.OwnerId
  const id = fullId(given)
  const user = id?.startsWith('005') ? readRow(org, object(org, 'User'), id) : undefined
  if (wanted !== undefined && user === undefined) throw crossReference()
  if (id === null || user === undefined)
    throw refuse(
      'INVALID_CROSS_REFERENCE_KEY',
      'Converted objects can only be owned by users.  If the lead is not owned by a user, you must specify a user for the Owner field.',
      ['OwnerId'],
    )
  return id
}

function toAccount(
  org: Org,
  session: Session,
  lead: Row,
  { accountId, contactId }: LeadConversion,
  ownerId: string,
): string {
  if (accountId === undefined) {
    if (contactId !== undefined) throw refuse('MISSING_ARGUMENT', 'accountId not specified')
    return createRecord(org, session, 'Account', {
      ...leadValues('account', lead, undefined),
      OwnerId: ownerId,
    })
  }
  const { id, row } = living(org, 'Account', accountId, 'accountId')
  const values = leadValues(row.IsPersonAccount === 1 ? 'person' : 'account', lead, row)
  return updateRecord(org, session, 'Account', id, values)
}

function toContact(
  org: Org,
  session: Session,
  lead: Row,
  wanted: LeadConversion,
  accountId: string,
  ownerId: string,
): string {
  const account = readRow(org, object(org, 'Account'), accountId)
  if (account?.IsPersonAccount === 1) {
    if (wanted.contactId !== undefined)
      throw refuse('INVALID_PERSON_ACCOUNT_OPERATION', 'a person account brings its own contact')
    if (wanted.overwriteLeadSource && typeof lead.LeadSource === 'string')
      updateRecord(org, session, 'Account', accountId, { PersonLeadSource: lead.LeadSource })
    return String(account.PersonContactId)
  }
  if (wanted.contactId === undefined)
    return createRecord(org, session, 'Contact', {
      ...leadValues('contact', lead, undefined),
      AccountId: accountId,
      OwnerId: ownerId,
    })
  const { id, row } = living(org, 'Contact', wanted.contactId, 'contactId')
  if (row.AccountId !== accountId) throw crossReference()
  const source = wanted.overwriteLeadSource ? { LeadSource: lead.LeadSource ?? null } : {}
  return updateRecord(org, session, 'Contact', id, { ...leadValues('contact', lead, row), ...source })
}

interface Parties {
  readonly accountId: string
  readonly contactId: string
  readonly ownerId: string
}

function toOpportunity(
  org: Org,
  session: Session,
  lead: Row,
  wanted: LeadConversion,
  { accountId, contactId, ownerId }: Parties,
): string | null {
  if (wanted.opportunityId !== undefined)
    return living(org, 'Opportunity', wanted.opportunityId, 'opportunityId').id
  if (wanted.doNotCreateOpportunity) return null
  const id = createRecord(org, session, 'Opportunity', {
    Name: wanted.opportunityName ?? lead.Company,
    AccountId: accountId,
    StageName: 'Prospecting',
    CloseDate: endOfQuarter(org.clock.now()),
    LeadSource: lead.LeadSource ?? null,
    OwnerId: ownerId,
  })
  createRecord(org, session, 'OpportunityContactRole', {
    OpportunityId: id,
    ContactId: contactId,
    IsPrimary: true,
  })
  return id
}

function endOfQuarter(today: Date): string {
  const month = Math.floor(today.getUTCMonth() / 3) * 3 + 3
  return new Date(Date.UTC(today.getUTCFullYear(), month, 0)).toISOString().slice(0, 10)
}

function finish(org: Org, session: Session, wanted: LeadConversion, made: Converted): void {
  const at = now(org.clock)
  const columns: [string, SQLInputValue][] = [
    ['IsConverted', 1],
    ['Status', wanted.convertedStatus ?? null],
    ['ConvertedDate', at.slice(0, 10)],
    ['ConvertedAccountId', made.accountId],
    ['ConvertedContactId', made.contactId],
    ['ConvertedOpportunityId', made.opportunityId],
    ['IsUnreadByOwner', 0],
    ['LastModifiedDate', at],
    ['LastModifiedById', session.userId],
    ['SystemModstamp', at],
  ]
  setColumns(org, object(org, 'Lead'), made.leadId, new Map(columns))
}

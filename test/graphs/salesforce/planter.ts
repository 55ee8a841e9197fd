import type { Chance } from '../chance.ts'
import type { Column, Described, PlainClient } from './client.ts'
import { valueFor } from './values.ts'

type Row = Readonly<Record<string, unknown>>

/** Plants random records, and remembers what there is to point at. */
export interface Planter {
  /** Null when the org refuses such a row, e.g. a second one of its kind. */
  readonly plant: (object: string, given?: Row) => Promise<string | null>
  /** Ids by object. */
  readonly planted: ReadonlyMap<string, readonly string[]>
  /** An id of one of the objects, planted if there is none. */
  readonly some: (objects: readonly string[]) => Promise<string | null>
  readonly describes: ReadonlyMap<string, Described>
  /** The contact of a person account. */
  readonly twinOf: (account: string) => Promise<string | null>
  /** How often the org refused a row, by object and code. */
  readonly refused: ReadonlyMap<string, number>
}

/** Columns that only make sense together with others, or with set-up that the org has not. */
const leftAlone =
  /^(RecordTypeId|CampaignMemberRecordTypeId|IsRecurrence|Recurrence\w*|ReminderDateTime|IsReminderSet|\w*Latitude|\w*Longitude|ActivatedById|ActivatedDate|Pricebook2Id|PricebookEntryId|ContentUrl|IsArchived|StartDateTime|EndDateTime|EndDate|RowCause|\w*Password\w*)$/

const ofPersons = /^Person|__pc$/

/** What rows of these objects need, or must not have. */
const quirks: Readonly<Record<string, (chance: Chance) => Row>> = {
  Account: () => ({ LastName: undefined, FirstName: undefined, Salutation: undefined }),
  Event: () => ({ ActivityDateTime: '2026-01-05T10:00:00Z', DurationInMinutes: 30, ActivityDate: undefined }),
  Contract: () => ({ Status: 'Draft' }),
  Order: () => ({ Status: 'Draft', OriginalOrderId: undefined, ContractId: undefined }),
  ContentVersion: () => ({
    PathOnClient: 'paper.txt',
    VersionData: 'cGFwZXI=',
    ContentDocumentId: undefined,
  }),
  CampaignMember: () => ({ LeadId: undefined, ContactId: undefined }),
  AccountShare: () => ({ RowCause: 'Manual', AccountAccessLevel: 'Edit' }),
  ContactShare: () => ({ RowCause: 'Manual', ContactAccessLevel: 'Edit' }),
  LeadShare: () => ({ RowCause: 'Manual', LeadAccessLevel: 'Edit' }),
  CaseShare: () => ({ RowCause: 'Manual', CaseAccessLevel: 'Edit' }),
  OpportunityShare: () => ({ RowCause: 'Manual', OpportunityAccessLevel: 'Edit' }),
}

/** How many of the columns that need no value get one. */
const filled = 0.35

export async function planterFor(client: PlainClient, chance: Chance): Promise<Planter> {
  const describes = await client.describes()
  const planted = new Map<string, string[]>()
  const refused = new Map<string, number>()
  let number = 0

  function ids(object: string): string[] {
    const found = planted.get(object) ?? []
    planted.set(object, found)
    return found
  }

  async function some(objects: readonly string[]): Promise<string | null> {
    const known = objects.flatMap((object) => planted.get(object) ?? [])
    if (known.length > 0) return chance.pick(known)
    const [object] = objects.filter((name) => describes.get(name)?.createable || name === 'ContentDocument')
    if (object === undefined) return null
    return object === 'ContentDocument' ? await file() : await plant(object)
  }

  async function file(): Promise<string | null> {
    await plant('ContentVersion')
    return ids('ContentDocument').at(-1) ?? null
  }

  async function cell(column: Column, given: Row): Promise<unknown> {
    const { name, referenceTo, nillable, defaultedOnCreate, createable, type } = column
    if (name in given) return given[name]
    if (!createable || leftAlone.test(name)) return undefined
    const needed = !nillable && !defaultedOnCreate && type !== 'boolean'
    if (!needed && !chance.is(filled)) return undefined
    if (referenceTo.length === 0) return valueFor(column, chance, `v${++number}`)
    const known = referenceTo.flatMap((object) => planted.get(object) ?? [])
    if (needed) return (await some(referenceTo)) ?? undefined
    return known.length > 0 ? chance.pick(known) : undefined
  }

  async function plant(object: string, given: Row = {}): Promise<string | null> {
    const described = describes.get(object)
    if (described === undefined) throw new Error(`no object ${object}`)
    const all = { ...quirks[object]?.(chance), ...given }
    const values: Record<string, unknown> = {}
    const isPerson = object !== 'Account' || all.LastName !== undefined
    for (const column of described.fields) {
      if (!isPerson && ofPersons.test(column.name)) continue
      const value = await cell(column, all)
      if (value !== undefined) values[column.name] = value
    }
    const { status, json } = await client.send('POST', `/sobjects/${object}`, values)
    if (status !== 201) {
      const key = `${object} ${json?.[0]?.errorCode} ${json?.[0]?.message}`
      refused.set(key, (refused.get(key) ?? 0) + 1)
      return null
    }
    ids(object).push(json.id)
    if (object === 'ContentVersion') {
      const [row] = await client.query(`SELECT ContentDocumentId FROM ContentVersion WHERE Id = '${json.id}'`)
      ids('ContentDocument').push(String(row?.ContentDocumentId))
    }
    return json.id
  }

  async function twinOf(account: string): Promise<string | null> {
    const [row] = await client.query(`SELECT PersonContactId FROM Account WHERE Id = '${account}'`)
    return typeof row?.PersonContactId === 'string' ? row.PersonContactId : null
  }

  for (const { Id } of await client.query('SELECT Id FROM User')) ids('User').push(String(Id))
  return { plant, planted, some, describes, twinOf, refused }
}

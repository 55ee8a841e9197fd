import { expect } from 'vitest'
import { hostileTexts, names, textOf } from './hostile-texts.ts'
import type { ObjectRow } from './hubspot-client.ts'
import { openHubspotTrial } from './hubspot-trial.ts'
import { asOf, type PlanTrial, type TrialOrg } from './plan-place.ts'
import { openTrial } from './plan-trial.ts'

export type Cells = Readonly<Record<string, string | number | boolean | null>>

/** One person twice. The second record brings a text into a column that is blank in the first, and one to be chosen. */
export interface Pair {
  readonly text: string
  readonly survivor: string
  readonly loser: string
}

/** Columns of the CRM by the part that they play. */
interface Parts {
  readonly first: string
  readonly last: string
  readonly birth: string
  readonly phone: string
  readonly zip: string
  /** The survivor's own text. */
  readonly own: string
  /** As long as the CRM lets it be; the survivor's. */
  readonly long: string
  /** Blank in the survivor. */
  readonly filled: string
  /** Different in both; the loser's is chosen in the review. */
  readonly taken: string
  /** Typed in the review. */
  readonly typed: string
  /** Blank in both. */
  readonly blank: string
}

/** An org full of hostile values, and plain HTTP to look at them. */
export interface HostileOrg {
  readonly trial: PlanTrial<TrialOrg>
  readonly object: string
  readonly parts: Parts
  readonly longest: number
  /** What no request of a merge can carry; records with it are left alone. */
  readonly unsendable: RegExp
  /** Columns that a rule reads: hundreds of them where the CRM has. */
  readonly columns: readonly string[]
  readonly plant: () => Promise<readonly Pair[]>
  /** Every person by id. */
  readonly people: () => Promise<ReadonlyMap<string, Cells>>
  /** The record that an id leads to now. */
  readonly leadsTo: (id: string) => Promise<string>
  /** Text of a long note that hung on the first loser, and where it hangs now. */
  readonly note: () => Promise<{ readonly text: string; readonly on: readonly string[] }>
}

export const noteText = textOf(65_536)
const many = { people: 300, seed: 11, hostile: true, asOf: new Date(asOf) }

/** What both records have, and what each has alone. */
function planted(parts: Parts, longest: number): readonly (readonly [Cells, Cells])[] {
  return hostileTexts.map((text, at) => {
    const [first = '', last = ''] = names[at] ?? []
    const day = String(at + 1).padStart(2, '0')
    const both = {
      [parts.first]: first,
      [parts.last]: last,
      [parts.birth]: `1971-03-${day}`,
      [parts.phone]: `0049 30 55500${day}`,
      [parts.zip]: `00${day}0`,
    }
    const one = { ...both, [parts.own]: text, [parts.taken]: `own ${at}`, [parts.long]: textOf(longest) }
    return [one, { ...both, [parts.filled]: text, [parts.taken]: text, [parts.own]: 'other' }]
  })
}

function paired(ids: readonly string[]): readonly Pair[] {
  return hostileTexts.map((text, at) => ({ text, survivor: ids[2 * at] ?? '', loser: ids[2 * at + 1] ?? '' }))
}

interface Property {
  readonly name: string
  readonly type: string
}

/** HubSpot shows every value as a text; those of numbers and truths are read as such. */
function typed(type: string | undefined, text: string | null | undefined): string | number | boolean | null {
  if (text === undefined || text === null || text === '') return null
  if (type === 'number') return Number(text)
  return type === 'bool' ? text === 'true' : text
}

export async function hostileHubspot(more: string): Promise<HostileOrg> {
  const trial = await openHubspotTrial({ ...many, customProperties: 1000 }, more)
  const { client } = trial
  const parts = {
    first: 'firstname',
    last: 'lastname',
    birth: 'date_of_birth',
    phone: 'phone',
    zip: 'zip',
    own: 'jobtitle',
    long: 'message',
    filled: 'custom_0001',
    taken: 'address',
    typed: 'state',
    blank: 'fax',
  }
  const longest = 65_536
  const { results: properties } = await client.get<{ results: readonly Property[] }>(
    '/crm/v3/properties/contacts',
  )
  const types = new Map(properties.map(({ name, type }) => [name, type]))
  const wide = [...types.keys()].filter((name) => name.startsWith('custom_'))
  const columns = [...Object.values(parts), ...wide.filter((name) => name !== parts.filled)]
  let noteId = ''
  return {
    trial,
    object: 'contacts',
    parts,
    longest,
    unsendable: /(?!)/,
    columns,
    plant: async () => {
      const ids: string[] = []
      for (const properties of planted(parts, longest).flat())
        ids.push((await client.post<ObjectRow>('/crm/v3/objects/contacts', { properties })).id)
      const pairs = paired(ids)
      const note = await client.post<ObjectRow>('/crm/v3/objects/notes', {
        properties: { hs_note_body: noteText, hs_timestamp: asOf },
        associations: [
          {
            to: { id: pairs[0]?.loser },
            types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 202 }],
          },
        ],
      })
      noteId = note.id
      return pairs
    },
    people: async () => {
      const ids = (await client.all('contacts', [])).map(({ id }) => ({ id }))
      const found = new Map<string, Cells>()
      for (let at = 0; at < ids.length; at += 100) {
        const body = { inputs: ids.slice(at, at + 100), properties: columns }
        const page = await client.post<{ results: readonly ObjectRow[] }>(
          '/crm/v3/objects/contacts/batch/read',
          body,
        )
        for (const { id, properties } of page.results)
          found.set(
            id,
            Object.fromEntries(columns.map((name) => [name, typed(types.get(name), properties[name])])),
          )
      }
      return found
    },
    leadsTo: async (id) => (await client.get<ObjectRow>(`/crm/v3/objects/contacts/${id}`)).id,
    note: async () => {
      const path = `/crm/v3/objects/notes/${noteId}?properties=hs_note_body`
      const { properties } = await client.get<ObjectRow>(path)
      const ties = await client.ties('notes', noteId)
      const on = ties.flatMap((tie) => /^contacts (\d+)/.exec(tie)?.[1] ?? [])
      return { text: properties.hs_note_body ?? '', on: [...new Set(on)] }
    },
  }
}

export async function hostileSalesforce(more: string): Promise<HostileOrg> {
  const trial = await openTrial(many, more)
  const { client, org } = trial
  const parts = {
    first: 'FirstName',
    last: 'LastName',
    birth: 'Birthdate',
    phone: 'Phone',
    zip: 'MailingPostalCode',
    own: 'Title',
    long: 'Description',
    filled: 'Department',
    taken: 'MailingStreet',
    typed: 'MailingState',
    blank: 'Fax',
  }
  const longest = 32_000
  const types = new Set(['string', 'textarea', 'phone', 'email', 'picklist', 'date', 'boolean'])
  const columns = (await client.fields('Contact'))
    .filter(({ type }) => types.has(type))
    .map(({ name }) => name)
  let [caseId, mailId] = ['', '']
  const create = async (records: readonly object[]): Promise<readonly string[]> => {
    const response = await fetch(`${org.url}/services/data/v66.0/composite/sobjects`, {
      method: 'POST',
      headers: { authorization: `Bearer ${org.accessToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ allOrNone: true, records }),
    })
    const results = (await response.json()) as readonly { id: string; success: boolean; errors: unknown }[]
    expect(results.filter(({ success }) => !success)).toEqual([])
    return results.map(({ id }) => id)
  }
  const row = (type: string, cells: object) => ({ attributes: { type }, ...cells })
  return {
    trial,
    object: 'Contact',
    parts,
    longest,
    // biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0, in which merges travel, has no such characters
    unsendable: /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/,
    columns,
    plant: async () => {
      const [account] = await client.query('SELECT Id FROM Account WHERE IsPersonAccount = false LIMIT 1')
      const both = { AccountId: account?.Id }
      const records = planted(parts, longest)
        .flat()
        .map((cells) => row('Contact', { ...both, ...cells }))
      const pairs = paired(await create(records))
      ;[caseId = ''] = await create([
        row('Case', { ContactId: pairs[0]?.loser, Subject: noteText.slice(0, 250) }),
      ])
      ;[mailId = ''] = await create([row('EmailMessage', { ParentId: caseId, TextBody: noteText })])
      return pairs
    },
    people: async () => {
      const rows = await client.query(
        `SELECT ${['Id', ...columns].join(', ')} FROM Contact WHERE IsPersonAccount = false`,
      )
      return new Map(rows.map(({ Id, ...cells }) => [Id, cells as Cells]))
    },
    leadsTo: async (id) => {
      const [found] = await client.query(`SELECT Id, MasterRecordId FROM Contact WHERE Id = '${id}'`, true)
      return String(found?.MasterRecordId ?? id)
    },
    note: async () => {
      const [found] = await client.query(`SELECT Id, ContactId FROM Case WHERE Id = '${caseId}'`)
      const [mail] = await client.query(`SELECT Id, TextBody FROM EmailMessage WHERE Id = '${mailId}'`)
      return { text: String(mail?.TextBody), on: [String(found?.ContactId)] }
    },
  }
}

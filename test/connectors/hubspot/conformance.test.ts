import { afterAll, describe, it } from 'vitest'
import { defaultTuning, hubspotConnector } from '../../../connectors/hubspot/index.ts'
import { insertRecord } from '../../../emulators/hubspot/store/write.ts'
import { connectorConformance } from '../../../src/kit/testing.ts'
import { openAccount } from './open-account.ts'

const people = ['One', 'Two', 'Three', 'Four']
const world = await openAccount({
  fill: (org) => {
    for (const lastname of people) insertRecord(org, 'contacts', { properties: { lastname } })
    insertRecord(org, 'companies', { properties: { name: 'Acme' } })
    insertRecord(org, 'notes', { properties: { hs_note_body: 'A note' } })
  },
})
const ids = await idsOf('contacts')
const companies = await idsOf('companies')
await world.control('/clock', { advance: 3_600_000 })

afterAll(async () => {
  await world[Symbol.asyncDispose]()
})

async function idsOf(object: string): Promise<readonly string[]> {
  const answer = await world.request('GET', `/crm/v3/objects/${object}`)
  const { results } = (await answer.json()) as { readonly results: readonly { readonly id: string }[] }
  return results.map(({ id }) => id)
}

const settings = { baseUrl: world.account.url, tokenEnv: 'TOKEN' }
const { runtime } = world

describe('keeps what every connector promises', () => {
  const checks = connectorConformance({
    connector: hubspotConnector({ ...defaultTuning, runtime }),
    settings,
    env: { TOKEN: world.account.accessToken },
    records: { contacts: people.length, companies: 1, notes: 1 },
    overlap: people.length,
    broken: [
      { name: 'no token', env: {}, code: 'MISSING_SECRET' },
      { name: 'a wrong token', env: { TOKEN: 'pat-na1-00000000-wrong-token' }, code: 'SESSION_EXPIRED' },
      {
        name: 'nothing listens',
        settings: { ...settings, baseUrl: 'http://127.0.0.1:2' },
        code: 'CANNOT_CONNECT',
      },
    ],
    write: {
      object: 'contacts',
      group: [ids[2] ?? '', ids[3] ?? ''],
      field: 'jobtitle',
      missing: '999999999',
      tie: { relationship: 'contacts.companies', row: `${companies[0]}:HUBSPOT_DEFINED:279` },
      losing: async (act) => {
        const match = { method: 'POST', path: '*/batch/update' }
        await world.control('/faults', { match, action: { kind: 'drop', when: 'after' } })
        try {
          return await act()
        } finally {
          await world.control('/faults', undefined, 'DELETE')
        }
      },
    },
    change: {
      object: 'contacts',
      id: ids[0] ?? '',
      act: async () => {
        await world.request('PATCH', `/crm/v3/objects/contacts/${ids[0]}`, {
          properties: { lastname: 'Changed' },
        })
      },
    },
    remove: {
      object: 'contacts',
      id: ids[1] ?? '',
      act: async () => {
        await world.request('DELETE', `/crm/v3/objects/contacts/${ids[1]}`)
      },
    },
  })
  for (const { name, run } of checks) it(name, run)
})

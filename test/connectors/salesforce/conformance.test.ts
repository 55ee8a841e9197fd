import { afterAll, beforeAll, describe, it } from 'vitest'
import { salesforce } from '../../../connectors/salesforce/index.ts'
import { idOf } from '../../../emulators/salesforce/store/id.ts'
import { connectorConformance } from '../../../src/kit/testing.ts'
import { type OpenOrg, openOrg } from './open-org.ts'

const world: OpenOrg = await openOrg({
  // Without a rule there are no sets of duplicates.
  fill: ({ db }) => {
    db.prepare(
      `INSERT INTO "DuplicateRule" ("Id", "SobjectType", "DeveloperName", "MasterLabel", "IsActive", "IsDeleted")
       VALUES (?, 'Contact', 'People', 'People', 1, 0)`,
    ).run(idOf('0Bm', 1))
  },
})
const ids = await world.create('Contact', [{ LastName: 'One' }, { LastName: 'Two' }, { LastName: 'Three' }])
const leads = await world.create('Lead', [{ LastName: 'Four', Company: 'Acme' }])

beforeAll(async () => {
  await world.control('/clock', { advance: 3_600_000 })
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
})

const settings = { instanceUrl: world.org.url, tokenEnv: 'TOKEN' }

describe('keeps what every connector promises', () => {
  const checks = connectorConformance({
    connector: salesforce,
    settings,
    env: { TOKEN: world.org.accessToken },
    records: { Contact: ids.length, Lead: leads.length },
    overlap: ids.length,
    broken: [
      { name: 'no token', env: {}, code: 'MISSING_SECRET' },
      { name: 'a wrong token', env: { TOKEN: '00D000000000001!wrong-token' }, code: 'SESSION_EXPIRED' },
      {
        name: 'nothing listens',
        settings: { ...settings, instanceUrl: 'http://127.0.0.1:2' },
        code: 'CANNOT_CONNECT',
      },
    ],
    write: {
      object: 'Contact',
      group: [ids[1] ?? '', ids[2] ?? ''],
      field: 'Title',
      missing: '003000000000999AAA',
      losing: async (act) => {
        const match = { method: 'PATCH', path: '*/composite/sobjects' }
        await world.control('/faults', { match, action: { kind: 'drop', when: 'after' } })
        try {
          return await act()
        } finally {
          await world.control('/faults', undefined, 'DELETE')
        }
      },
    },
    change: {
      object: 'Contact',
      id: ids[0] ?? '',
      act: async () => {
        await world.request('PATCH', `/sobjects/Contact/${ids[0]}`, { LastName: 'Changed' })
      },
    },
    remove: {
      object: 'Lead',
      id: leads[0] ?? '',
      act: async () => {
        await world.request('DELETE', `/sobjects/Lead/${leads[0]}`)
      },
    },
  })
  for (const { name, run } of checks) it(name, run)
})

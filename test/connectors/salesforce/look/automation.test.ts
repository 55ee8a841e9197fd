import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '../../../../src/kit/connector.ts'
import type { Fact } from '../../../../src/kit/fact.ts'
import { type OpenOrg, openOrg } from '../open-org.ts'

let world: OpenOrg
beforeAll(async () => {
  world = await openOrg({ people: 50, variant: 'business' })
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
})

async function factsOf(connection: Connection): Promise<readonly Extract<Fact, { kind: 'automation' }>[]> {
  const read = await connection.facts('automation')
  if (!read.complete) throw new Error(read.gap.why)
  return read.facts
}

describe('what will fire', () => {
  test.each([
    ['trigger', 'ContactLevel', 'Contact', ['create', 'update']],
    ['trigger', 'AccountGuard', 'Account', ['update', 'delete']],
    ['trigger', 'MembershipDates', 'Membership__c', ['create', 'update']],
    ['flow', 'Welcome_New_Partner', 'Contact', ['create', 'update']],
    ['flow', 'Keep_Cases_On_Legal_Hold', 'Case', ['delete']],
    ['validation', 'No_Test_Contacts', 'Contact', ['create', 'update']],
    ['workflow', 'Rate Trade Show Accounts', 'Account', ['create', 'update']],
  ])('%s %s on %s', async (type, name, object, on) => {
    expect(await factsOf(await world.connect())).toContainEqual({
      kind: 'automation',
      type,
      name,
      object,
      on,
    })
  })

  test('nothing that is switched off', async () => {
    const names = (await factsOf(await world.connect())).map(({ name }) => name)
    expect(names).not.toContain('ContactLegacySync')
    expect(names).not.toContain('Lead_Scoring_Draft')
  })

  test('without "View Setup and Configuration" it is unknown, not nothing', async () => {
    const create = { username: 'narrow@acme.example', objects: { Contact: ['Read', 'Edit', 'Delete'] } }
    const { accessToken } = await world.control('/users', { create })
    const connection = await world.connect({ env: { TOKEN: String(accessToken) } })
    expect(await connection.facts('automation')).toMatchObject({
      complete: false,
      gap: { what: 'automation facts', remedy: expect.stringContaining('View Setup and Configuration') },
    })
  })
})

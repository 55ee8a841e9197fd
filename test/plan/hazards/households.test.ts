import { afterAll, beforeAll, expect, it } from 'vitest'
import { group, type HazardOrg, openHazardOrg } from './hazard-org.ts'

let org: HazardOrg
beforeAll(async () => {
  org = await openHazardOrg({ variant: 'nonprofit' })
})
afterAll(() => org[Symbol.asyncDispose]())

const household = { npe01__SYSTEM_AccountType__c: 'Household Account' }

it('households of one name are no duplicates of each other', async () => {
  const smiths = { Name: 'Smith Household', ...household }
  const ids = await org.twins('Account', smiths, smiths)
  const { kept, said } = await org.plan([group('Account', ids)])
  expect(kept).toEqual(['household'])
  expect(said).toContain('in the way of the package that keeps them')
})

it('contacts that the nonprofit package keeps are merged there', async () => {
  const ids = await org.twins('Contact', { LastName: 'Smith' }, { LastName: 'Smith' })
  const { kept, said } = await org.plan([group('Contact', ids)])
  expect(kept).toEqual(['nonprofit-household'])
  expect(said).toContain('Merge Duplicate Contacts')
})

it('people of two households wait until the households are merged', async () => {
  const homes = await org.twins('Account', { Name: 'Smith', ...household }, { Name: 'Smith', ...household })
  const ids = await org.twins('Contact', ...homes.map((AccountId) => ({ LastName: 'Smith', AccountId })))
  const read = homes.map((householdId) => ({ householdId }))
  const { leftOut, said } = await org.plan([group('Contact', ids, { read, survivor: null })])
  expect(leftOut).toMatchObject([{ code: 'households', records: ids }])
  expect(said).toContain('merge the households first')
})

it('the package is named among the systems of a plan', async () => {
  const ids = await org.twins('Account', { Name: 'Firm' }, { Name: 'Firm' })
  const { plan, said } = await org.plan([group('Account', ids)])
  expect(plan.actions).toHaveLength(1)
  expect(said).toMatch(/^systems .*Nonprofit Success Pack/m)
})

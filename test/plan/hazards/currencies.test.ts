import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { group, type HazardOrg, openHazardOrg } from './hazard-org.ts'

let org: HazardOrg
beforeAll(async () => {
  org = await openHazardOrg({ currencies: true })
})
afterAll(() => org[Symbol.asyncDispose]())

const euros = { Name: 'Firm', CurrencyIsoCode: 'EUR' }
const dollars = { Name: 'Firm', CurrencyIsoCode: 'USD' }

describe('different currencies', () => {
  it.each([
    { has: 'no amount of its own', revenue: {} },
    { has: 'another amount', revenue: { AnnualRevenue: 1_000_000 } },
  ])('are told, and nothing is taken unconverted: the survivor has $has', async ({ revenue }) => {
    const ids = await org.twins(
      'Account',
      { ...euros, ...revenue },
      { ...dollars, AnnualRevenue: 5_000_000, Phone: '+1 555 0100' },
    )
    const { careful, action, said } = await org.plan([group('Account', ids)])
    expect(careful).toEqual(['different-currencies'])
    expect(action).toMatchObject({
      fields: [{ field: 'Phone' }],
      outvoted: expect.arrayContaining(['AnnualRevenue', 'CurrencyIsoCode']),
    })
    expect(said).toContain('are not taken, for nothing converts them')
  })

  it('are no hazard where all are in one', async () => {
    const ids = await org.twins('Account', euros, { ...euros, AnnualRevenue: 5_000_000 })
    const { careful, action } = await org.plan([group('Account', ids)])
    expect(careful).toEqual([])
    expect(action).toMatchObject({ fields: [{ field: 'AnnualRevenue', from: ids[1] }] })
  })
})

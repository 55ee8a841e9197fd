import { expect, test } from 'vitest'
import { openOrg } from '../open-org.ts'
import { openLooks } from './open-looks.ts'

test('ids that stand in custom text fields are found in both forms, and what was not searched is said', async () => {
  await using world = await openOrg({ variant: 'business' })
  const open = await openLooks(world)
  const [gone = '', other = ''] = await world.create('Contact', [{ LastName: 'Gone' }, { LastName: 'Other' }])
  const [erp] = await world.create('Contact', [{ LastName: 'Known', ERP_Id__c: gone.slice(0, 15) }])
  const [card] = await world.create('Membership__c', [{ Number__c: gone }])
  await world.create('Membership__c', [{ Number__c: `x${other}` }])
  const { found, notSearched } = await open.looks.strays([gone, other])
  expect(found).toEqual([
    { object: 'Contact', field: 'ERP_Id__c', id: erp, stray: gone },
    { object: 'Membership__c', field: 'Number__c', id: card, stray: gone },
  ])
  expect(notSearched.map(({ what }) => what)).toEqual(['longer texts'])
  expect(await open.looks.strays([])).toEqual({ found: [], notSearched: [] })
  await open.close()
})

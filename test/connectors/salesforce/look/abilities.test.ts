import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Relationship } from '../../../../src/kit/relationship.ts'
import { type OpenOrg, openOrg } from '../open-org.ts'
import { type OpenLooks, openLooks } from './open-looks.ts'

let world: OpenOrg
let open: OpenLooks
beforeAll(async () => {
  world = await openOrg()
  open = await openLooks(world)
})
afterAll(async () => {
  await open.close()
  await world[Symbol.asyncDispose]()
})

describe('what can be merged', () => {
  test.each(['Account', 'Contact', 'Lead'])('%s: three records a merge, with values', async (object) => {
    const { merge, why, updatesPerRequest } = await open.looks.abilities(object)
    expect(merge).toMatchObject({ recordsPerMerge: 3, takesValues: true, undo: { kind: 'exact' } })
    expect(merge?.changes).toContain('CreatedDate')
    expect(why).toBeNull()
    expect(updatesPerRequest).toBe(200)
  })

  test('cases by Apex, one merge a request and without values, where that is permitted', async () => {
    const { merge } = await open.looks.abilities('Case')
    expect(merge).toMatchObject({ mergesPerRequest: 1, takesValues: false, undo: { kind: 'approximate' } })
  })

  test.each([
    { lacking: 'Author Apex', permissions: ['ApiEnabled'], rights: ['Read', 'Edit', 'Delete'] },
    { lacking: 'Delete', permissions: ['ApiEnabled', 'AuthorApex'], rights: ['Read', 'Edit'] },
  ])('cases are not merged by who lacks "$lacking"', async ({ lacking, permissions, rights }) => {
    const username = `${lacking.replace(' ', '').toLowerCase()}@acme.example`
    const create = { username, permissions, objects: { Case: rights } }
    const { accessToken } = await world.control('/users', { create })
    const other = await openLooks(world, String(accessToken))
    const { merge, why } = await other.looks.abilities('Case')
    expect(merge).toBeNull()
    expect(why).toContain(`"${lacking}"`)
    await other.close()
  })

  test.each(['Opportunity', 'Membership__c'])('%s is never merged', async (object) => {
    const { merge, why } = await open.looks.abilities(object)
    expect(merge).toBeNull()
    expect(why).toContain(`no merge for ${object}`)
  })
})

describe('which columns belong together', () => {
  test('the parts of an address, and an e-mail address with its opt-out and bounce', async () => {
    const { traits } = await open.looks.abilities('Contact')
    expect(traits.groups.MailingAddress).toEqual(
      expect.arrayContaining(['MailingStreet', 'MailingCity', 'MailingPostalCode', 'MailingLatitude']),
    )
    expect(traits.groups.Email).toEqual([
      'Email',
      'HasOptedOutOfEmail',
      'EmailBouncedReason',
      'EmailBouncedDate',
    ])
    expect(traits.consents).toContainEqual({ field: 'DoNotCall', address: 'MobilePhone', out: true })
    expect(traits).toMatchObject({ foreignIds: ['ERP_Id__c'], owner: 'OwnerId', recordType: 'RecordTypeId' })
  })

  test('a person account has its own', async () => {
    const { traits } = await open.looks.abilities('Account')
    expect(traits.groups.PersonEmail).toContain('PersonHasOptedOutOfEmail')
    expect(traits.consents).toContainEqual({ field: 'PersonDoNotCall', address: 'Phone', out: true })
  })

  test('only columns that are there', async () => {
    const { traits } = await open.looks.abilities('Lead')
    const [{ fields } = { fields: [] }] = await (await world.connect()).describe(['Lead'])
    const known = fields.map(({ name }) => name)
    for (const column of Object.values(traits.groups).flat()) expect(known).toContain(column)
    for (const { field, address } of traits.consents)
      expect(known).toEqual(expect.arrayContaining([field, address]))
  })
})

describe('ways in which rows hang on records', () => {
  let contact: readonly Relationship[] = []
  let account: readonly Relationship[] = []
  beforeAll(async () => {
    contact = await open.looks.relationships('Contact')
    account = await open.looks.relationships('Account')
  })
  const find = (all: readonly Relationship[], name: string): Relationship | undefined =>
    all.find((each) => each.name === name)

  test.each([
    ['Case.ContactId', 'move', []],
    ['Task.WhoId', 'move', ['AccountId']],
    ['OpportunityContactRole.ContactId', 'move', ['IsPrimary']],
    ['CampaignMember.ContactId', 'create', []],
    ['AccountContactRelation.ContactId', 'create', ['IsDirect']],
    ['ContactShare.ContactId', 'create', []],
    ['TopicAssignment.EntityId', 'create', []],
    ['Attachment.ParentId', 'lost', []],
    ['Lead.ConvertedContactId', 'lost', []],
    ['User.ContactId', 'lost', []],
  ])('%s: %s', (name, undo, changes) => {
    expect(find(contact, name)).toMatchObject({ undo, changes, anchor: null })
  })

  test('a sent mail cannot be moved, whatever describe says', () => {
    expect(find(account, 'EmailMessage.RelatedToId')).toMatchObject({ undo: 'lost', updateable: false })
  })

  test('names are unique, and none is history, feed, or a pointer that follows from another', () => {
    for (const all of [contact, account]) {
      const names = all.map(({ name }) => name)
      expect(new Set(names).size).toBe(names.length)
      expect(names.join(' ')).not.toMatch(
        /History|Feed\b|FeedItem|ChangeEvent|LeadOrContactId|Task\.AccountId/,
      )
    }
  })

  test('rows of persons are found by their contact', () => {
    expect(find(account, 'CampaignMember.ContactId@PersonContactId')).toMatchObject({
      object: 'CampaignMember',
      field: 'ContactId',
      anchor: 'PersonContactId',
    })
  })

  test('consent forbids deleting its person', () => {
    expect(find(contact, 'CommSubscriptionConsent.ConsentGiverId')).toMatchObject({ restrictedDelete: true })
  })
})

test('an object that is not there is named', async () => {
  await expect(open.looks.abilities('Nothing__c')).rejects.toMatchObject({ code: 'UNKNOWN_OBJECT' })
})

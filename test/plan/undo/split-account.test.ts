import { describe, expect, it } from 'vitest'
import { insertSubscriptionType, setSubscriptionStatus } from '../../../emulators/hubspot/consent/tables.ts'
import { addMembers, insertList } from '../../../emulators/hubspot/lists/tables.ts'
import type { Org } from '../../../emulators/hubspot/org.ts'
import { settle } from '../../../emulators/hubspot/store/settle.ts'
import { insertRecord } from '../../../emulators/hubspot/store/write.ts'
import { tieRecords } from '../../connectors/hubspot/look/account.ts'
import { type AccountStage, accountStage } from './account-stage.ts'
import { byItem } from './undo-stage.ts'

/** Three of one person; the second opted out, works elsewhere and is in a list. */
function people(org: Org): void {
  const at = org.clock.now().getTime()
  insertSubscriptionType(org, { id: 7, name: 'News', createdAt: at })
  const add = (id: string, properties: Record<string, string>) =>
    insertRecord(org, 'contacts', { id, properties })
  add('1', { email: 'a@acme.example', firstname: 'Ada', lifecyclestage: 'lead' })
  add('2', { email: 'b@acme.example', firstname: 'Ada', phone: '1', lifecyclestage: 'customer' })
  add('3', { email: 'c@acme.example', jobtitle: 'CEO', hs_additional_emails: 'd@acme.example' })
  for (const [id, name] of Object.entries({ 81: 'Acme', 82: 'Other' }))
    insertRecord(org, 'companies', { id, properties: { name } })
  tieRecords(org, 'contacts 1', 'companies 81', 1)
  tieRecords(org, 'contacts 2', 'companies 82', 1)
  tieRecords(org, 'contacts 3', 'companies 82', 279)
  insertList(org, { name: 'Static', objectTypeId: '0-1', processingType: 'MANUAL', createdAt: at })
  addMembers(org, 1, ['2'], at)
  const source = 'test'
  const status = { subscriptionId: null, status: 'UNSUBSCRIBED', source, at } as const
  setSubscriptionStatus(org, { email: 'b@acme.example', ...status })
  settle(org)
}

const anew = expect.stringMatching(
  /^approximate: made anew with another id, without old id, property history, .*creation date/,
)
const back = {
  'record 1': expect.stringMatching(/^approximate: its id stays \d+$/),
  'record 2': anew,
  'record 3': anew,
  'phone 1': 'exact',
  'jobtitle 1': 'exact',
  'lifecyclestage 1': 'exact',
  'hs_additional_emails 1': 'exact',
  'contacts.companies 82:HUBSPOT_DEFINED:1': 'exact',
  'contacts.companies 82:HUBSPOT_DEFINED:279': 'exact',
  'contacts.companies of the survivor 82:HUBSPOT_DEFINED:279': 'exact',
  'contacts.lists 1': 'exact',
  'contacts.lists of the survivor 1': 'exact',
}

/** `<company> <association type>`, and `list`. */
async function tiesOf({ world }: AccountStage, id: string): Promise<readonly string[]> {
  const { rows } = await world.writer.children('contacts', [id])
  const tied = rows.flatMap(({ relationship, id: row }) => {
    if (relationship === 'contacts.lists') return ['list']
    return relationship === 'contacts.companies' ? [row.replace(':HUBSPOT_DEFINED:', ' ')] : []
  })
  return tied.sort()
}

describe('contacts that HubSpot merged', () => {
  it('are split again, with values, associations, lists and opt-outs', async () => {
    await using stage = await accountStage(people)
    const { valuesOf, world } = stage
    await stage.applied([{ members: ['1', '2', '3'] }])
    const [merged] = (await world.writer.fates('contacts', ['1'])).values()
    const survivor = merged?.is === 'merged' ? merged.into : ''
    expect(byItem(await stage.foresee())).toEqual({
      ...back,
      'hs_email_optout 2': expect.stringMatching(/^approximate: the CRM keeps it with the address/),
    })
    const outcome = await stage.undo()
    expect(byItem(outcome.groups)).toEqual({ ...back, 'hs_email_optout 2': 'exact' })
    expect(outcome.exit).toBe(0)
    const [second = '', third = ''] = stage.idsMade()
    const first = valuesOf('contacts', survivor)
    expect(first).toMatchObject({ email: 'a@acme.example', lifecyclestage: 'lead' })
    expect(Object.keys(first ?? {})).not.toEqual(
      expect.arrayContaining(['phone', 'jobtitle', 'hs_additional_emails', 'hs_email_optout']),
    )
    expect(valuesOf('contacts', second)).toMatchObject({
      email: 'b@acme.example',
      phone: '1',
      lifecyclestage: 'customer',
      hs_email_optout: 'true',
    })
    expect(valuesOf('contacts', third)).toMatchObject({
      email: 'c@acme.example',
      jobtitle: 'CEO',
      hs_additional_emails: 'd@acme.example',
    })
    expect(await tiesOf(stage, survivor)).toEqual(['81 1', '81 279'])
    expect(await tiesOf(stage, second)).toEqual(['82 1', '82 279', 'list'])
    expect(await tiesOf(stage, third)).toEqual(['82 279'])
  })

  it('are not split twice', async () => {
    await using stage = await accountStage(people)
    await stage.applied([{ members: ['1', '2', '3'] }])
    await stage.undo()
    const { length } = stage.journal.of('intent')
    const outcome = await stage.undo()
    expect(byItem(outcome.groups)).toEqual({ 'record 1': back['record 1'] })
    expect(stage.journal.of('intent')).toHaveLength(length)
  })
})

import { describe, expect, it } from 'vitest'
import type { Org } from '../../../../emulators/hubspot/org.ts'
import { insertRecord } from '../../../../emulators/hubspot/store/write.ts'
import { openWriter } from '../open-writer.ts'

const synced = { salesforceaccountid: '001A', salesforcelastsynctime: '2026-01-30T00:00:00.000Z' }
const company = (properties: Readonly<Record<string, string>>) => (org: Org) => {
  insertRecord(org, 'companies', { properties: { name: 'Acme', ...properties } })
}

describe('what can be done with records', () => {
  it.each([
    ['contacts', true, false],
    ['companies', true, true],
    ['deals', true, true],
    ['tickets', true, true],
    ['tasks', false, false],
    ['notes', false, false],
  ])('%s: merge %s, preserving %s', async (object, merges, preserves) => {
    await using world = await openWriter()
    const abilities = await world.writer.abilities(object)
    expect(abilities.merge !== null).toBe(merges)
    expect(abilities.why === null).toBe(merges)
    expect(abilities.preserving !== undefined).toBe(preserves)
    expect(abilities.whyNotPreserving === undefined).toBe(preserves)
    if (!merges) return
    expect(abilities.merge).toMatchObject({
      recordsPerMerge: 2,
      mergesPerRequest: 1,
      takesValues: false,
      undo: { kind: 'impossible', why: expect.stringContaining('split') },
    })
  })

  it('tells what belongs together, and what it means', async () => {
    await using world = await openWriter()
    const contacts = (await world.writer.abilities('contacts')).traits
    expect(contacts.groups.address).toEqual(expect.arrayContaining(['address', 'city', 'zip', 'country']))
    expect(contacts.consents).toContainEqual({
      field: 'hs_email_optout',
      address: 'email',
      out: true,
      ofAddress: true,
    })
    expect(contacts.foreignIds).toEqual(['salesforcecontactid', 'salesforceleadid'])
    expect(contacts.owner).toBe('hubspot_owner_id')
    expect((await world.writer.abilities('deals')).traits.recordType).toBe('pipeline')
    expect((await world.writer.abilities('tickets')).traits.recordType).toBe('hs_pipeline')
  })

  it.each([
    ['at work', synced, null],
    ['at work, as far as anybody can tell', { salesforceaccountid: '001A' }, null],
    ['long idle', { ...synced, salesforcelastsynctime: '2024-01-30T00:00:00.000Z' }, 'merge'],
    ['not there', {}, 'merge'],
  ])('does not merge companies where the Salesforce integration is %s', async (_, properties, merge) => {
    await using world = await openWriter({ fill: company(properties) })
    const abilities = await world.writer.abilities('companies')
    expect(abilities.merge === null ? null : 'merge').toBe(merge)
    if (merge === null) expect(abilities.why).toMatch(/Salesforce/)
    expect(abilities.preserving).toBeDefined()
    expect((await world.writer.abilities('contacts')).merge).not.toBeNull()
    const { systems } = await world.writer.check(['companies'])
    expect(systems.some(({ name }) => /Salesforce/.test(name))).toBe(merge === null)
  })
})

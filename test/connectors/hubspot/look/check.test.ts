import { describe, expect, it } from 'vitest'
import { usualScopes } from '../../../../emulators/hubspot/scopes/names.ts'
import { insertRecord } from '../../../../emulators/hubspot/store/write.ts'
import { openWriter } from '../open-writer.ts'

const without = (...scopes: readonly string[]) => usualScopes.filter((scope) => !scopes.includes(scope))

describe('what must be known before the first write', () => {
  it('is nothing for a token that may do everything', async () => {
    await using world = await openWriter()
    expect(await world.writer.check(['contacts', 'companies', 'deals', 'tickets'])).toEqual({
      forbidden: [],
      blind: [],
      bin: null,
      systems: expect.any(Array),
    })
  })

  it.each([
    ['crm.objects.contacts.write', 'forbidden', 'crm.objects.contacts.write'],
    ['crm.objects.deals.read', 'blind', 'contacts.deals'],
    ['crm.lists.read', 'blind', 'contacts.lists'],
    ['crm.lists.write', 'blind', 'crm.lists.write'],
  ] as const)('without %s it is %s', async (scope, where, what) => {
    await using world = await openWriter({ scopes: without(scope) })
    const check = await world.writer.check(['contacts'])
    expect(check[where].map((gap) => gap.what)).toContain(what)
    for (const gap of [...check.forbidden, ...check.blind]) expect(gap.why).not.toBe('')
  })

  it('changes nothing', async () => {
    await using world = await openWriter({
      fill: (org) => void insertRecord(org, 'contacts', { id: '51', properties: { firstname: 'Ada' } }),
    })
    const [before] = await world.writer.fetch('contacts', ['51'])
    await world.writer.check(['contacts'])
    expect(await world.writer.fetch('contacts', ['51'])).toEqual([before])
  })

  it('says that texts are not searched for ended ids', async () => {
    await using world = await openWriter()
    const { found, notSearched } = await world.writer.strays(['51'])
    expect(found).toEqual([])
    expect(notSearched).toHaveLength(1)
  })
})

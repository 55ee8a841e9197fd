import { describe, expect, it } from 'vitest'
import { addMembers, insertList } from '../../../../emulators/hubspot/lists/tables.ts'
import type { Org } from '../../../../emulators/hubspot/org.ts'
import { associate } from '../../../../emulators/hubspot/store/association.ts'
import { insertRecord } from '../../../../emulators/hubspot/store/write.ts'
import { type OpenWriter, openWriter } from '../open-writer.ts'

function fill(org: Org): void {
  for (const id of ['51', '52']) insertRecord(org, 'contacts', { id, properties: {} })
  for (const id of ['81', '82']) insertRecord(org, 'companies', { id, properties: {} })
  const kind = { category: 'HUBSPOT_DEFINED', typeId: 1 }
  associate(org, { type: 'contacts', id: '51' }, { type: 'companies', id: '81' }, kind)
  const at = org.clock.now().getTime()
  for (const name of ['One', 'Two'])
    insertList(org, { name, objectTypeId: '0-1', processingType: 'MANUAL', createdAt: at })
  insertList(org, {
    name: 'Dynamic',
    objectTypeId: '0-1',
    processingType: 'DYNAMIC',
    filterBranch: {},
    createdAt: at,
  })
  addMembers(org, 1, ['52'], at)
}

/** Custom objects are asked for once. */
async function asked({ writer, spent }: OpenWriter): Promise<void> {
  await writer.relationships('contacts')
  spent()
}

const company = (member: string, row: string) => ({ relationship: 'contacts.companies', member, row })
const list = (member: string, row: string) => ({ relationship: 'contacts.lists', member, row })

describe('ties', () => {
  it('are many in one request, each told of for itself', async () => {
    await using world = await openWriter({ fill })
    await asked(world)
    const outcomes = await world.writer.attach?.('contacts', [
      company('51', '82:HUBSPOT_DEFINED:279'),
      company('52', '99:HUBSPOT_DEFINED:279'),
      company('52', '81:HUBSPOT_DEFINED:1'),
    ])
    expect(outcomes?.map((one) => ('code' in one ? one.code : one.result))).toEqual([
      'done',
      'INVALID_OBJECT_IDS',
      'done',
    ])
    expect(world.spent()).toEqual({ attach: 1 })
    const { rows } = await world.writer.children('contacts', ['51', '52'])
    const ties = rows.filter(({ relationship }) => relationship === 'contacts.companies')
    expect(ties.map(({ member, id, slot }) => `${member} ${id} ${slot}`)).toEqual([
      '51 81:HUBSPOT_DEFINED:1 primary',
      '51 81:HUBSPOT_DEFINED:279 81:HUBSPOT_DEFINED:279',
      '51 82:HUBSPOT_DEFINED:279 82:HUBSPOT_DEFINED:279',
      '52 81:HUBSPOT_DEFINED:1 primary',
      '52 81:HUBSPOT_DEFINED:279 81:HUBSPOT_DEFINED:279',
    ])
  })

  it('are detached by kind: the label goes, the association stays', async () => {
    await using world = await openWriter({ fill })
    expect(await world.writer.detach?.('contacts', [company('51', '81:HUBSPOT_DEFINED:1')])).toEqual([
      { result: 'done' },
    ])
    const { rows } = await world.writer.children('contacts', ['51'])
    expect(rows.map(({ id }) => id)).toEqual(['81:HUBSPOT_DEFINED:279'])
  })

  it('are memberships of static lists too, many records of one list in a request', async () => {
    await using world = await openWriter({ fill })
    await asked(world)
    expect(await world.writer.attach?.('contacts', [list('51', '2'), list('99', '2')])).toMatchObject([
      { result: 'done' },
      { result: 'refused', code: 'OBJECT_NOT_FOUND' },
    ])
    expect(await world.writer.detach?.('contacts', [list('52', '1')])).toEqual([{ result: 'done' }])
    expect(world.spent()).toEqual({ attach: 1, detach: 1 })
    const { rows } = await world.writer.children('contacts', ['51', '52'])
    expect(rows.filter(({ relationship }) => relationship === 'contacts.lists')).toEqual([
      { relationship: 'contacts.lists', id: '2', member: '51', pointer: '51', slot: '2', values: {} },
    ])
    expect(await world.writer.attach?.('contacts', [list('51', '3')])).toMatchObject([
      { result: 'refused', code: 'DYNAMIC_LIST' },
    ])
  })

  it.each([
    ['of two relationships', [company('51', '82:HUBSPOT_DEFINED:279'), list('51', '2')]],
    ['of several lists', [list('51', '1'), list('51', '2')]],
    ['that name nothing', [company('51', 'x')]],
    ['that are none', [{ relationship: 'contacts.subscriptions', member: '51', row: '1' }]],
  ])('are not sent when they are %s', async (_, ties) => {
    await using world = await openWriter({ fill })
    await asked(world)
    await expect(world.writer.attach?.('contacts', ties)).rejects.toMatchObject({ code: 'MALFORMED_WRITE' })
    expect(world.spent()).toEqual({})
  })
})

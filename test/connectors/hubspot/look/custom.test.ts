import { describe, expect, it } from 'vitest'
import { addMembers, insertList } from '../../../../emulators/hubspot/lists/tables.ts'
import type { Org } from '../../../../emulators/hubspot/org.ts'
import { customType } from '../../../../emulators/hubspot/schema/object-types.ts'
import { standardProperties } from '../../../../emulators/hubspot/schema/properties.ts'
import { associate } from '../../../../emulators/hubspot/store/association.ts'
import { defineAssociation, defineProperty, defineType } from '../../../../emulators/hubspot/store/define.ts'
import { insertRecord } from '../../../../emulators/hubspot/store/write.ts'
import { openWriter, step } from '../open-writer.ts'

const object = 'p24000001_machines'

/** Machines 1 and 2, the second with a contact and in a list; nothing else can be associated with them. */
function fill(org: Org): void {
  const type = customType(object, 'p24000001_machine', '2-7001', [])
  defineType(org, type)
  for (const property of standardProperties(type)) defineProperty(org, object, property)
  const category = 'USER_DEFINED'
  const kind = { category, name: 'machine', label: null } as const
  defineAssociation(org, { from: object, to: 'contacts', typeId: 61, inverseId: 62, ...kind })
  defineAssociation(org, { from: 'contacts', to: object, typeId: 62, inverseId: 61, ...kind })
  for (const id of ['1', '2']) insertRecord(org, object, { id, properties: {} })
  insertRecord(org, 'contacts', { id: '51', properties: {} })
  associate(org, { type: object, id: '2' }, { type: 'contacts', id: '51' }, { category, typeId: 61 })
  const list = { name: 'List', objectTypeId: '2-7001', processingType: 'MANUAL', createdAt: 0 } as const
  addMembers(org, insertList(org, list), ['2'], 0)
}

describe('objects of the account', () => {
  it('hang on what the account lets them be associated with', async () => {
    await using world = await openWriter({ fill })
    const names = async (of: string) => (await world.writer.relationships(of)).map(({ name }) => name)
    expect(await names(object)).toEqual([`${object}.contacts`, `${object}.lists`])
    expect(await names('contacts')).toContain(`contacts.${object}`)
    expect(await names('companies')).not.toContain(`companies.${object}`)
    const { rows, blind } = await world.writer.children(object, ['1', '2'])
    expect(blind).toEqual([])
    expect(rows.map(({ relationship, id }) => [relationship, id])).toEqual([
      [`${object}.contacts`, '51:USER_DEFINED:61'],
      [`${object}.lists`, '1'],
    ])
  })

  it('are merged as HubSpot merges its own', async () => {
    await using world = await openWriter({ fill })
    const { merge, preserving, whyNotPreserving } = await world.writer.abilities(object)
    expect(merge?.undo.kind).toBe('impossible')
    expect([preserving, typeof whyNotPreserving]).toEqual([undefined, 'string'])
    const [outcome] = await world.writer.merge(object, [step(object, '1', '2')])
    const survivor = outcome?.result === 'done' ? outcome.survivorId : ''
    const { rows } = await world.writer.children(object, [survivor])
    expect(rows.map(({ id }) => id)).toContain('51:USER_DEFINED:61')
  })
})

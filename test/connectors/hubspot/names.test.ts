import { describe, expect, test } from 'vitest'
import { changedByMerge, createForesight } from '../../../connectors/hubspot/look/foresee.ts'
import { definition } from '../../../emulators/hubspot/schema/properties.ts'
import { defineProperty } from '../../../emulators/hubspot/store/define.ts'
import { insertRecord } from '../../../emulators/hubspot/store/write.ts'
import { readAll } from '../salesforce/open-org.ts'
import { rowsOf } from '../salesforce/rows.ts'
import { openWriter, step } from './open-writer.ts'

describe.each(['constructor', 'tostring', 'valueOf'])('a property called %s', (name) => {
  const fill = (org: Parameters<typeof insertRecord>[0]): void => {
    defineProperty(org, 'contacts', definition([name, name, 'number'], 'contactinformation'))
    insertRecord(org, 'contacts', { id: '51', properties: {} })
    insertRecord(org, 'contacts', { id: '52', properties: { [name]: '7' } })
  }

  test('is one like others', async () => {
    await using world = await openWriter({ fill })
    const [contacts] = await world.connection.describe(['contacts'])
    const fields = contacts?.fields ?? []
    const field = fields.find((each) => each.name === name)
    expect(field).toMatchObject({ type: 'number', referenceTo: [] })
    const columns = [name]
    const rows = rowsOf(await readAll(world.connection, { object: 'contacts', columns }))
    expect(rows.map((row) => row[name])).toEqual([null, 7])
    const [one, other] = await world.writer.fetch('contacts', ['51', '52'])
    if (one === undefined || other === undefined) throw new Error('two contacts')
    expect([one.values[name], other.values[name]]).toEqual([null, 7])
    expect(changedByMerge('contacts', fields)).not.toContain(name)
    const foresee = createForesight('contacts', fields)
    expect(foresee(one, [other])).toMatchObject({ [name]: 7 })
    expect(foresee({ id: '51', values: {} }, [{ id: '52', values: { email: 'a@b.example' } }])).toEqual({
      email: 'a@b.example',
    })
  })
})

describe.each(['0-1', '0-2', 'contact', 'company', 'user', 'Contacts', '..', '.', 'a/b', 'constructor', ''])(
  'the object %j',
  (object) => {
    test('is none, and nothing is asked or changed under that name', async () => {
      await using world = await openWriter()
      const { connection, writer } = world
      world.spent()
      const tries: readonly (() => Promise<unknown>)[] = [
        () => connection.describe([object]),
        () => readAll(connection, { object, columns: [] }),
        () => writer.abilities(object),
        () => writer.fetch(object, ['1']),
        () => writer.fates(object, ['1']),
        () => writer.merge(object, [step(object, '1', '2')]),
        () => writer.update(object, [{ id: '1', values: { email: 'x' } }]),
        async () => await writer.create?.(object, [{ email: 'x' }]),
        async () => await writer.remove?.(object, ['1']),
      ]
      for (const attempt of tries) await expect(attempt()).rejects.toMatchObject({ code: 'UNKNOWN_OBJECT' })
      expect(await writer.relationships(object)).toEqual([])
      expect(world.spent()).toEqual({})
    })
  },
)

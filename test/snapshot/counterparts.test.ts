import { afterAll, expect, it } from 'vitest'
import { openSnapshot } from '../../src/snapshot/index.ts'
import { fixed, mapped, scripted, TestHome } from './scripted-org.ts'

const home = new TestHome()
afterAll(() => home[Symbol.dispose]())

it('reads the ids of counterparts without being asked, and says where they are', async () => {
  const columns = { Last: 'text', OtherId: 'text', Twin: 'text' } as const
  const rows = [
    { Id: '1', Last: 'Bell', OtherId: 'x1' },
    { Id: '2', Last: 'Cole', OtherId: null },
  ]
  const mapping = {
    ...mapped('Contact', { lastName: 'Last' }),
    counterparts: [{ crm: 'other', column: 'OtherId' }],
    otherIds: ['Twin'],
  }
  const connection = scripted({ mappings: [mapping], objects: { Contact: fixed(columns, rows) } })
  await home.sync(connection, { entities: { person: ['lastName'] } })
  await using snapshot = await openSnapshot({ home: home.path, name: 'acme' })
  expect(snapshot.counterparts('person')).toEqual([
    { entity: 'person', object: 'Contact', kind: 'contact', crm: 'other', column: 'OtherId' },
    { entity: 'person', object: 'Contact', kind: 'contact', crm: null, column: 'Twin' },
  ])
  expect(snapshot.counterparts('company')).toEqual([])
  const batches = await Array.fromAsync(
    snapshot.batches({
      entity: 'person',
      fields: ['lastName'],
      native: { Contact: ['OtherId'] },
      ids: ['2'],
    }),
  )
  expect(batches.map(({ id, native }) => [id, native])).toEqual([[['2'], { OtherId: [null] }]])
})

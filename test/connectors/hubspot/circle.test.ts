import { describe, expect, test } from 'vitest'
import { insertRecord } from '../../../emulators/hubspot/store/write.ts'
import { readAll } from '../salesforce/open-org.ts'
import { openAccount } from './open-account.ts'
import { openWriter } from './open-writer.ts'

const at = '2026-01-20T09:00:00Z'
const fill = (org: Parameters<typeof insertRecord>[0]): void => {
  for (const id of ['51', '52']) insertRecord(org, 'contacts', { id, properties: {} })
}

interface Page {
  readonly id: string
  readonly after: string
}

/** Answers in this order, the last one for ever: without an end a test would time out. */
const circles: readonly (readonly [string, readonly Page[]])[] = [
  ['one cursor', [{ id: '1', after: '5' }]],
  [
    'one cursor and new records',
    [
      { id: '1', after: '5' },
      { id: '2', after: '5' },
    ],
  ],
  ['two cursors', ['5', '6', '5'].map((after, index) => ({ id: String(index), after }))],
  ['new cursors and the same records', ['5', '6', '7'].map((after) => ({ id: '1', after }))],
]

type World = Awaited<ReturnType<typeof openAccount>>

async function answer(world: World, path: string, bodies: readonly object[]): Promise<void> {
  for (const [index, body] of bodies.entries())
    await world.control('/faults', {
      match: { path },
      action: { kind: 'answer', answer: { status: 200, body } },
      ...(index === bodies.length - 1 ? { times: 40 } : { times: 1 }),
    })
}

const paging = (after: string) => ({ paging: { next: { after } } })
const unexpected = { code: 'UNEXPECTED_ANSWER', message: expect.stringContaining('in a circle') }

describe.each(circles)('pages that lead in a circle by %s', (_, pages) => {
  test('of owners', async () => {
    await using world = await openAccount()
    const owner = { createdAt: at, updatedAt: at }
    await answer(
      world,
      '/crm/owners/2026-09',
      pages.map(({ id, after }) => ({ results: [{ ...owner, id }], ...paging(after) })),
    )
    await expect(world.connect()).rejects.toMatchObject(unexpected)
  })

  test('of records', async () => {
    await using world = await openAccount({ fill })
    const connection = await world.connect()
    await answer(
      world,
      '/crm/objects/2026-09/contacts',
      pages.map(({ id, after }) => ({ results: [{ id, properties: {} }], ...paging(after) })),
    )
    await expect(readAll(connection, { object: 'contacts', columns: [] })).rejects.toMatchObject(unexpected)
  })

  test('of associations', async () => {
    await using world = await openWriter({ fill })
    await world.writer.relationships('contacts')
    const tie = (id: string) => ({ toObjectId: id, associationTypes: [] })
    await answer(
      world,
      '*/contacts/companies/batch/read',
      pages.map(({ id, after }) => ({ results: [{ from: { id: '51' }, to: [tie(id)], ...paging(after) }] })),
    )
    await expect(world.writer.children('contacts', ['51'])).rejects.toMatchObject(unexpected)
  })
})

describe('changes', () => {
  const since = '2026-01-20T00:00:00.000Z/2026-01-31T00:00:00.000Z'
  test.each<[string, readonly string[]]>([
    ['without a time', ['never']],
    ['that go back in time', ['2026-01-21T00:00:00Z', '2026-01-20T12:00:00Z']],
    ['that stand still', ['2026-01-21T00:00:00Z']],
  ])('%s have no end, and are refused', async (_, stamps) => {
    await using world = await openAccount({ fill })
    const connection = await world.connect()
    const found = stamps.map((lastmodifieddate) => ({
      total: 9,
      results: [{ id: '51', properties: { lastmodifieddate } }],
      ...paging('200'),
    }))
    await answer(world, '*/contacts/search', [found[0] ?? {}, ...found])
    const read = readAll(connection, { object: 'contacts', columns: [], since })
    await expect(read).rejects.toMatchObject(unexpected)
  })
})

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { memory } from '../../connectors/memory/index.ts'
import {
  type ConnectContext,
  type Connection,
  type Connector,
  defineConnector,
  KitError,
  type ReadPart,
} from '../../src/kit/index.ts'
import { connectorConformance } from '../../src/kit/testing.ts'

const rows = [
  { id: '1', lastName: 'Bell' },
  { id: '2', lastName: 'Cole' },
]
const settings = { objects: { Contact: { entity: 'person' as const, kind: 'contact', rows } } }

/** The memory connector with one promise broken. */
function breaking(change: (connection: Connection, context: ConnectContext) => Partial<Connection>) {
  return defineConnector({
    ...memory,
    connect: async (chosen, context) => {
      const connection = await memory.connect(chosen, context)
      return { ...connection, ...change(connection, context) }
    },
  })
}

function reading(parts: (context: ConnectContext) => readonly ReadPart[]) {
  return breaking((connection, context) => ({
    read: async function* ({ object }) {
      await connection.describe([object]) // refuses an object that is not there
      yield* parts(context)
    },
  }))
}

const columns = [
  { name: 'id', type: 'text' },
  { name: 'lastName', type: 'text' },
] as const
const page: ReadPart = {
  type: 'columns',
  columns,
  values: [
    ['1', '2'],
    ['Bell', 'Cole'],
  ],
}
const complete: ReadPart = { type: 'complete', gaps: [] }

const elsewhere = mkdtempSync(join(tmpdir(), 'elsewhere-'))
afterAll(() => rmSync(elsewhere, { recursive: true, force: true }))

function csv(mode: number, text = 'id,lastName\n1,Bell\n2,"Co""le\n"\n', folder?: string) {
  return reading(({ tempDir }) => {
    const path = join(folder ?? tempDir, 'rows.csv')
    writeFileSync(path, text, { mode })
    return [{ type: 'csv', columns, path, rows: 2 }, complete]
  })
}

async function failures(connector: Connector<typeof memory.settings>): Promise<readonly string[]> {
  const failed: string[] = []
  for (const check of connectorConformance({ connector, settings, records: { Contact: 2 }, broken: [] })) {
    await check.run().catch((error) => failed.push(`${check.name}: ${error.message}`))
  }
  return failed
}

describe('connectorConformance', () => {
  it('passes a connector that keeps its promises', async () => {
    expect(await failures(memory)).toEqual([])
  })

  it.each<[string, Connector<typeof memory.settings>, RegExp]>([
    [
      'another identity each time',
      breaking((c, { tempDir }) => ({ identity: { ...c.identity, orgId: tempDir } })),
      /is who it says/,
    ],
    [
      'a mapping of a column that is not there',
      breaking((c) => ({ mappings: c.mappings.map((m) => ({ ...m, revision: 'Nope' })) })),
      /Contact\.Nope/,
    ],
    [
      'a mapping to a field nobody knows',
      breaking((c) => ({ mappings: c.mappings.map((m) => ({ ...m, fields: { nick: 'lastName' } })) })),
      /no canonical field nick/,
    ],
    [
      'an unknown object taken for an empty one',
      breaking(() => ({ describe: async () => [] })),
      /refuses an object/,
    ],
    ['a row twice', reading(() => [page, page, complete]), /an id came twice/],
    [
      'a row too few',
      reading(() => [{ ...page, values: [['1'], ['Bell']] } as ReadPart, complete]),
      /number of records/,
    ],
    ['no last part', reading(() => [page]), /did not say that it was complete/],
    ['two last parts', reading(() => [page, complete, complete]), /after the last/],
    [
      'a number for an id',
      reading(() => [
        {
          ...page,
          values: [
            [1, 2],
            ['Bell', 'Cole'],
          ],
        } as ReadPart,
        complete,
      ]),
      /an id is no text/,
    ],
    [
      'a column that does not come',
      reading(() => [{ type: 'columns', columns: [columns[0]], values: [['1', '2']] }, complete]),
      /lastName did not come/,
    ],
    [
      'a gap without a name',
      reading(() => [page, { type: 'complete', gaps: [{ what: '', why: 'no' }] }]),
      /gap without name/,
    ],
    ['a file that others can read', csv(0o644), /read by others/],
    ['a file elsewhere', csv(0o600, undefined, elsewhere), /not in tempDir/],
    ['a file with other columns', csv(0o600, 'id,name\n1,Bell\n2,Cole\n'), /header row/],
    [
      'an estimate that is no number',
      breaking(() => ({ preflight: async () => ({ calls: { read: Number.NaN }, records: {}, gaps: [] }) })),
      /an estimate is NaN/,
    ],
    [
      'calls that do not add up',
      breaking(() => ({ calls: () => ({ total: 2, byPurpose: { read: 1 }, org: null }) })),
      /do not add up/,
    ],
    ['a read that goes on after an abort', reading(() => [page, complete]), /went on after it was aborted/],
  ])('finds %s', async (_, connector, message) => {
    expect(await failures(connector)).toEqual(expect.arrayContaining([expect.stringMatching(message)]))
  })

  it('finds no other fault in a file that is as it should be', async () => {
    expect(await failures(csv(0o600))).toEqual([expect.stringMatching(/after it was aborted/)])
  })

  it('finds a secret in an error', async () => {
    const connector = defineConnector({
      ...memory,
      secrets: () => ['TOKEN'],
      connect: async (_, { env }) => {
        const cause = new Error(`Bearer ${env.TOKEN}`)
        throw new KitError('SESSION_EXPIRED', 'The session has ended.', { actions: ['Log in'], cause })
      },
    })
    const env = { TOKEN: 'hunter2-hunter2' }
    const broken = [{ name: 'expired', code: 'SESSION_EXPIRED', env }]
    const checks = connectorConformance({ connector, settings, env, records: { Contact: 2 }, broken })
    const check = checks.find(({ name }) => name.endsWith('expired'))
    await expect(check?.run()).rejects.toThrow(/the error contains a secret/)
  })
})

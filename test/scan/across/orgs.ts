import { type MemoryObject, memory } from '../../../connectors/memory/index.ts'
import across from '../../../plugins/across/index.ts'
import duplicates from '../../../plugins/duplicates/index.ts'
import { type Connector, defineConnector } from '../../../src/kit/index.ts'
import type { LoadedPolicy, NamedConnection } from '../../../src/policy/index.ts'
import { strangers } from '../../match/strangers.ts'
import { packs, policyOf } from '../scan.ts'

export type Row = MemoryObject['rows'][number]

const acrossPack = { ...across, module: new URL('../../../plugins/across/index.ts', import.meta.url).href }

const duplicatesPack = {
  ...duplicates,
  module: new URL('../../../plugins/duplicates/index.ts', import.meta.url).href,
}

export function acrossPolicy(text = 'version: 1\n'): Promise<LoadedPolicy> {
  return policyOf(text, [packs.steward, acrossPack, duplicatesPack])
}

/** The `memory` connector as another CRM, which may keep ids of records in others. */
function crm(id: string, counterparts: Readonly<Record<string, string>>): Connector<typeof memory.settings> {
  return defineConnector({
    ...memory,
    id,
    connect: async (settings, context) => {
      const connection = await memory.connect(settings, context)
      const kept = Object.entries(counterparts).map(([other, column]) => ({ crm: other, column }))
      return {
        ...connection,
        identity: { ...connection.identity, crm: id },
        mappings: connection.mappings.map((mapping) => ({
          ...mapping,
          counterparts: kept.filter(({ column }) =>
            settings.objects[mapping.object]?.rows.some((row) => column in row),
          ),
        })),
      }
    },
  })
}

interface Org {
  readonly name: string
  readonly crm?: string
  readonly orgId?: string
  readonly people?: readonly Row[]
  readonly companies?: readonly Row[]
  /** Column with ids of another CRM, by that CRM. */
  readonly counterparts?: Readonly<Record<string, string>>
}

export function org({ name, crm: id = name, orgId = name, people, companies, counterparts = {} }: Org) {
  const connector = crm(id, counterparts)
  const objects = {
    ...(people === undefined ? {} : { Person: { entity: 'person', kind: 'contact', rows: people } }),
    ...(companies === undefined ? {} : { Firm: { entity: 'company', kind: 'company', rows: companies } }),
  }
  const settings = memory.settings.parse({ orgId, objects })
  return { name, connector, settings } satisfies NamedConnection
}

/** People of whom each org has the same; what differs is given by number. */
export function crowd(
  prefix: string,
  changes: Readonly<Record<number, Readonly<Record<string, Row[string]>>>> = {},
  count = 60,
): Row[] {
  return strangers(count).map(({ kind: _kind, ...one }, at) => ({
    ...one,
    id: `${prefix}${at}`,
    title: `Title ${at % 7}`,
    optOutEmail: false,
    modifiedAt: '2026-01-01T00:00:00.000Z',
    ...changes[at],
  })) as Row[]
}

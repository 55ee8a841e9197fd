import { z } from 'zod'
import type { ColumnType, FieldDescription, ObjectDescription } from '../../src/kit/connector.ts'
import type { Value } from '../../src/kit/record.ts'
import type { Api } from './api.ts'
import { owners, stagesOf, tiedTo } from './objects.ts'
import { createTrail } from './trail.ts'

export type Row = Readonly<Record<string, Value>>

const ownerColumns: Readonly<Record<string, ColumnType>> = {
  id: 'text',
  name: 'text',
  email: 'text',
  firstName: 'text',
  lastName: 'text',
  type: 'text',
  userId: 'text',
  team: 'text',
  active: 'boolean',
  createdAt: 'datetime',
  updatedAt: 'datetime',
}

const stageColumns: Readonly<Record<string, ColumnType>> = {
  id: 'text',
  label: 'text',
  pipeline: 'text',
  closed: 'boolean',
  won: 'boolean',
}

/** The contact with the lowest id where there are several: HubSpot has no main one. */
export const contactColumn = 'contact'
const tieColumns: Readonly<Record<string, ColumnType>> = { id: 'text', [contactColumn]: 'text' }

function columnsOf(object: string): Readonly<Record<string, ColumnType>> {
  if (object in tiedTo) return tieColumns
  return object === owners ? ownerColumns : stageColumns
}

export function describePseudo(object: string): ObjectDescription {
  return {
    name: object,
    label: object.replace(/^./, (letter) => letter.toUpperCase()),
    custom: false,
    mergeable: false,
    restorable: false,
    fields: Object.entries(columnsOf(object)).map(([name, type]) => toField(name, type)),
    children: [],
  }
}

function toField(name: string, type: ColumnType): FieldDescription {
  return {
    name,
    label: name,
    nativeType: type,
    type,
    updateable: false,
    createable: false,
    nillable: name !== 'id',
    calculated: false,
    system: true,
    unique: name === 'id',
    externalId: false,
    referenceTo: name === contactColumn ? ['contacts'] : [],
    picklist: [],
  }
}

export async function readPseudo(object: string, api: Api, purpose: string): Promise<readonly Row[]> {
  const of = stagesOf[object]
  return of === undefined ? await readOwners(api, purpose) : await readStages(of, api, purpose)
}

const text = z.string().nullish().catch(null)

const OwnerPage = z.object({
  results: z.array(
    z.object({
      id: z.coerce.string(),
      email: text,
      firstName: text,
      lastName: text,
      type: text,
      userId: z.coerce.string().nullish().catch(null),
      userIdIncludingInactive: z.coerce.string().nullish().catch(null),
      archived: z.boolean().catch(false),
      createdAt: z.coerce.date(),
      updatedAt: z.coerce.date(),
      teams: z
        .array(z.object({ name: z.string(), primary: z.boolean().catch(false) }))
        .nullish()
        .catch(null),
    }),
  ),
  paging: z.object({ next: z.object({ after: z.string() }).optional() }).nullish(),
})

/** Who was deactivated is only among the archived ones. */
async function readOwners(api: Api, purpose: string): Promise<readonly Row[]> {
  const rows = new Map<string, Row>()
  for (const archived of [true, false]) {
    const doing = 'reading owners'
    const trail = createTrail(api.host(), doing)
    let after: string | undefined
    do {
      const from = after
      const { data } = await api.ask(OwnerPage, {
        purpose,
        doing,
        send: async (sdk) => (await sdk.owners()).getPage(undefined, from, 100, archived),
      })
      for (const owner of data.results) rows.set(owner.id, toOwner(owner))
      after = trail(data.paging?.next?.after, data.results[0]?.id)
    } while (after !== undefined)
  }
  return [...rows.values()]
}

function toOwner(owner: z.infer<typeof OwnerPage>['results'][number]): Row {
  const { id, email = null, firstName = null, lastName = null, type = null, archived } = owner
  const name = [firstName, lastName].filter((part) => part !== null && part !== '').join(' ')
  return {
    id,
    name: name === '' ? email : name,
    email,
    firstName,
    lastName,
    type,
    userId: owner.userId ?? owner.userIdIncludingInactive ?? null,
    team: (owner.teams?.find(({ primary }) => primary) ?? owner.teams?.[0])?.name ?? null,
    active: !archived,
    createdAt: owner.createdAt.toISOString(),
    updatedAt: owner.updatedAt.toISOString(),
  }
}

const Pipelines = z.object({
  results: z.array(
    z.object({
      label: z.string(),
      stages: z.array(
        z.object({
          id: z.coerce.string(),
          label: z.string(),
          metadata: z.record(z.string(), z.coerce.string()).catch({}),
        }),
      ),
    }),
  ),
})

/** Deals tell by `isClosed` and a probability of 1, tickets by `ticketState` (pipelines API guide). */
async function readStages(object: string, api: Api, purpose: string): Promise<readonly Row[]> {
  const { data } = await api.ask(Pipelines, {
    purpose,
    doing: `reading the pipelines of ${object}`,
    send: async (sdk) => (await sdk.pipelines()).getAll(object),
  })
  return data.results.flatMap(({ label: pipeline, stages }) =>
    stages.map(({ id, label, metadata }) => {
      const closed = metadata.ticketState === 'CLOSED' || metadata.isClosed?.toLowerCase() === 'true'
      const won = object === 'deals' ? closed && Number(metadata.probability) === 1 : null
      return { id, label, pipeline, closed, won }
    }),
  )
}

import { z } from 'zod'
import type { ChildRow } from '../../../src/kit/relationship.ts'
import type { Api } from '../api.ts'
import { createTrail, type Trail } from '../trail.ts'
import { unexpectedAnswer } from '../unexpected.ts'
import { slotOf } from './objects.ts'

/** `batch/read` of associations (associations API guide). */
const idsPerRead = 1000

const Id = z.union([z.string(), z.number()]).transform(String)
const text = z.string().catch('')
const AssociationsRead = z.object({
  results: z.array(
    z.object({
      from: z.object({ id: Id }),
      to: z.array(
        z.object({
          toObjectId: Id, // a number from live accounts, a text in the documentation
          associationTypes: z.array(
            z.object({ category: z.string(), typeId: z.number(), label: z.string().nullish() }),
          ),
        }),
      ),
      paging: z.object({ next: z.object({ after: Id }).nullish() }).nullish(),
    }),
  ),
  errors: z
    .array(
      z.object({
        category: text,
        subCategory: text,
        context: z
          .object({ fromObjectId: z.array(Id) })
          .nullish()
          .catch(null),
      }),
    )
    .nullish(),
})
type Read = z.output<typeof AssociationsRead>

export interface AssociationsAsk {
  readonly relationship: string
  readonly from: string
  readonly to: string
  readonly ids: readonly string[]
}

export interface AssociationsAnswer {
  readonly rows: readonly ChildRow[]
  /** Of what could not be read; empty when all was. */
  readonly refused: readonly string[]
}

interface Ask {
  readonly id: string
  readonly after?: string
}

/** Pages of one record come in the requests for the others: as few calls as there are. */
export async function readAssociations(ask: AssociationsAsk, api: Api): Promise<AssociationsAnswer> {
  const rows: ChildRow[] = []
  const refused = new Set<string>()
  const trails = new Map<string, Trail>()
  const doing = `reading what hangs on ${ask.from}`
  let open: readonly Ask[] = ask.ids.map((id) => ({ id }))
  while (open.length > 0) {
    const inputs = open.slice(0, idsPerRead)
    const { data } = await api.json(AssociationsRead, {
      method: 'POST',
      path: `/crm/v4/associations/${encodeURIComponent(ask.from)}/${encodeURIComponent(ask.to)}/batch/read`,
      body: { inputs },
      purpose: 'children',
      doing,
    })
    const asked = new Set(inputs.map(({ id }) => id))
    refuseSilence(data, asked, ask, api)
    const more: Ask[] = []
    for (const { from, to, paging } of data.results) {
      if (!asked.has(from.id)) continue
      for (const each of to) rows.push(...toRows(ask, from.id, each))
      if (!paging?.next) continue
      const trail = trails.get(from.id) ?? createTrail(api.host(), doing)
      trails.set(from.id, trail)
      trail(paging.next.after, to[0]?.toObjectId)
      more.push({ id: from.id, after: paging.next.after })
    }
    for (const error of data.errors ?? [])
      if (!isNoneFound(error)) refused.add(error.subCategory || error.category)
    open = [...open.slice(idsPerRead), ...more]
  }
  return { rows, refused: [...refused] }
}

type ReadError = NonNullable<Read['errors']>[number]

function isNoneFound({ subCategory }: ReadError): boolean {
  return /NO_ASSOCIATIONS_FOUND/.test(subCategory)
}

/** Of a record without associations HubSpot says so: one that it says nothing of may have any number. */
function refuseSilence(
  { results, errors }: Read,
  asked: ReadonlySet<string>,
  { from, to }: AssociationsAsk,
  api: Api,
): void {
  // What failed for another reason is told of as a gap, whether it names the record or not.
  if (errors?.some((error) => !isNoneFound(error))) return
  const told = new Set(results.map((result) => result.from.id))
  for (const { context } of errors ?? []) for (const id of context?.fromObjectId ?? []) told.add(id)
  const untold = [...asked].filter((id) => !told.has(id)).length
  if (untold > 0)
    throw unexpectedAnswer(
      api.host(),
      `says nothing of ${untold} of ${asked.size} records while reading which ${to} hang on ${from}`,
    )
}

type To = Read['results'][number]['to'][number]

/** Id of a row: `<record>:<category>:<type>`. */
function toRows({ relationship }: AssociationsAsk, member: string, { toObjectId, associationTypes }: To) {
  return associationTypes.map(({ category, typeId, label }): ChildRow => {
    const id = `${toObjectId}:${category}:${typeId}`
    return {
      relationship,
      id,
      member,
      pointer: member,
      slot: slotOf(category, typeId) ?? id,
      values: { label: label ?? null },
    }
  })
}

export interface AssociationRow {
  readonly to: string
  readonly category: string
  readonly typeId: number
}

/** Back from a row's id; undefined when it is none. */
export function parseRow(row: string): AssociationRow | undefined {
  const [, to, category, typeId] = /^(\d{1,20}):([A-Z_]+):(\d{1,9})$/.exec(row) ?? []
  if (to === undefined || category === undefined || typeId === undefined) return undefined
  return { to, category, typeId: Number(typeId) }
}

import { z } from 'zod'
import type { ChildRow } from '../../../src/kit/writer.ts'
import type { Api } from '../api.ts'
import { slotOf } from './objects.ts'

/** `batch/read` of associations (associations API guide). */
const idsPerRead = 1000

const Id = z.union([z.string(), z.number()]).transform(String)
const text = z.string().catch('')
const AssociationsRead = z.object({
  results: z
    .array(
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
    )
    .catch([]),
  errors: z.array(z.object({ category: text, subCategory: text })).catch([]),
})

export interface AssociationsAsk {
  readonly relationship: string
  readonly from: string
  readonly to: string
  readonly ids: readonly string[]
  readonly whole: boolean
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
  let open: readonly Ask[] = ask.ids.map((id) => ({ id }))
  while (open.length > 0) {
    const inputs = open.slice(0, idsPerRead)
    const { data } = await api.json(AssociationsRead, {
      method: 'POST',
      path: `/crm/v4/associations/${encodeURIComponent(ask.from)}/${encodeURIComponent(ask.to)}/batch/read`,
      body: { inputs },
      purpose: 'children',
      doing: `reading what hangs on ${ask.from}`,
    })
    const more: Ask[] = []
    for (const { from, to, paging } of data.results) {
      for (const each of to) rows.push(...toRows(ask, from.id, each))
      if (paging?.next) more.push({ id: from.id, after: paging.next.after })
    }
    for (const { category, subCategory } of data.errors)
      if (!/NO_ASSOCIATIONS_FOUND/.test(subCategory)) refused.add(subCategory || category)
    open = [...open.slice(idsPerRead), ...more]
  }
  return { rows, refused: [...refused] }
}

type To = z.output<typeof AssociationsRead>['results'][number]['to'][number]

/** Id of a row: `<record>:<category>:<type>`. */
function toRows(
  { relationship, whole }: AssociationsAsk,
  member: string,
  { toObjectId, associationTypes }: To,
) {
  return associationTypes.map(({ category, typeId, label }): ChildRow => {
    const id = `${toObjectId}:${category}:${typeId}`
    return {
      relationship,
      id,
      member,
      pointer: member,
      slot: slotOf(category, typeId) ?? id,
      values: whole ? { label: label ?? null } : {},
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

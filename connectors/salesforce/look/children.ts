import type { ColumnType, Gap } from '../../../src/kit/connector.ts'
import type { Value } from '../../../src/kit/record.ts'
import type { ChildRead, ChildRow } from '../../../src/kit/relationship.ts'
import type { Api } from '../api.ts'
import type { Descriptions } from '../describe.ts'
import { toValue } from '../rest-read.ts'
import { queryPath, quote } from '../soql.ts'
import { fetchRecords } from './fetch.ts'
import { queryTogether } from './query-together.ts'
import type { Way, Ways } from './ways.ts'

export interface ChildrenContext {
  readonly api: Api
  readonly descriptions: Descriptions
  readonly waysOf: (object: string) => Promise<Ways>
}

/** Longest address of a query (REST API guide, "Status Codes", 414: 16,384 bytes), less what stands before it. */
const longestPath = 16_000

/** One query: a way, and the records asked about. */
interface Ask {
  readonly way: Way
  readonly path: string
}

/** All rows that hang on the records, by every way there is, or by those of some relationships. */
export async function readChildren(
  object: string,
  ids: readonly string[],
  { whole = false, only }: { readonly whole?: boolean; readonly only?: readonly string[] },
  context: ChildrenContext,
): Promise<ChildRead> {
  if (ids.length === 0) return { rows: [], blind: [] }
  const { ways: all, blind } = await context.waysOf(object)
  const ways = only === undefined ? all : all.filter(({ relationship }) => only.includes(relationship.name))
  const members = await pointersOf(object, ids, ways, context)
  const asks = ways.flatMap((way) =>
    asksFor(way, [...(members.get(way.relationship.anchor)?.keys() ?? [])], whole),
  )
  const answers = await queryTogether(context.api, {
    paths: new Map(asks.map(({ path }, index) => [String(index), path])),
    purpose: 'children',
    doing: `reading what hangs on ${object}`,
  })
  const rows: ChildRow[] = []
  const cut = new Map(blind.map((gap) => [gap.what, gap]))
  for (const [index, { way }] of asks.entries()) {
    const answer = answers.get(String(index))
    if (!answer?.ok) {
      cut.set(way.relationship.name, refusedGap(way, answer?.code ?? ''))
      continue
    }
    const toMember = members.get(way.relationship.anchor)
    const types = typesOf(way, context.descriptions)
    for (const record of answer.records) rows.push(toRow(record, way, toMember, whole, types))
  }
  return { rows, blind: [...cut.values()] }
}

type Members = ReadonlyMap<string, string>

/** By anchor: what rows point at, and the record that it stands for. */
async function pointersOf(
  object: string,
  ids: readonly string[],
  ways: readonly Way[],
  context: ChildrenContext,
): Promise<ReadonlyMap<string | null, Members>> {
  const pointers = new Map<string | null, Members>([[null, new Map(ids.map((id) => [id, id]))]])
  const anchors = [...new Set(ways.flatMap(({ relationship: { anchor } }) => anchor ?? []))]
  if (anchors.length === 0) return pointers
  const records = await fetchRecords(object, ids, anchors, 'children', context)
  for (const anchor of anchors) {
    const known = records.flatMap(({ id, values }): [string, string][] => {
      const pointer = values[anchor]
      return typeof pointer === 'string' ? [[pointer, id]] : []
    })
    pointers.set(anchor, new Map(known))
  }
  return pointers
}

function asksFor(way: Way, pointers: readonly string[], whole: boolean): Ask[] {
  const asks: Ask[] = []
  let rest = pointers
  while (rest.length > 0) {
    const { path, taken } = longest(way, rest, whole)
    asks.push({ way, path })
    rest = rest.slice(taken)
  }
  return asks
}

function longest(way: Way, pointers: readonly string[], whole: boolean): { path: string; taken: number } {
  for (let taken = pointers.length; ; taken = Math.ceil(taken / 2)) {
    const path = pathOf(way, pointers.slice(0, taken), whole)
    if (path.length <= longestPath || taken === 1) return { path, taken }
  }
}

function pathOf(way: Way, pointers: readonly string[], whole: boolean): string {
  const { object, field } = way.relationship
  const alive = way.archived ? ' AND IsDeleted = false' : ''
  const soql = `SELECT ${columnsOf(way, whole).join(', ')} FROM ${object} WHERE ${field} IN (${pointers.map(quote).join(',')})${way.condition}${alive}`
  return queryPath(soql, way.archived)
}

function columnsOf(way: Way, whole: boolean): readonly string[] {
  if (whole || way.keep) return way.columns
  return [...new Set(['Id', way.relationship.field])]
}

function typesOf(way: Way, descriptions: Descriptions): ReadonlyMap<string, ColumnType> {
  const fields = descriptions.fields(way.relationship.object) ?? new Map()
  return new Map([...fields].map(([name, { type }]) => [name, type]))
}

function toRow(
  record: Readonly<Record<string, unknown>>,
  way: Way,
  members: Members | undefined,
  whole: boolean,
  types: ReadonlyMap<string, ColumnType>,
): ChildRow {
  const pointer = String(record[way.relationship.field])
  const values: Record<string, Value> = {}
  if (whole || way.keep)
    for (const column of way.columns) values[column] = toValue(record[column], types.get(column) ?? 'text')
  return {
    relationship: way.relationship.name,
    id: String(record.Id),
    member: members?.get(pointer) ?? pointer,
    pointer,
    slot: way.slot === null ? null : way.slot.map((column) => String(record[column] ?? '')).join('|'),
    values,
  }
}

function refusedGap({ relationship: { name, object } }: Way, code: string): Gap {
  return {
    what: name,
    why: `Salesforce did not tell which rows of ${object} hang on the records (${code || 'no reason given'}).`,
    remedy: `Grant "Read" on ${object} and on its fields in a permission set, then plan again.`,
  }
}

import { statement } from '../../statement.ts'
import type { Org } from '../org.ts'
import type { ObjectType } from '../schema/types.ts'
import { recordTable } from '../store/open.ts'
import { recordOf, type StoredRecord } from '../store/record.ts'
import { columnOf } from './column.ts'
import { type Condition, conditionOf } from './condition.ts'
import { equip } from './functions.ts'
import type { SearchQuery } from './query.ts'

export interface SearchPage {
  readonly total: number
  readonly records: readonly StoredRecord[]
  /** Position of the next page; absent after the last. */
  readonly next?: number
}

export function find(org: Org, type: ObjectType, query: SearchQuery): SearchPage {
  equip(org.db)
  const { sql, parameters } = together([visible(org), grouped(org, type, query), matching(type, query.text)])
  const table = recordTable(type.name)
  const where = `FROM ${table} WHERE ${sql}`
  const total = Number(statement(org.db, `SELECT count(*) AS total ${where}`).get(...parameters)?.total ?? 0)
  const count = pageLength(query)
  const rows = statement(
    org.db,
    `SELECT * ${where} ORDER BY ${order(org, type, query)} LIMIT ? OFFSET ?`,
  ).all(...parameters, count, query.offset)
  const next = query.offset + rows.length
  return { total, records: rows.map(recordOf), ...(next < total && rows.length > 0 ? { next } : {}) }
}

/**
 * What is in the recycle bin is never found. What was written within the lag is not there at all, neither as it
 * was nor as it is: the worst that a client can meet.
 */
function visible({ behaviour, clock }: Org): Condition {
  if (behaviour.searchLagMs === 0) return { sql: 'archived IS NULL', parameters: [] }
  const horizon = clock.now().getTime() - behaviour.searchLagMs
  return { sql: 'archived IS NULL AND updated <= ?', parameters: [horizon] }
}

function grouped(org: Org, type: ObjectType, { groups }: SearchQuery): Condition {
  if (groups.length === 0) return { sql: 'TRUE', parameters: [] }
  const all = groups.map((group) => together(group.map((filter) => conditionOf(org, type, filter))))
  return {
    sql: all.map(({ sql }) => `(${sql})`).join(' OR '),
    parameters: all.flatMap(({ parameters }) => parameters),
  }
}

function together(conditions: readonly Condition[]): Condition {
  if (conditions.length === 0) return { sql: 'TRUE', parameters: [] }
  return {
    sql: conditions.map(({ sql }) => `(${sql})`).join(' AND '),
    parameters: conditions.flatMap(({ parameters }) => parameters),
  }
}

/** Where the free text is looked for; a piece of a word is enough. */
const searched: Readonly<Record<string, readonly string[]>> = {
  contacts: ['firstname', 'lastname', 'email', 'hs_additional_emails', 'phone', 'mobilephone', 'company'],
  companies: ['name', 'domain', 'website', 'phone'],
  deals: ['dealname', 'pipeline', 'dealstage', 'description', 'dealtype'],
  tickets: ['subject', 'content', 'hs_pipeline_stage', 'hs_ticket_category'],
  tasks: ['hs_task_subject', 'hs_task_body'],
  notes: ['hs_note_body'],
}

function matching(type: ObjectType, text: string): Condition {
  if (text.trim() === '') return { sql: 'TRUE', parameters: [] }
  const words = text.trim().toLowerCase().split(/\s+/)
  const names = searched[type.name] ?? type.shown
  const all = names.map((name) => `coalesce(json_extract(properties, '$."${name}"'), '')`).join(` || ' ' || `)
  return {
    sql: words.map(() => `instr(lower_text(${all}), ?) > 0`).join(' AND '),
    parameters: words,
  }
}

/** Without a sort the oldest come first; equal ones by id. */
function order(org: Org, type: ObjectType, { sort }: SearchQuery): string {
  if (sort === undefined) return 'id'
  const { sql } = columnOf(org, type, sort.property)
  const direction = sort.descending ? 'DESC' : 'ASC'
  return `${sql} ${direction} NULLS LAST, id ${direction}`.replace(
    /^(updated|created) (\w+) NULLS LAST/,
    '$1 $2',
  )
}

/**
 * Some pages have fewer results than asked for although more follow: hits that were gone when the page was put
 * together. Here it is every third page of 20 or more, so that no run of a test differs from another.
 */
function pageLength({ limit, offset }: SearchQuery): number {
  const page = Math.floor(offset / limit)
  return limit >= 20 && page % 3 === 1 ? limit - 2 : limit
}

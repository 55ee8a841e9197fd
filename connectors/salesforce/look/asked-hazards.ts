import type { Hazard } from '../../../src/kit/writer.ts'
import type { Api } from '../api.ts'
import { bodyOf, getTogether, type Part } from '../composite.ts'
import type { Descriptions } from '../describe.ts'
import { QueryPage, queryPath, quote } from '../soql.ts'
import { fetchRecords } from './fetch.ts'
import { blocks, count, type Group, note } from './group-view.ts'

export interface AskedContext {
  readonly api: Api
  readonly descriptions: Descriptions
}

/** What takes further questions, put for all groups together. */
export async function askedHazards(
  object: string,
  groups: readonly Group[],
  context: AskedContext,
): Promise<readonly (readonly Hazard[])[]> {
  const circles = await findCircles(object, groups, context)
  const open = await findOpenBusiness(groups, context)
  const own = await countOwnRows(object, groups, context)
  return groups.map((group, index) => [
    ...(circles[index] ?? []),
    ...openHazards(group, open),
    ...ownRowHazards(group, own),
  ])
}

const superiors: Readonly<Record<string, string>> = { Account: 'ParentId', Contact: 'ReportsToId' }
/** Deeper than any hierarchy that people keep; a circle that is there already ends earlier. */
const deepest = 50

/**
 * A merge refuses circles (`CIRCULAR_DEPENDENCY`). One arises when a member is above another one: the rows below
 * a duplicate move to the survivor, and an empty parent of the survivor may be filled with a duplicate's.
 */
async function findCircles(
  object: string,
  groups: readonly Group[],
  context: AskedContext,
): Promise<readonly (readonly Hazard[])[]> {
  const column = superiors[object]
  if (column === undefined || context.descriptions.fields(object)?.has(column) !== true) return []
  const above = new Map<string, string | null>()
  for (const { members } of groups) for (const { id, values } of members) above.set(id, toId(values[column]))
  for (let level = 0; level < deepest; level++) {
    const unknown = [...new Set(above.values())].filter((id) => id !== null && !above.has(id)) as string[]
    if (unknown.length === 0) break
    for (const id of unknown) above.set(id, null)
    for (let at = 0; at < unknown.length; at += 2000)
      for (const record of await fetchRecords(
        object,
        unknown.slice(at, at + 2000),
        [column],
        'plan',
        context,
      ))
        above.set(record.id, toId(record.values[column]))
  }
  return groups.map(({ members }) => {
    const inside = new Set(members.map(({ id }) => id))
    if (!members.some(({ id }) => isBelow(id, inside, above))) return []
    return [
      blocks(
        'hierarchy-circle',
        `One of the records is above another one by ${column}, so a merge would make a circle: clear ${column} between them first, or decide that they are not the same.`,
      ),
    ]
  })
}

function toId(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

function isBelow(
  id: string,
  inside: ReadonlySet<string>,
  above: ReadonlyMap<string, string | null>,
): boolean {
  const seen = new Set([id])
  for (let next = above.get(id); next !== null && next !== undefined; next = above.get(next)) {
    if (inside.has(next)) return true
    if (seen.has(next)) return false
    seen.add(next)
  }
  return false
}

interface Open {
  readonly Opportunity: ReadonlySet<string>
  readonly Case: ReadonlySet<string>
}

function opportunitiesOf(group: Group): readonly string[] {
  const direct = group.rows('Opportunity').filter(group.isLoser)
  const roles = group.rows('OpportunityContactRole', 'ContactId').filter(group.isLoser)
  return [...direct.map(({ id }) => id), ...roles.map(({ values }) => String(values.OpportunityId))]
}

function casesOf(group: Group): readonly string[] {
  return group
    .rows('Case')
    .filter(group.isLoser)
    .map(({ id }) => id)
}

async function findOpenBusiness(groups: readonly Group[], context: AskedContext): Promise<Open> {
  const open = async (object: string, ids: readonly string[]): Promise<ReadonlySet<string>> => {
    const all = [...new Set(ids)]
    const found = new Set<string>()
    for (let at = 0; at < all.length; at += 2000) {
      const records = await fetchRecords(object, all.slice(at, at + 2000), ['IsClosed'], 'plan', context)
      for (const { id, values } of records) if (values.IsClosed === false) found.add(id)
    }
    return found
  }
  return {
    Opportunity: await open('Opportunity', groups.flatMap(opportunitiesOf)),
    Case: await open('Case', groups.flatMap(casesOf)),
  }
}

function openHazards(group: Group, open: Open): Hazard[] {
  const deals = new Set(opportunitiesOf(group).filter((id) => open.Opportunity.has(id))).size
  const cases = new Set(casesOf(group).filter((id) => open.Case.has(id))).size
  const both = [
    deals === 0 ? [] : [count(deals, 'open opportunity', 'open opportunities')],
    cases === 0 ? [] : [count(cases, 'open case')],
  ].flat()
  if (both.length === 0) return []
  return [
    note(
      'open-business',
      `The survivor takes over ${both.join(' and ')} of duplicates: tell whoever works on them.`,
    ),
  ]
}

/** Rows that stay with a loser: counted by record id; `null` where that could not be found out. */
interface OwnRows {
  readonly history: ReadonlyMap<string, number> | null
  readonly feed: ReadonlyMap<string, number> | null
}

/** Most ids in one query, so that its address stays below 16,384 bytes. */
const idsPerQuery = 400

async function countOwnRows(
  object: string,
  groups: readonly Group[],
  context: AskedContext,
): Promise<OwnRows> {
  const losers = groups.flatMap((group) => group.losers.map(({ id }) => id))
  const paths = new Map<string, string>()
  for (let at = 0; at < losers.length; at += idsPerQuery) {
    const ids = losers
      .slice(at, at + idsPerQuery)
      .map(quote)
      .join(',')
    paths.set(`history ${at}`, countPath(`${object}History`, `${object}Id`, ids))
    paths.set(`feed ${at}`, countPath('FeedItem', 'ParentId', ids))
  }
  const { data } = await getTogether(context.api, {
    paths,
    purpose: 'plan',
    doing: 'counting posts and history',
  })
  const of = (kind: string): readonly Part[] =>
    [...data].filter(([name]) => name.startsWith(kind)).map(([, part]) => part)
  return { history: tally(of('history')), feed: tally(of('feed')) }
}

function countPath(object: string, field: string, ids: string): string {
  return queryPath(
    `SELECT ${field} record, COUNT(Id) rows FROM ${object} WHERE ${field} IN (${ids}) GROUP BY ${field}`,
  )
}

/** Grouped queries have one page, of at most 2,000 groups. */
function tally(parts: readonly Part[]): ReadonlyMap<string, number> | null {
  const counts = new Map<string, number>()
  for (const part of parts) {
    const page = bodyOf(QueryPage, part)
    if (page === undefined) return null
    for (const { record, rows } of page.records) counts.set(String(record), Number(rows))
  }
  return counts
}

function ownRowHazards({ losers }: Group, { history, feed }: OwnRows): Hazard[] {
  const sum = (counts: ReadonlyMap<string, number>): number =>
    losers.reduce((total, { id }) => total + (counts.get(id) ?? 0), 0)
  const found: Hazard[] = []
  if (feed === null)
    found.push(
      note(
        'feed-unknown',
        'Whether duplicates have posts could not be found out; a merge does not keep them.',
      ),
    )
  else if (sum(feed) > 0)
    found.push(note('feed-lost', `The merge loses ${count(sum(feed), 'post')} in the feeds of duplicates.`))
  if (history === null)
    found.push(
      note(
        'history-unknown',
        'Whether duplicates have a field history could not be found out; a merge does not keep it.',
      ),
    )
  else if (sum(history) > 0)
    found.push(
      note(
        'history-lost',
        `The merge loses ${count(sum(history), 'entry', 'entries')} in the field history of duplicates.`,
      ),
    )
  return found
}

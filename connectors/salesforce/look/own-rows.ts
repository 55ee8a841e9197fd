import type { Hazard } from '../../../src/kit/writer.ts'
import type { Api } from '../api.ts'
import { bodyOf, getTogether, type Part } from '../composite.ts'
import { QueryPage, queryPath, quote } from '../soql.ts'
import { count, counts, type Group, note } from './group-view.ts'

/** Rows that stay with a loser: counted by record id; `null` where that could not be found out. */
export interface OwnRows {
  readonly history: ReadonlyMap<string, number> | null
  readonly feed: ReadonlyMap<string, number> | null
}

/** Most ids in one query, so that its address stays below 16,384 bytes. */
const idsPerQuery = 400

export async function countOwnRows(object: string, groups: readonly Group[], api: Api): Promise<OwnRows> {
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
  const { data } = await getTogether(api, {
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
  const found = new Map<string, number>()
  for (const part of parts) {
    const page = bodyOf(QueryPage, part)
    if (page === undefined) return null
    for (const { record, rows } of page.records) found.set(String(record), Number(rows))
  }
  return found
}

export function ownRowHazards({ losers }: Group, { history, feed }: OwnRows): Hazard[] {
  const sum = (rows: ReadonlyMap<string, number>): number =>
    losers.reduce((total, { id }) => total + (rows.get(id) ?? 0), 0)
  const found: Hazard[] = []
  if (feed === null)
    found.push(
      note(
        'feed-unknown',
        'Whether duplicates have posts could not be found out; a merge does not keep them.',
      ),
    )
  else if (sum(feed) > 0)
    found.push(
      counts(
        'feed-lost',
        [sum(feed)],
        ([many = 0]) => `The merge loses ${count(many, 'post')} in the feeds of duplicates.`,
      ),
    )
  if (history === null)
    found.push(
      note(
        'history-unknown',
        'Whether duplicates have a field history could not be found out; a merge does not keep it.',
      ),
    )
  else if (sum(history) > 0)
    found.push(
      counts(
        'history-lost',
        [sum(history)],
        ([many = 0]) =>
          `The merge loses ${count(many, 'entry', 'entries')} in the field history of duplicates.`,
      ),
    )
  return found
}

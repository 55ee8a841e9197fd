import type { ObjectView } from '../look/org-view.ts'
import { pace, slices } from './pace.ts'

export type Requests = readonly (readonly [purpose: string, count: number])[]

/** Requests that reading so many records costs. */
export function fetchRequests(ids: number, { abilities }: Pick<ObjectView, 'abilities'>): number {
  return pages(ids, pace.idsPerFetch, abilities.reads?.records ?? pace.idsPerFetch)
}

/** What reading the rows of so many records costs; `apart`: by purpose, records that take a request of their own. */
export function requestsFor(
  ids: number,
  { abilities, relationships }: Pick<ObjectView, 'abilities' | 'relationships'>,
  apart: Readonly<Record<string, number>>,
): Requests {
  const { parents = pace.idsPerChildren, relationships: most = pace.relationshipsPerRequest } =
    abilities.reads ?? {}
  const together = [...relationships.values()].filter(({ readApart }) => readApart === undefined).length
  const looks = pages(ids, pace.idsPerChildren, parents)
  return [['children', looks * Math.ceil(together / Math.max(1, most))], ...Object.entries(apart)]
}

/** `asked`: ids in one call of the writer; `read`: in one request of its. */
function pages(ids: number, asked: number, read: number): number {
  const calls = slices(Array.from({ length: ids }), asked)
  return sum(calls, ({ length }) => Math.ceil(length / Math.max(1, read)))
}

export function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((all, item) => all + of(item), 0)
}

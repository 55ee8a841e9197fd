import { z } from 'zod'
import type { Column, ColumnType, ReadPart } from '../../src/kit/connector.ts'
import type { Value } from '../../src/kit/record.ts'

export const RemoteRecord = z.object({
  id: z.string().min(1),
  properties: z.record(z.string(), z.string().nullable()),
  archivedAt: z.string().nullish(),
})
export type RemoteRecord = Readonly<z.infer<typeof RemoteRecord>>

const paging = z.object({ next: z.object({ after: z.string() }).nullish() }).nullish()

export const RecordPage = z.object({ results: z.array(RemoteRecord), paging })
export const SearchPage = RecordPage.extend({ total: z.number() })

export function nextOf(page: { readonly paging?: z.infer<typeof paging> }): string | undefined {
  return page.paging?.next?.after
}

/** A part holds so many rows at most, and fewer when there are many columns or long texts. */
const mostRows = 2_000
const mostCells = 400_000
const mostCharacters = 16_000_000

/** Gathers records into parts of bounded size. */
export interface Gathering {
  /** The part that is full with this record, if so. */
  readonly add: (record: RemoteRecord) => ReadPart | undefined
  readonly rest: () => ReadPart | undefined
}

export function gather(columns: readonly Column[]): Gathering {
  const most = Math.max(100, Math.min(mostRows, Math.floor(mostCells / columns.length)))
  let values: Value[][] = columns.map(() => [])
  let rows = 0
  let characters = 0

  function take(): ReadPart {
    const part: ReadPart = { type: 'columns', columns, values }
    values = columns.map(() => [])
    rows = 0
    characters = 0
    return part
  }

  return {
    add: ({ id, properties }) => {
      for (const [index, { name, type }] of columns.entries()) {
        const value = index === 0 ? id : toValue(propertyOf(properties, name), type)
        if (typeof value === 'string') characters += value.length
        values[index]?.push(value)
      }
      rows++
      return rows >= most || characters >= mostCharacters ? take() : undefined
    },
    rest: () => (rows === 0 ? undefined : take()),
  }
}

/** A property may be called `constructor`, which every object has. */
export function propertyOf(properties: RemoteRecord['properties'], name: string): string | null {
  return Object.hasOwn(properties, name) ? (properties[name] ?? null) : null
}

/** All values are texts; an empty one and none are the same. */
export function toValue(raw: string | null | undefined, type: ColumnType): Value {
  if (raw === null || raw === undefined || raw === '') return null
  switch (type) {
    case 'number': {
      const number = Number(raw)
      return Number.isFinite(number) ? number : null
    }
    case 'boolean':
      return /^(true|1|yes)$/i.test(raw)
    case 'datetime':
      return toMoment(raw)
    case 'date':
      return toMoment(raw)?.slice(0, 10) ?? null
    default:
      return raw
  }
}

/** ISO 8601, or milliseconds as some older properties have them. */
function toMoment(raw: string): string | null {
  const moment = /^-?\d{5,}$/.test(raw) ? new Date(Number(raw)) : new Date(raw)
  return Number.isNaN(moment.getTime()) ? null : moment.toISOString()
}

/** Ids of what was merged into a record, by whatever depth. */
export function mergedIds({ properties }: RemoteRecord): readonly string[] {
  return (properties.hs_merged_object_ids ?? '').split(';').filter((id) => id !== '')
}

import type { Abilities, ChildRow, FieldDescription, NativeRecord, Relationship } from '../../kit/index.ts'
import { counted, listed, withoutStop } from '../../text/words.ts'
import type { Note } from '../files/plan-file.ts'
import type { RowCounts } from './rows.ts'
import type { MergeWay } from './way.ts'

type Relationships = ReadonlyMap<string, Relationship>

/** Rows of duplicates that would have to be moved and can only be left behind: then nothing is taken over. */
export function unlikeTies(
  rows: readonly ChildRow[],
  survivor: string,
  relationships: Relationships,
): Note | null {
  const names = rows.flatMap(({ member, relationship }) => {
    const found = relationships.get(relationship)
    const isLeft = found?.moves === true && found.tiesPerRequest === undefined
    return member !== survivor && isLeft ? [relationship] : []
  })
  if (names.length === 0) return null
  const text = `${counted(names.length, 'row')} of ${listed([...new Set(names)].sort())} cannot be attached to the survivor, and would go with the duplicates.`
  return { code: 'not-preservable', text }
}

/** Addresses that a merge would gather in a column that nobody can write: where duplicates are taken over, they stay behind. */
export function notGathered(
  survivor: NativeRecord,
  losers: readonly NativeRecord[],
  { fields, gathers = [] }: Gathering,
): readonly Note[] {
  const columns = gathers.filter(({ main, further }) => {
    const field = fields.find(({ name }) => name === further)
    if (field === undefined || field.updateable) return false
    const had = partsOf(survivor, [main, further])
    return losers.some((loser) => [...partsOf(loser, [main, further])].some((part) => !had.has(part)))
  })
  if (columns.length === 0) return []
  const names = listed(columns.map(({ main, further }) => `${main} and ${further}`))
  const text = `What duplicates have in ${names} beyond the survivor is not taken over: the CRM lets nobody write the further ones.`
  return [{ code: 'further-left-behind', text }]
}

interface Gathering {
  readonly fields: readonly FieldDescription[]
  readonly gathers?: Abilities['traits']['gathers']
}

function partsOf({ values }: NativeRecord, columns: readonly string[]): ReadonlySet<string> {
  const parts = columns.flatMap((column) => String(values[column] ?? '').split(';'))
  return new Set(parts.map((part) => part.trim().toLowerCase()).filter((part) => part !== ''))
}

/** What of duplicates does not get to the survivor. */
export function rowNotes(way: MergeWay, { drops }: RowCounts, relationships: Relationships): readonly Note[] {
  const isTie = (name: string) => relationships.get(name)?.tiesPerRequest !== undefined
  const left = Object.entries(drops).filter(([name]) => way.by === 'preserving' || isTie(name))
  const names = left.map(([name, count]) => `${counted(count, 'row')} of ${name}`)
  return [
    ...(way.by === 'preserving'
      ? [
          {
            code: 'not-taken-over',
            text: `Not taken over from duplicates: ${withoutStop(way.preserving.loses)}.`,
          },
        ]
      : []),
    ...(names.length === 0
      ? []
      : [{ code: 'left-behind', text: `Not carried over to the survivor: ${listed(names)}.` }]),
  ]
}

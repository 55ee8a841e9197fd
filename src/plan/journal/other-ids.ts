import { journalFiles } from './folder.ts'
import { isPerson, type Person, type Place, withRecords } from './person.ts'
import { entriesOf } from './read.ts'

interface Renamed {
  readonly object: string
  readonly survivor: string
  readonly losers: readonly string[]
  readonly now: string
  /** Made anew by an undo: whoever is forgotten by the old id need not be this one any more. */
  readonly anew: boolean
}

/**
 * Other ids of a person in a journal: where merges give survivors new ids, those that it had before, and the records
 * merged into it; the new one of a survivor that was named by an earlier id; and the old one of a record that an undo
 * made anew.
 */
export async function otherIdsIn(
  dir: string,
  { connection, person }: { readonly connection: string; readonly person: Person },
): Promise<readonly Place[]> {
  const merges = await renamedIn(dir)
  const found = new Map<string, Place>()
  let known = person
  for (let size = -1; size < found.size; ) {
    size = found.size
    for (const { object, survivor, losers, now, anew } of merges) {
      const is = (id: string): boolean => isPerson(known, { connection, object, id })
      const others = is(now) ? [survivor, ...losers] : is(survivor) && !anew ? [now] : []
      for (const id of others) found.set(`${object} ${id}`, { connection, object, id })
    }
    known = withRecords(person, [...found.values()])
  }
  return [...found.values()]
}

async function renamedIn(dir: string): Promise<readonly Renamed[]> {
  const steps = new Map<number, readonly Omit<Renamed, 'now'>[]>()
  const renamed: Renamed[] = []
  for await (const entry of entriesOf(journalFiles(dir).journal)) {
    if (entry.type === 'intent' && (entry.verb === 'merge' || entry.verb === 'create')) {
      const anew = entry.verb === 'create'
      const merges = entry.items.map(({ object, record = '', losers = [] }) => ({
        object,
        survivor: record,
        losers,
        anew,
      }))
      steps.set(entry.step, merges)
    }
    if (entry.type !== 'outcome' && entry.type !== 'read-back') continue
    for (const [n, outcome] of entry.outcomes.entries()) {
      const merge = steps.get(entry.step)?.[n]
      if (merge === undefined || outcome.result !== 'done' || outcome.id === undefined) continue
      if (outcome.id !== merge.survivor) renamed.push({ ...merge, now: outcome.id })
    }
  }
  return renamed
}

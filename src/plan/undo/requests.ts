import type { ChildRow, Value } from '../../kit/index.ts'
import { rowName } from '../look/pre-image.ts'
import { slices } from '../pace/pace.ts'
import { tieRequests } from '../pace/tie-requests.ts'
import type { Attempt } from './attempt.ts'
import { nameNow } from './ids.ts'
import type { Looking, Now } from './look.ts'
import type { UndoWrites } from './request.ts'
import type { Subject } from './subject.ts'

/** Attempts of one turn that are `writable`, cut into requests of one object; of groups that share no record. */
export async function requestsOf(
  looking: Looking,
  attempts: readonly Attempt[],
  size: number,
): Promise<readonly (readonly Attempt[])[]> {
  const byObject = Map.groupBy(attempts, ({ write }) =>
    'tie' in write ? `${write.object} tie` : `${write.object} ${write.verb}`,
  )
  const sized = [...byObject.values()].map((batch) => cut(looking, batch, size))
  return (await Promise.all(sized)).flat()
}

/** Requests that attempts take, turn by turn. */
export async function writesOf(
  looking: Looking,
  attempts: readonly Attempt[],
  size: number,
): Promise<readonly UndoWrites[]> {
  const requests = new Map<string, UndoWrites>()
  for (const ofTurn of Map.groupBy(attempts, ({ turn }) => turn).values())
    for (const batch of await requestsOf(looking, ofTurn, size)) {
      const { verb, object } = (batch[0] as Attempt).write
      const key = `${verb} ${object}`
      requests.set(key, { verb, object, requests: (requests.get(key)?.requests ?? 0) + 1 })
    }
  return [...requests.values()]
}

async function cut(
  { org }: Looking,
  batch: readonly Attempt[],
  size: number,
): Promise<readonly (readonly Attempt[])[]> {
  const [first] = batch
  if (first === undefined) return []
  // Of a record that is made anew nobody may have to guess which request of several made it.
  if ('record' in first.write) return slices(batch, 1)
  if (!('tie' in first.write)) return slices(batch, size)
  const { relationships } = await org.of(first.write.object)
  const tieOf = ({ write }: Attempt) => ('tie' in write ? write.tie : {})
  return tieRequests(batch, tieOf, (name) => relationships.get(name))
}

/** With nothing in it that the CRM lets nobody set. A record that is made anew keeps its blanks: it is known by them. */
export async function writable(looking: Looking, attempt: Attempt): Promise<Attempt> {
  const { write } = attempt
  if (write.verb !== 'create' && write.verb !== 'update') return attempt
  const fields = await looking.fields(write.object)
  if (write.verb === 'create') {
    const values = only(write.values, (name, value) => {
      const field = fields.get(name)
      return field?.createable === true && !field.system && (value !== null || 'record' in write)
    })
    return { ...attempt, write: { ...write, values } }
  }
  const values = only(write.update.values, (name) => fields.get(name)?.updateable === true)
  return { ...attempt, write: { ...write, update: { ...write.update, values } } }
}

function only(
  values: Readonly<Record<string, Value>>,
  keeps: (name: string, value: Value) => boolean,
): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(values).filter(([name, value]) => keeps(name, value)))
}

/**
 * New rows that are there already: made by an earlier request whose answer was lost, or by the CRM itself. By attempt,
 * the id of the row.
 */
export function madeAlready(
  attempts: readonly Attempt[],
  { children }: Pick<Subject, 'children'>,
  now: Now,
): ReadonlyMap<Attempt, string> {
  const known = new Set(children.flatMap((row) => [rowName(row), nameNow(now, row)]))
  const fresh = [...now.rows.values()].filter((row) => !known.has(rowName(row)))
  const taken = new Set<ChildRow>()
  const found = new Map<Attempt, string>()
  for (const attempt of attempts) {
    if (attempt.write.verb !== 'create' || !('row' in attempt.write)) continue
    const { row, values } = attempt.write
    const twin = fresh.find((one) => !taken.has(one) && isTwin(one, row, values))
    if (twin === undefined) continue
    taken.add(twin)
    found.set(attempt, twin.id)
  }
  return found
}

function isTwin(one: ChildRow, row: ChildRow, values: Readonly<Record<string, Value>>): boolean {
  if (one.relationship !== row.relationship || one.member !== row.member) return false
  if (row.slot !== null) return one.slot === row.slot
  return Object.entries(values).every(([name, value]) => one.values[name] === value)
}

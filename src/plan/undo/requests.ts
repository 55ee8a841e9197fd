import type { ChildRow, Value } from '../../kit/index.ts'
import { slices } from '../pace.ts'
import { othersOf } from '../plan-file.ts'
import type { Looked, Looking } from './look.ts'
import type { Attempt } from './outlook.ts'

const rowsPerRequest = 200

/** The attempts of one turn, cut into requests of one object, with nothing in them that the CRM would refuse. */
export async function requestsOf(
  looking: Looking,
  attempts: readonly Attempt[],
): Promise<readonly (readonly Attempt[])[]> {
  const requests: (readonly Attempt[])[] = []
  for (const batch of Map.groupBy(attempts, ({ write }) => write.object).values()) {
    const ready = await Promise.all(batch.map((attempt) => writable(looking, attempt)))
    requests.push(...slices(ready, rowsPerRequest))
  }
  return requests
}

/** What the CRM lets nobody set follows from the rest. */
async function writable(looking: Looking, attempt: Attempt): Promise<Attempt> {
  const { write } = attempt
  if (write.verb === 'restore') return attempt
  const fields = await looking.fields(write.object)
  if (write.verb === 'create') {
    const values = only(write.values, (name, value) => {
      const field = fields.get(name)
      return field?.createable === true && !field.system && value !== null
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

/** Rows of which the restored record has one again by itself: the CRM made them along with others. */
export async function cameBack(
  looking: Looking,
  { action }: Looked,
  attempts: readonly Attempt[],
): Promise<ReadonlySet<Attempt>> {
  if (attempts.length === 0) return new Set()
  const { rows } = await looking.writer.children(action.object, othersOf(action))
  const there = new Set(rows.flatMap((row) => slotOf(row) ?? []))
  return new Set(
    attempts.filter(({ write }) => {
      const slot = write.verb === 'create' ? slotOf(write.row) : null
      return slot !== null && there.has(slot)
    }),
  )
}

function slotOf({ relationship, member, slot }: ChildRow): string | null {
  return slot === null ? null : `${relationship}\n${member}\n${slot}`
}

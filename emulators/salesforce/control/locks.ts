import { ControlError } from '../../control.ts'
import { ApiError, type Org } from '../org.ts'
import { fullId, objectOfId } from '../store/index.ts'

/** Rows that somebody else seems to be writing: each attempt to change one fails, whatever API it comes by. */
export interface Locks {
  /** `times`: attempts that fail until the row is free again; `null`: until it is freed. */
  readonly lock: (ids: readonly string[], times: number | null) => number
  readonly free: () => number
}

export function createLocks(org: Org): Locks {
  const locked = new Map<string, number | null>()
  const watched = new Set<string>()
  org.db.function('lock_row', (id) => {
    const left = locked.get(String(id))
    if (left === undefined) return null
    if (left !== null && left > 1) locked.set(String(id), left - 1)
    else if (left !== null) locked.delete(String(id))
    throw new ApiError(
      400,
      'UNABLE_TO_LOCK_ROW',
      `unable to obtain exclusive access to this record or 1 records: ${String(id)}`,
    )
  })
  return {
    lock(given, times) {
      for (const one of given) {
        const id = fullId(one)
        const object = id === null ? undefined : objectOfId(org, id)
        if (id === null || object === undefined) throw new ControlError(`no record id: ${one}`)
        locked.set(id, times)
        if (!watched.has(object.name)) watch(org, object.name)
        watched.add(object.name)
      }
      return locked.size
    },
    free() {
      const count = locked.size
      locked.clear()
      return count
    },
  }
}

/** The exception of the function comes out of the writing statement as it was thrown. */
function watch(org: Org, table: string): void {
  for (const event of ['UPDATE', 'DELETE'])
    org.db.exec(
      `CREATE TEMP TRIGGER "lock_${event}_${table}" BEFORE ${event} ON main."${table}"
       BEGIN SELECT lock_row(OLD."Id"); END`,
    )
}

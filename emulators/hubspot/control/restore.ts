import { ControlError } from '../../control.ts'
import type { Door } from '../door.ts'
import { ApiError } from '../org.ts'
import { findType } from '../store/define.ts'
import { restoreRecord } from '../store/write.ts'

export interface Restored {
  readonly restored: readonly string[]
  readonly failed: readonly { readonly id: string; readonly error: string }[]
}

/**
 * What a person does in the recycle bin of an object; no call of the API does it. Each is refused for itself, e.g. where
 * its address is that of another contact by now.
 */
export function restore({ org }: Door, body: Readonly<Record<string, unknown>>): Restored {
  const type = findType(org, String(body.object))
  if (type === undefined) throw new ControlError(`no such object: ${String(body.object)}`)
  if (!Array.isArray(body.ids)) throw new ControlError('give "ids"')
  const restored: string[] = []
  const failed: { id: string; error: string }[] = []
  for (const id of body.ids.map(String)) {
    try {
      restoreRecord(org, type.name, id)
      restored.push(id)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      failed.push({ id, error: error.message })
    }
  }
  return { restored, failed }
}

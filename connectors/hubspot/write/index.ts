import type { StepOutcome, Writer } from '../../../src/kit/writer.ts'
import type { Way } from '../look/ways.ts'
import { isObjectName, unknownObject } from '../objects.ts'
import { createRecords, removeRecords, updateRecords } from './batches.ts'
import type { WriteContext } from './context.ts'
import { mergeRecords } from './merge.ts'
import { writeTies } from './ties.ts'

export type Writes = Pick<
  Writer,
  'script' | 'merge' | 'update' | 'create' | 'restore' | 'attach' | 'detach' | 'remove'
>

export interface WriteParts extends WriteContext {
  readonly waysOf: (object: string) => Promise<readonly Way[]>
}

export function createWrites(parts: WriteParts): Writes {
  const ties =
    (doing: 'attach' | 'detach'): NonNullable<Writer['attach']> =>
    async (object, all) =>
      await writeTies(parts, doing, named(object), await parts.waysOf(object), all)
  // A name such as `..` would be another address, and `0-1` would pass by what protects contacts.
  const named = (object: string): string => {
    if (!isObjectName(object)) throw unknownObject(object, parts.api.host())
    return object
  }
  return {
    script: () => null,
    merge: async (object, steps) => await mergeRecords(parts, named(object), steps),
    update: async (object, updates) => await updateRecords(parts, named(object), updates),
    create: async (object, records) => await createRecords(parts, named(object), records),
    restore: async (_, ids) => ids.map(() => noRestore),
    attach: ties('attach'),
    detach: ties('detach'),
    remove: async (object, ids) => await removeRecords(parts, named(object), ids),
  }
}

/** No request is made: there is none to make (HubSpot's public API has no call for the recycle bin). */
const noRestore: StepOutcome = {
  result: 'refused',
  code: 'NOT_SUPPORTED',
  message:
    'HubSpot restores deleted records by hand only, in Settings or the recycle bin of the object within 90 days, and merged ones not at all',
  retryable: false,
}

import type { StepOutcome, Writer } from '../../../src/kit/writer.ts'
import type { Way } from '../look/ways.ts'
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
      await writeTies(parts, doing, object, await parts.waysOf(object), all)
  return {
    script: () => null,
    merge: (object, steps) => mergeRecords(parts, object, steps),
    update: (object, updates) => updateRecords(parts, object, updates),
    create: (object, records) => createRecords(parts, object, records),
    restore: async (_, ids) => ids.map(() => noRestore),
    attach: ties('attach'),
    detach: ties('detach'),
    remove: (object, ids) => removeRecords(parts, object, ids),
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

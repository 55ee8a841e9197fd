import type { ObjectSchema } from '../schema/types.ts'
import type { Values } from '../store/input.ts'

/** One element of a merge call; ids as the client sent them. */
export interface MergeRequest {
  readonly object: ObjectSchema
  readonly masterId: string | undefined
  readonly loserIds: readonly string[]
  /** Fields that the master shall have afterwards; `null` empties one. */
  readonly values: Values
  readonly portalUserId: string | undefined
}

export interface Merged {
  readonly id: string
  readonly mergedIds: readonly string[]
  /** Children that now belong to the master, of objects that the user may see. */
  readonly movedIds: readonly string[]
}

export interface MergeSettings {
  /** Records that the recycle bin holds; the oldest go once they have been there for two hours. */
  readonly recycleBinRecords: number
  /** Whose data privacy record a merged contact or lead keeps. */
  readonly individual: 'master' | 'most-recent'
  /** Whether cases that were merged away go to the bin, or stay closed beside the master. */
  readonly cases: 'delete' | 'keep'
}

/** 25 records for each megabyte of data storage (Help, "Recycle Bin"), of which limits names 10,240. */
const ROOM = 25 * 10_240

export function mergeSettings(options: {
  readonly recycleBinRecords?: number
  readonly mergedIndividual?: 'master' | 'most-recent'
  readonly mergedCases?: 'delete' | 'keep'
}): MergeSettings {
  const { recycleBinRecords = ROOM, mergedIndividual = 'master', mergedCases = 'delete' } = options
  return { recycleBinRecords, individual: mergedIndividual, cases: mergedCases }
}

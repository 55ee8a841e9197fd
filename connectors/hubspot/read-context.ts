import type { Column, Gap, ReadNeed } from '../../src/kit/connector.ts'
import type { Api } from './api.ts'
import type { Descriptions } from './describe.ts'

export interface ReadContext {
  readonly api: Api
  readonly descriptions: Descriptions
  readonly now: () => Date
  readonly gapsOf: (need: ReadNeed) => readonly Gap[]
}

/** One read made ready. */
export interface Selection {
  readonly object: string
  /** The id first. */
  readonly columns: readonly Column[]
  /** What is asked for: the columns, and what we need to know of each record. */
  readonly properties: readonly string[]
}

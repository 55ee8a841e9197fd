import type { Column, Gap, ReadNeed } from '../../src/kit/connector.ts'
import type { Api } from './api.ts'
import type { Descriptions } from './describe.ts'
import type { Watermark } from './watermark.ts'

export interface ReadContext {
  readonly api: Api
  readonly descriptions: Descriptions
  readonly now: () => Date
  readonly gapsOf: (need: ReadNeed) => readonly Gap[]
  /** What this connection read in full of the objects that ties are asked for: their ids need no second list. */
  readonly lists: Map<string, IdList>
}

export interface IdList {
  readonly ids: readonly string[]
  readonly watermark: Watermark
}

/** One read made ready. */
export interface Selection {
  /** The CRM's own. */
  readonly object: string
  /** Whether each record's contact is asked for too. */
  readonly tied: boolean
  /** The id first. */
  readonly columns: readonly Column[]
  /** What is asked for: the columns, and what we need to know of each record. */
  readonly properties: readonly string[]
}

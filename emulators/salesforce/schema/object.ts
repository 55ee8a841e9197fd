/** An object as the data files of this folder write it. */
export interface SObject {
  readonly name: string
  readonly prefix: string | null
  readonly label: string
  readonly plural?: string
  readonly mergeable?: boolean
  readonly feed?: boolean
  /** The API that alone knows it; default both. */
  readonly api?: 'tooling' | 'data'
  /** What cannot be done: `query`, `create`, `update`, `delete`, `undelete`, `search`, `replicate`, `trigger`, `layout`. */
  readonly not?: readonly string[]
  /** See notation.ts. */
  readonly fields: string
  readonly generated?: Readonly<Record<string, string>>
  readonly derived?: Readonly<Record<string, string>>
}

/** Plain records: created, changed, deleted into the bin, not searched. */
export const QUIET = ['search', 'layout', 'trigger'] as const
/** Rows that only the platform writes. */
export const READ_ONLY = ['create', 'update', 'delete', 'search', 'layout', 'trigger', 'replicate'] as const
/** Setup rows: written, never in the bin. */
export const SETUP = ['undelete', 'search', 'layout', 'trigger', 'replicate'] as const

export const FULL_NAME = `trim(coalesce(FirstName || ' ', '') || coalesce(LastName, ''))`

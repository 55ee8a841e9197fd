import type { Connection, Connector } from '../../src/kit/index.ts'
import type { Decided } from '../../src/plan/group/group.ts'
import type { Dump } from './differences.ts'

/** A random org of one CRM, and what happens to it. */
export interface World extends AsyncDisposable {
  readonly connector: Connector
  readonly settings: Readonly<Record<string, unknown>>
  readonly env: Record<string, string | undefined>
  readonly tempDir: string
  /** `steward.yml` */
  readonly policy: string
  readonly groups: readonly Decided[]
  readonly connect: () => Promise<Connection>
  readonly dump: () => Promise<Dump>
  /** Somebody changes something; says what. */
  readonly meddle: () => Promise<string>
  /** A person restores records from the recycle bin; absent where undo does that itself. */
  readonly bringBack?: (object: string, ids: readonly string[]) => Promise<void>
  /** Whether a column says something of its own: no stamp of the CRM, nothing that follows from other columns. */
  readonly isKept: (object: string, column: string) => boolean
  /** The record that a row is only the other half of: a person account's contact. Its values are that one's. */
  readonly isHalfOf: (object: string, row: Readonly<Record<string, unknown>>) => string | null
  /** Codes of the plan's notes that say that such rows are lost. */
  readonly tellsOf: (object: string) => readonly string[]
  /** Whether a new row can be given a value for it. */
  readonly isGiven: (object: string, column: string) => boolean
}

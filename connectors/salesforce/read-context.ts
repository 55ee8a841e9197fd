import type { Column, Gap, ReadNeed } from '../../src/kit/connector.ts'
import { exitCodes, KitError } from '../../src/kit/error.ts'
import type { Api } from './api.ts'
import type { Descriptions } from './describe.ts'
import type { ReadLimits } from './read-limits.ts'

export interface ReadContext {
  readonly api: Api
  readonly descriptions: Descriptions
  readonly limits: ReadLimits
  readonly counts: ReadonlyMap<string, number>
  readonly tempDir: string
  readonly log: (line: string) => void
  readonly now: () => Date
  readonly gapsOf: (need: ReadNeed) => readonly Gap[]
}

/** One read made ready: what is asked, and how the answer is shaped. */
export interface Selection {
  readonly object: string
  readonly columns: readonly Column[]
  readonly soql: string
}

/** What a reader says when it has yielded all rows. */
export interface RowsRead {
  /** The server's time when the read began. */
  readonly at: Date
  /** The latest `SystemModstamp` among the rows. */
  readonly latest: string | null
}

/** What came is not what the org said there was. Throwing keeps a half-read object from passing for whole. */
export function incomplete(object: string, expected: number, got: number, host: string): KitError {
  return new KitError(
    'INCOMPLETE_READ',
    `${host} announced ${expected} rows of ${object} and sent ${got}; the read was given up.`,
    { exit: exitCodes.failed, actions: ['Run the command again; if it happens again, report it.'] },
  )
}

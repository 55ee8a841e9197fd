import { exitCodes, KitError } from '../../kit/index.ts'
import type { ReviewColumn } from './review-columns.ts'

const shown = 20

/** What is wrong with a file that a person edited; all of it is said at once. Never a value of a record. */
export class Mistakes {
  readonly #label: string
  readonly #found: { readonly row: number; readonly text: string }[] = []

  constructor(label: string) {
    this.#label = label
  }

  /** Rows as a spreadsheet numbers them; `column` is null when the whole row is meant. */
  add(row: number, column: ReviewColumn | null, what: string): void {
    this.#found.push({ row, text: column === null ? what : `${column} ${what}` })
  }

  /** Throws `DECISIONS_INVALID` (2) when there was any. */
  throwIfAny(): void {
    if (this.#found.length === 0) return
    const sorted = this.#found.toSorted((a, b) => a.row - b.row)
    const lines = sorted.slice(0, shown).map(({ row, text }) => `${this.#label}:${row}  ${text}`)
    const rest = sorted.length - shown
    if (rest > 0) lines.push(`and ${rest} more ${rest === 1 ? 'mistake' : 'mistakes'} in this file`)
    throw invalidReview(lines.join('\n'), 'Nothing was taken from the file. Correct it and try again.')
  }
}

export function invalidReview(message: string, ...actions: readonly string[]): KitError {
  return new KitError('DECISIONS_INVALID', message, { exit: exitCodes.usage, actions })
}

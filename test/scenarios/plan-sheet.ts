import { parse } from 'csv-parse/sync'

/** A review as a person has it open in a spreadsheet: cells by row and column, of no type. */
export class Sheet {
  readonly #header: readonly string[]
  readonly #rows: string[][]

  constructor(text: string) {
    const [header = [], ...rows] = parse(text, { bom: true }) as string[][]
    this.#header = header
    this.#rows = rows
  }

  /** Row numbers by group, in the order of the file. */
  get groups(): ReadonlyMap<string, readonly number[]> {
    return Map.groupBy(this.#rows.keys(), (row) => this.cell(row, 'group'))
  }

  cell(row: number, column: string): string {
    return this.#rows[row]?.[this.#at(column)] ?? ''
  }

  type(row: number, column: string, text: string): void {
    const cells = this.#rows[row]
    if (cells !== undefined) cells[this.#at(column)] = text
  }

  sortBy(column: string): void {
    const at = this.#at(column)
    this.#rows.sort((a, b) => (a[at] ?? '').localeCompare(b[at] ?? ''))
  }

  /** As a European spreadsheet saves CSV: semicolons, CRLF, a byte order mark, an empty line at the end. */
  saved(): string {
    const lines = [this.#header, ...this.#rows, this.#header.map(() => '')].map((row) =>
      row.map((cell) => (/[";\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(';'),
    )
    return `\ufeff${lines.join('\r\n')}\r\n`
  }

  #at(column: string): number {
    const at = this.#header.indexOf(column)
    if (at < 0) throw new Error(`no column ${column}`)
    return at
  }
}

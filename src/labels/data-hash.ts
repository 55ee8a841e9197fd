import type { MatchSource } from '../match/index.ts'

export interface DataFigures {
  /** 16 hex digits over all rows and fields, whatever order they are read in. */
  readonly hash: string
  readonly records: number
  /** Latest modification; null unless every record says when it was modified. */
  readonly revision: string | null
}

/** One pass over the source; nothing is kept but three numbers. */
export async function dataFigures(source: MatchSource, fields: readonly string[]): Promise<DataFigures> {
  const names = [...new Set(fields)].sort()
  let [high, low] = [0, 0]
  let records = 0
  let latest: string | null = ''
  for await (const batch of source.batches(names)) {
    const columns = names.map((name) => batch.columns[name])
    records += batch.rows
    for (let row = 0; row < batch.rows; row++) {
      const hash = new RowHash()
      hash.add(`${batch.object[row]}\n${batch.id[row]}`)
      for (const column of columns) hash.add(column?.[row] ?? null)
      high = (high + hash.high) >>> 0
      low = (low + hash.low) >>> 0
      const revision = batch.revision[row] ?? null
      if (revision === null) latest = null
      else if (latest !== null && revision > latest) latest = revision
    }
  }
  const hex = (half: number): string => half.toString(16).padStart(8, '0')
  return { hash: hex(high) + hex(low), records, revision: latest === '' ? null : latest }
}

/** Two FNV-1a hashes of 32 bits with different beginnings, over UTF-16 code units. */
class RowHash {
  #high = 0x811c9dc5
  #low = 0x1b873593

  add(value: unknown): void {
    const text = value === null ? '' : String(value)
    for (let at = 0; at < text.length; at++) this.#mix(text.charCodeAt(at))
    this.#mix(value === null ? 0x10000 : 0x10001)
  }

  #mix(unit: number): void {
    this.#high = Math.imul(this.#high ^ unit, 0x01000193)
    this.#low = Math.imul(this.#low ^ (unit + 0x9e37), 0x01000193)
  }

  get high(): number {
    return this.#high >>> 0
  }

  get low(): number {
    return this.#low >>> 0
  }
}

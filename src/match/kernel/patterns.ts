/** Counts patterns of levels: whole numbers of up to 53 bits. Open addressing; -1 is a free slot. */
export class PatternCounts {
  #patterns = new Float64Array(1024).fill(-1)
  #counts = new Float64Array(1024)
  #size = 0

  add(pattern: number, count = 1): void {
    const slot = this.#slotOf(pattern)
    if (this.#patterns[slot] === pattern) {
      this.#counts[slot] = (this.#counts[slot] as number) + count
      return
    }
    this.#patterns[slot] = pattern
    this.#counts[slot] = count
    if (++this.#size * 2 > this.#patterns.length) this.#grow()
  }

  /** Patterns with their counts, in no order. */
  values(): { readonly patterns: Float64Array; readonly counts: Float64Array } {
    const patterns = new Float64Array(this.#size)
    const counts = new Float64Array(this.#size)
    let to = 0
    for (let slot = 0; slot < this.#patterns.length; slot++) {
      if (this.#patterns[slot] === -1) continue
      patterns[to] = this.#patterns[slot] as number
      counts[to++] = this.#counts[slot] as number
    }
    return { patterns, counts }
  }

  #slotOf(pattern: number): number {
    const mask = this.#patterns.length - 1
    const low = pattern | 0
    const high = (pattern / 4_294_967_296) | 0
    const hash = Math.imul(low ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1)
    let slot = (hash ^ (hash >>> 15)) & mask
    while (this.#patterns[slot] !== -1 && this.#patterns[slot] !== pattern) slot = (slot + 1) & mask
    return slot
  }

  #grow(): void {
    const { patterns, counts } = this.values()
    this.#patterns = new Float64Array(this.#patterns.length * 2).fill(-1)
    this.#counts = new Float64Array(this.#counts.length * 2)
    this.#size = 0
    for (let at = 0; at < patterns.length; at++) this.add(patterns[at] as number, counts[at] as number)
  }
}

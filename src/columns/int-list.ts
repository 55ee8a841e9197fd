/** A growing list of whole numbers, four bytes each. */
export class IntList {
  #values = new Int32Array(64)
  length = 0

  push(value: number): void {
    if (this.length === this.#values.length) {
      const larger = new Int32Array(this.#values.length * 2)
      larger.set(this.#values)
      this.#values = larger
    }
    this.#values[this.length++] = value
  }

  /** Puts a number among those from `from` on, which ascend, unless it is there. */
  insert(from: number, value: number): void {
    let at = this.length
    while (at > from && (this.#values[at - 1] as number) >= value) at--
    if (at < this.length && this.#values[at] === value) return
    this.push(value)
    if (at === this.length - 1) return
    this.#values.copyWithin(at + 1, at, this.length - 1)
    this.#values[at] = value
  }

  set(index: number, value: number): void {
    this.#values[index] = value
  }

  at(index: number): number {
    return this.#values[index] ?? 0
  }

  /** The numbers so far, sharing the memory: push no more afterwards. */
  values(): Int32Array {
    return this.#values.subarray(0, this.length)
  }
}

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

  at(index: number): number {
    return this.#values[index] ?? 0
  }

  /** The numbers so far, sharing the memory: push no more afterwards. */
  values(): Int32Array {
    return this.#values.subarray(0, this.length)
  }
}

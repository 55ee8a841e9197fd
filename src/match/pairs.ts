/** A growing list of pairs with their evidence in bits and a small label. */
export class PairList {
  #a = new Int32Array(256)
  #b = new Int32Array(256)
  #bits = new Float64Array(256)
  #label = new Uint8Array(256)
  length = 0

  add(a: number, b: number, bits: number, label = 0): void {
    if (this.length === this.#a.length) this.#grow()
    this.#a[this.length] = a
    this.#b[this.length] = b
    this.#bits[this.length] = bits
    this.#label[this.length++] = label
  }

  a(at: number): number {
    return this.#a[at] ?? 0
  }

  b(at: number): number {
    return this.#b[at] ?? 0
  }

  bits(at: number): number {
    return this.#bits[at] ?? 0
  }

  label(at: number): number {
    return this.#label[at] ?? 0
  }

  /** Copies of what there is, cut to their length. */
  columns(): { readonly a: Int32Array; readonly b: Int32Array; readonly bits: Float64Array } {
    return {
      a: this.#a.slice(0, this.length),
      b: this.#b.slice(0, this.length),
      bits: this.#bits.slice(0, this.length),
    }
  }

  #grow(): void {
    const size = this.#a.length * 2
    const [a, b, bits, label] = [
      new Int32Array(size),
      new Int32Array(size),
      new Float64Array(size),
      new Uint8Array(size),
    ]
    a.set(this.#a)
    b.set(this.#b)
    bits.set(this.#bits)
    label.set(this.#label)
    this.#a = a
    this.#b = b
    this.#bits = bits
    this.#label = label
  }
}

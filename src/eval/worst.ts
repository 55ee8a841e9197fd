/** The first few of many in an order, however many are added; the rest is counted. */
export class Worst<T> {
  #list: T[] = []
  #added = 0
  readonly #most: number
  readonly #order: (one: T, other: T) => number

  constructor(most: number, order: (one: T, other: T) => number) {
    this.#most = most
    this.#order = order
  }

  get leftOut(): number {
    return this.#added - Math.min(this.#added, this.#most)
  }

  add(one: T): void {
    this.#added++
    this.#list.push(one)
    if (this.#list.length > 2 * this.#most + 16) this.#list = this.list()
  }

  list(): T[] {
    return this.#list.toSorted(this.#order).slice(0, this.#most)
  }
}

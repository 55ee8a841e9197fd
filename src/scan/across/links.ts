import type { ColumnBatch } from '../../kit/index.ts'
import { type AcrossDeclaration, type Side, sidedId } from './sides.ts'

/** Which records a sync between CRMs takes for one. */
export interface Links {
  /** The same for all records that are linked, 0 for those that are not. By sided id. */
  readonly known: (id: string) => number
  /** Columns that link the record to others; none when only others point to it. By sided id. */
  readonly columns: (id: string) => readonly string[]
}

interface Column {
  readonly object: string
  readonly kind: string
  readonly name: string
  /** Sides of the CRM whose ids it holds. */
  readonly targets: readonly number[]
}

/** Reads the columns in which the connections keep ids of each other's records. */
export async function readLinks(
  sides: readonly Side[],
  { entity, kinds }: AcrossDeclaration,
): Promise<Links> {
  const links = new LinkTable()
  for (const [number, { snapshot }] of sides.entries()) {
    const columns = snapshot
      .counterparts(entity)
      .flatMap(({ object, kind, crm, column }): readonly Column[] => {
        const targets = [...sides.keys()].filter(
          (other) => other !== number && sides[other]?.snapshot.identity.crm === crm,
        )
        return targets.length === 0 || !kinds.includes(kind) ? [] : [{ object, kind, name: column, targets }]
      })
    if (columns.length === 0) continue
    const native = Object.fromEntries(
      [...Map.groupBy(columns, ({ object }) => object)].map(([object, own]) => [
        object,
        own.map(({ name }) => name),
      ]),
    )
    for await (const batch of snapshot.batches({ entity, kinds, fields: [], native, unordered: true })) {
      for (const column of columns) addBatch(links, sides, number, batch, column)
    }
  }
  return links
}

function addBatch(
  links: LinkTable,
  sides: readonly Side[],
  side: number,
  batch: ColumnBatch,
  { object, kind, name, targets }: Column,
): void {
  const values = batch.native?.[name]
  if (values === undefined) return
  for (let row = 0; row < batch.rows; row++) {
    const value = values[row]
    if (value === null || value === undefined || value === '') continue
    if (batch.object[row] !== object || batch.kind[row] !== kind) continue
    for (const target of targets) {
      const id = sides[target]?.snapshot.resolve(String(value)) ?? String(value)
      links.add(sidedId(side, batch.id[row] ?? ''), sidedId(target, id), name)
    }
  }
}

/** Linked records as trees over small numbers: a few bytes each. */
class LinkTable implements Links {
  readonly #nodeOf = new Map<string, number>()
  readonly #parent: number[] = []
  readonly #columns = new Map<number, readonly string[]>()
  readonly #lists = new Map<string, readonly string[]>()

  add(from: string, to: string, column: string): void {
    const [one, other] = [this.#node(from), this.#node(to)]
    const [a, b] = [this.#root(one), this.#root(other)]
    this.#parent[Math.max(a, b)] = Math.min(a, b)
    this.#columns.set(one, this.#list([...(this.#columns.get(one) ?? []), column]))
  }

  known = (id: string): number => {
    const node = this.#nodeOf.get(id)
    return node === undefined ? 0 : this.#root(node) + 1
  }

  columns = (id: string): readonly string[] => {
    const node = this.#nodeOf.get(id)
    return node === undefined ? [] : (this.#columns.get(node) ?? [])
  }

  #node(id: string): number {
    const known = this.#nodeOf.get(id)
    if (known !== undefined) return known
    const node = this.#parent.length
    this.#parent.push(node)
    this.#nodeOf.set(id, node)
    return node
  }

  #root(node: number): number {
    let root = node
    while (this.#parent[root] !== root) {
      this.#parent[root] = this.#parent[this.#parent[root] ?? 0] ?? 0
      root = this.#parent[root] ?? 0
    }
    return root
  }

  /** The same few lists for all records. */
  #list(columns: readonly string[]): readonly string[] {
    const sorted = [...new Set(columns)].sort()
    const name = sorted.join('\n')
    const known = this.#lists.get(name) ?? sorted
    this.#lists.set(name, known)
    return known
  }
}

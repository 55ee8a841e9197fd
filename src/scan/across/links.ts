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
  /** Sides of the CRM whose ids it holds; none for further ids of the record itself. */
  readonly targets: readonly number[]
}

/** Reads the columns in which the connections keep ids of each other's records. */
export async function readLinks(sides: readonly Side[], declaration: AcrossDeclaration): Promise<Links> {
  const links = new LinkTable()
  const columns = sides.map((_, side) => columnsOf(sides, side, declaration))
  for (const [side, all] of columns.entries()) {
    const toOthers = all.filter(({ targets }) => targets.length > 0)
    await eachValue(sides[side], declaration, toOthers, (id, value, { name, targets }) => {
      for (const target of targets) {
        const other = sides[target]?.snapshot.resolve(value) ?? value
        links.add(sidedId(side, id), sidedId(target, other), name)
      }
    })
  }
  for (const [side, all] of columns.entries()) {
    const own = links.size === 0 ? [] : all.filter(({ targets }) => targets.length === 0)
    await eachValue(sides[side], declaration, own, (id, value) => {
      if (links.known(sidedId(side, value)) !== 0) links.add(sidedId(side, id), sidedId(side, value), null)
    })
  }
  return links
}

function columnsOf(
  sides: readonly Side[],
  side: number,
  { entity, kinds }: AcrossDeclaration,
): readonly Column[] {
  const all = sides[side]?.snapshot.counterparts(entity) ?? []
  return all.flatMap(({ object, kind, crm, column }): readonly Column[] => {
    const targets = [...sides.keys()].filter(
      (other) => other !== side && sides[other]?.snapshot.identity.crm === crm,
    )
    const unused = crm !== null && targets.length === 0
    return unused || !kinds.includes(kind) ? [] : [{ object, kind, name: column, targets }]
  })
}

async function eachValue(
  side: Side | undefined,
  { entity, kinds }: AcrossDeclaration,
  columns: readonly Column[],
  visit: (id: string, value: string, column: Column) => void,
): Promise<void> {
  if (side === undefined || columns.length === 0) return
  const byObject = Map.groupBy(columns, ({ object }) => object)
  const native = Object.fromEntries(
    [...byObject].map(([object, own]) => [object, own.map(({ name }) => name)]),
  )
  const query = { entity, kinds, fields: [], native, unordered: true }
  for await (const batch of side.snapshot.batches(query)) {
    for (const column of columns) visitBatch(batch, column, visit)
  }
}

function visitBatch(
  batch: ColumnBatch,
  column: Column,
  visit: (id: string, value: string, column: Column) => void,
): void {
  const values = batch.native?.[column.name]
  if (values === undefined) return
  for (let row = 0; row < batch.rows; row++) {
    const value = values[row]
    if (value === null || value === undefined || value === '') continue
    if (batch.object[row] !== column.object || batch.kind[row] !== column.kind) continue
    visit(batch.id[row] ?? '', String(value), column)
  }
}

/** Linked records as trees over small numbers: a few bytes each. */
class LinkTable implements Links {
  readonly #nodeOf = new Map<string, number>()
  readonly #parent: number[] = []
  readonly #columns = new Map<number, readonly string[]>()
  readonly #lists = new Map<string, readonly string[]>()

  get size(): number {
    return this.#nodeOf.size
  }

  /** `column` is null for two ids of one record. */
  add(from: string, to: string, column: string | null): void {
    const [one, other] = [this.#node(from), this.#node(to)]
    const [a, b] = [this.#root(one), this.#root(other)]
    this.#parent[Math.max(a, b)] = Math.min(a, b)
    if (column === null) return
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

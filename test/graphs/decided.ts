import type { Entity } from '../../src/kit/index.ts'
import type { Decided } from '../../src/plan/group/group.ts'

interface Kind {
  readonly object: string
  readonly entity: Entity
  readonly kind: string
}

/** Group `n` of a graph, by a person's word; the first of `ids` survives. */
export function decidedGroup(
  { object, entity, kind }: Kind,
  ids: readonly string[],
  n: number,
  values: Decided['values'] = [],
): Decided {
  return {
    rule: `duplicates/${entity}`,
    entity,
    group: (n + 1).toString(16).padStart(8, '0').repeat(2),
    score: 0.99,
    members: ids.map((id) => ({ key: { connection: 'acme', object, id }, kind, url: '', values: {} })),
    proposed: 0,
    pairs: ids.slice(1).map((_, at) => ({ a: at, b: at + 1, score: 0.99, comparisons: [] })),
    evidence: '',
    mergeWithin: [],
    why: { by: 'decision', file: 'groups.csv', who: 'ada' },
    survivor: ids[0] ?? null,
    values,
  }
}

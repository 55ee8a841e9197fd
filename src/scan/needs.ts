import type { Entity, FactKind } from '../kit/index.ts'
import type { Policy, RuleSetup } from '../policy/index.ts'
import type { SyncNeeds } from '../snapshot/index.ts'
import { acrossFields, matchFields } from './match-fields.ts'

/** The union of what the rules declare, and of what plans about their findings need: read once, used by all. */
export function unionOfNeeds(setups: readonly RuleSetup[], sufficient: Policy['sufficient']): SyncNeeds {
  const entities = new Map<Entity, Set<string>>()
  const native = new Map<string, Set<string>>()
  const facts = new Set<FactKind>()
  for (const { rule, options } of setups) {
    const { declaration } = rule
    if (declaration.shape === 'record') {
      add(entities, declaration.entity, [...declaration.fields, ...columnsIn(declaration.where)])
      for (const [object, columns] of Object.entries(declaration.native)) add(native, object, columns)
    } else if (declaration.shape === 'match') {
      const same = sufficient.filter((one) => one.rule === rule.id).flatMap((one) => one.same)
      add(entities, declaration.entity, matchFields(declaration, same))
    } else if (declaration.shape === 'across') {
      add(entities, declaration.entity, acrossFields(declaration, options))
    } else if (declaration.shape === 'org') {
      for (const kind of declaration.facts) facts.add(kind)
      for (const [entity, fields] of Object.entries(declaration.entities))
        add(entities, entity as Entity, fields)
    }
  }
  return { entities: sorted(entities), native: sorted(native), facts: [...facts].sort() }
}

function add<K>(map: Map<K, Set<string>>, key: K, names: readonly string[]): void {
  const set = map.get(key) ?? new Set()
  for (const name of names) set.add(name)
  map.set(key, set)
}

function sorted(map: ReadonlyMap<string, ReadonlySet<string>>): Record<string, readonly string[]> {
  const entries = [...map].sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, names]) => [key, [...names].sort()]))
}

/** Words of a condition outside quotes; those that are no field of the entity have no mapping and are not read. */
export function columnsIn(where: string | null): readonly string[] {
  return where?.replace(/'[^']*'/g, ' ').match(/\b[a-z][A-Za-z]*\b/g) ?? []
}

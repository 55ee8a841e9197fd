import type { Entity } from '../../kit/index.ts'
import { byText } from '../../match/table.ts'
import { othersOf, type PlanAction } from '../files/plan-file.ts'
import type { Target } from './target.ts'

/**
 * Objects that others point at come before those, by what the CRM says of its columns: merging parents first leaves
 * their children one place to point to. Where objects point at each other, companies come before people and these
 * before all else; so do they where nothing points at all.
 */
export function parentsFirst(targets: readonly Target[]): readonly Target[] {
  const objects = new Set(targets.map(({ object }) => object))
  const parents = new Map(
    [...Map.groupBy(targets, ({ object }) => object)].map(([object, some]) => [
      object,
      new Set(some.flatMap(pointsAt).filter((to) => to !== object && objects.has(to))),
    ]),
  )
  let open = targets.toSorted(
    (a, b) => rank(a.entity) - rank(b.entity) || byText(a.object, b.object) || byText(a.entity, b.entity),
  )
  const ordered: Target[] = []
  while (open.length > 0) {
    const waiting = new Set(open.map(({ object }) => object))
    const isFree = ({ object }: Target) => [...(parents.get(object) ?? [])].every((to) => !waiting.has(to))
    const next = open.find(isFree) ?? (open[0] as Target)
    ordered.push(next)
    open = open.filter((target) => target !== next)
  }
  return ordered
}

/** Other objects at which the columns of this one point; owners and record types are written by no plan. */
function pointsAt({ description, abilities }: Target): readonly string[] {
  const { owner, recordType } = abilities.traits
  return description.fields.flatMap(({ name, referenceTo, system, calculated }) =>
    system || calculated || name === owner || name === recordType ? [] : referenceTo,
  )
}

function rank(entity: Entity): number {
  return entity === 'company' ? 0 : entity === 'person' ? 1 : 2
}

type Ordered = Pick<PlanAction, 'survivor' | 'touches'> & Parameters<typeof othersOf>[0]

/**
 * The same for groups of one object, a parent company and its branch, say: a group whose record another one touches
 * comes before it. Otherwise as they are, the surest first.
 */
export function touchedFirst<T>(items: readonly T[], actionOf: (item: T) => Ordered): readonly T[] {
  const owner = new Map<string, T>()
  for (const item of items) {
    const action = actionOf(item)
    for (const id of [action.survivor, ...othersOf(action)]) owner.set(id, item)
  }
  const ordered = new Set<T>()
  const entered = new Set<T>()
  for (const first of items) {
    const stack = [first]
    for (let item = stack.at(-1); item !== undefined; item = stack.at(-1)) {
      entered.add(item)
      const parent = actionOf(item)
        .touches.map((id) => owner.get(id))
        .find((one) => one !== undefined && !entered.has(one))
      if (parent !== undefined) stack.push(parent)
      else {
        ordered.add(item)
        stack.pop()
      }
    }
  }
  return [...ordered]
}

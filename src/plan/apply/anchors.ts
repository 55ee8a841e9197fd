import { othersOf, type PlanFile } from '../files/plan-file.ts'
import type { ValuesFile } from '../files/values-file.ts'
import { type MovedIds, movedIds, wayOf } from '../look/moved.ts'
import type { ObjectView } from '../look/org-view.ts'

/**
 * Where ids went, and with them what stands for a record in the references of others: the contact of a person account.
 * That follows from where the records are and from what the plan saw of them, so a run that goes on knows it, too.
 */
export interface AnchoredIds extends MovedIds {
  /** To be told of an object before references to what stands for its records are compared. */
  readonly learn: (view: ObjectView) => void
  /** Objects of which ids may have moved. */
  readonly objects: ReadonlySet<string>
  /** True for what stands for a survivor that the plan writes values into: they are its values, too. */
  readonly isWrittenWith: (object: string, id: string) => boolean
}

/** What stands for a member of the plan. */
interface StandIn {
  readonly objects: readonly string[]
  readonly id: string
  readonly anchor: string
  readonly of: { readonly object: string; readonly member: string; readonly written: boolean }
}

export function anchoredIds(plan: PlanFile, values: ValuesFile): AnchoredIds {
  const moved = movedIds()
  const learnt = new Set<string>()
  const objects = new Set(plan.actions.map(({ object }) => object))
  const byId = new Map<string, StandIn>()
  const byMember = new Map<string, string>()
  const learn = (view: ObjectView): void => {
    if (learnt.has(view.name)) return
    learnt.add(view.name)
    for (const one of standInsOf(view, plan, values)) {
      byMember.set(`${one.of.object} ${one.of.member} ${one.anchor}`, one.id)
      for (const object of one.objects) {
        objects.add(object)
        byId.set(`${object} ${one.id}`, one)
      }
    }
  }
  const withMember = (object: string, id: string): string | undefined => {
    const one = byId.get(`${object} ${id}`)
    if (one === undefined) return undefined
    const [, ...way] = wayOf(moved, one.of.object, one.of.member)
    const last = way.findLast((member) => byMember.has(`${one.of.object} ${member} ${one.anchor}`))
    const now = last && byMember.get(`${one.of.object} ${last} ${one.anchor}`)
    return now === id ? undefined : now
  }
  return {
    ...moved,
    get: (object, id) => moved.get(object, id) ?? withMember(object, id),
    learn,
    objects,
    isWrittenWith: (object, id) => byId.get(`${object} ${id}`)?.of.written === true,
  }
}

function standInsOf(
  { name, columns, relationships }: ObjectView,
  { actions }: PlanFile,
  { actions: values }: ValuesFile,
): readonly StandIn[] {
  const anchors = [...new Set([...relationships.values()].flatMap(({ anchor }) => anchor ?? []))]
  if (anchors.length === 0) return []
  return actions
    .filter(({ object }) => object === name)
    .flatMap((action) => {
      const { seen = {}, set = {} } = values[action.id] ?? {}
      return [action.survivor, ...othersOf(action)].flatMap((member) =>
        anchors.flatMap((anchor): readonly StandIn[] => {
          const id = seen[member]?.[anchor]
          if (typeof id !== 'string') return []
          const written = member === action.survivor && Object.keys(set).length > 0
          const { references = [] } = columns.get(anchor) ?? {}
          return [{ objects: references, id, anchor, of: { object: name, member, written } }]
        }),
      )
    })
}

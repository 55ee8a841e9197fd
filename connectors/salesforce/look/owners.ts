import type { Hazard } from '../../../src/kit/writer.ts'
import type { AskedContext } from './asked-hazards.ts'
import { fetchRecords } from './fetch.ts'
import { count, type Group, note } from './group-view.ts'

/** Objects whose rows have an owner of their own, and that people leave behind when they go. */
const owned = ['Account', 'Contact', 'Opportunity', 'Case', 'Contract', 'Order', 'Asset', 'Task', 'Event']

/**
 * Records of users who are inactive by now. Changing what sharing follows from, such as a parent, may take "Update
 * Records with Inactive Owners" (Winter '16 release notes, "Set Audit Fields and Update Records with Inactive Owners").
 */
export async function findInactiveOwners(
  groups: readonly Group[],
  context: AskedContext,
): Promise<readonly (readonly Hazard[])[]> {
  const ownerOf = new Map<string, string>()
  for (const { survivor } of groups) learn(ownerOf, survivor.id, survivor.values.OwnerId)
  for (const object of owned) {
    const ids = [...new Set(groups.flatMap((group) => lost(group, object)))]
    if (ids.length === 0 || context.descriptions.fields(object)?.has('OwnerId') === false) continue
    for (let at = 0; at < ids.length; at += 2000)
      for (const { id, values } of await fetchRecords(
        object,
        ids.slice(at, at + 2000),
        ['OwnerId'],
        'plan',
        context,
      ))
        learn(ownerOf, id, values.OwnerId)
  }
  const inactive = await findInactive([...new Set(ownerOf.values())], context)
  const isOrphan = (id: string): boolean => inactive.has(ownerOf.get(id) ?? '')
  return groups.map((group) => hazards(group, isOrphan))
}

/** Owners may be queues too, which are neither active nor inactive. */
function learn(ownerOf: Map<string, string>, id: string, owner: unknown): void {
  if (typeof owner === 'string' && owner.startsWith('005')) ownerOf.set(id, owner)
}

function lost(group: Group, object: string): readonly string[] {
  return [
    ...new Set(
      group
        .rows(object)
        .filter(group.isLoser)
        .map(({ id }) => id),
    ),
  ]
}

async function findInactive(users: readonly string[], context: AskedContext): Promise<ReadonlySet<string>> {
  const found = new Set<string>()
  for (let at = 0; at < users.length; at += 2000) {
    const records = await fetchRecords('User', users.slice(at, at + 2000), ['IsActive'], 'plan', context)
    for (const { id, values } of records) if (values.IsActive === false) found.add(id)
  }
  return found
}

function hazards(group: Group, isOrphan: (id: string) => boolean): readonly Hazard[] {
  const found: Hazard[] = []
  if (isOrphan(group.survivor.id))
    found.push(
      note(
        'inactive-owner',
        'The survivor belongs to an inactive user and will go on to: a merge changes no owner. Give it to somebody first, or take another survivor.',
      ),
    )
  const counts = owned.flatMap((object) => {
    const many = lost(group, object).filter(isOrphan).length
    return many === 0 ? [] : [count(many, object, object)]
  })
  if (counts.length > 0)
    found.push(
      note(
        'children-of-inactive-owners',
        `Inactive users own ${counts.join(' and ')} of duplicates: moving them, or moving them back, may need "Update Records with Inactive Owners".`,
      ),
    )
  return found
}

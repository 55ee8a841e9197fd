import type { Hazard } from '../../../src/kit/writer.ts'
import type { Api } from '../api.ts'
import type { Descriptions } from '../describe.ts'
import { fetchRecords } from './fetch.ts'
import { blocks, count, counts, type Group } from './group-view.ts'
import { countOwnRows, ownRowHazards } from './own-rows.ts'
import { findInactiveOwners } from './owners.ts'

export interface AskedContext {
  readonly api: Api
  readonly descriptions: Descriptions
}

/** What takes further questions, put for all groups together. */
export async function askedHazards(
  object: string,
  groups: readonly Group[],
  context: AskedContext,
): Promise<readonly (readonly Hazard[])[]> {
  const circles = await findCircles(object, groups, context)
  const open = await findOpenBusiness(groups, context)
  const orphans = await findInactiveOwners(groups, context)
  const own = await countOwnRows(object, groups, context.api)
  return groups.map((group, index) => [
    ...(circles[index] ?? []),
    ...openHazards(group, open),
    ...(orphans[index] ?? []),
    ...ownRowHazards(group, own),
  ])
}

const superiors: Readonly<Record<string, string>> = { Account: 'ParentId', Contact: 'ReportsToId' }
/** Deeper than any hierarchy that people keep; a circle that is there already ends earlier. */
const deepest = 50

/**
 * A merge refuses circles (`CIRCULAR_DEPENDENCY`). One arises when a member is above another one: the rows below
 * a duplicate move to the survivor, and an empty parent of the survivor may be filled with a duplicate's.
 */
async function findCircles(
  object: string,
  groups: readonly Group[],
  context: AskedContext,
): Promise<readonly (readonly Hazard[])[]> {
  const column = superiors[object]
  if (column === undefined || context.descriptions.fields(object)?.has(column) !== true) return []
  const above = new Map<string, string | null>()
  for (const { members } of groups) for (const { id, values } of members) above.set(id, toId(values[column]))
  for (let level = 0; level < deepest; level++) {
    const unknown = [...new Set(above.values())].filter((id) => id !== null && !above.has(id)) as string[]
    if (unknown.length === 0) break
    for (const id of unknown) above.set(id, null)
    for (let at = 0; at < unknown.length; at += 2000)
      for (const record of await fetchRecords(
        object,
        unknown.slice(at, at + 2000),
        [column],
        'plan',
        context,
      ))
        above.set(record.id, toId(record.values[column]))
  }
  return groups.map(({ members }) => {
    const inside = new Set(members.map(({ id }) => id))
    if (!members.some(({ id }) => isBelow(id, inside, above))) return []
    return [
      blocks(
        'hierarchy-circle',
        `One of the records is above another one by ${column}, so a merge would make a circle: clear ${column} between them first, or decide that they are not the same.`,
      ),
    ]
  })
}

function toId(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

function isBelow(
  id: string,
  inside: ReadonlySet<string>,
  above: ReadonlyMap<string, string | null>,
): boolean {
  const seen = new Set([id])
  for (let next = above.get(id); next !== null && next !== undefined; next = above.get(next)) {
    if (inside.has(next)) return true
    if (seen.has(next)) return false
    seen.add(next)
  }
  return false
}

interface Open {
  readonly Opportunity: ReadonlySet<string>
  readonly Case: ReadonlySet<string>
}

function opportunitiesOf(group: Group): readonly string[] {
  const direct = group.rows('Opportunity').filter(group.isLoser)
  const roles = group.rows('OpportunityContactRole', 'ContactId').filter(group.isLoser)
  return [...direct.map(({ id }) => id), ...roles.map(({ values }) => String(values.OpportunityId))]
}

function casesOf(group: Group): readonly string[] {
  return group
    .rows('Case')
    .filter(group.isLoser)
    .map(({ id }) => id)
}

async function findOpenBusiness(groups: readonly Group[], context: AskedContext): Promise<Open> {
  const open = async (object: string, ids: readonly string[]): Promise<ReadonlySet<string>> => {
    const all = [...new Set(ids)]
    const found = new Set<string>()
    for (let at = 0; at < all.length; at += 2000) {
      const records = await fetchRecords(object, all.slice(at, at + 2000), ['IsClosed'], 'plan', context)
      for (const { id, values } of records) if (values.IsClosed === false) found.add(id)
    }
    return found
  }
  return {
    Opportunity: await open('Opportunity', groups.flatMap(opportunitiesOf)),
    Case: await open('Case', groups.flatMap(casesOf)),
  }
}

function openHazards(group: Group, open: Open): Hazard[] {
  const deals = new Set(opportunitiesOf(group).filter((id) => open.Opportunity.has(id))).size
  const cases = new Set(casesOf(group).filter((id) => open.Case.has(id))).size
  return deals + cases === 0 ? [] : [counts('open-business', [deals, cases], openText)]
}

function openText([deals = 0, cases = 0]: readonly number[]): string {
  const both = [
    deals === 0 ? [] : [count(deals, 'open opportunity', 'open opportunities')],
    cases === 0 ? [] : [count(cases, 'open case')],
  ].flat()
  return `The survivor takes over ${both.join(' and ')} of duplicates: tell whoever works on them.`
}

import type { Hazard, MergeGroupView } from '../../../src/kit/writer.ts'
import type { Api } from '../api.ts'
import type { Descriptions } from '../describe.ts'
import { householdMark } from '../mapping.ts'
import type { Organization } from '../organization.ts'
import { isMergeable } from './abilities.ts'
import { askedHazards } from './asked-hazards.ts'
import { viewGroup } from './group-view.ts'
import { ownHazards } from './own-hazards.ts'
import type { Ways } from './ways.ts'

export interface ExamineContext {
  readonly api: Api
  readonly descriptions: Descriptions
  readonly organization: Organization
  readonly waysOf: (object: string) => Promise<Ways>
}

/** What blocks comes first. */
export async function examineGroups(
  object: string,
  views: readonly MergeGroupView[],
  context: ExamineContext,
): Promise<readonly (readonly Hazard[])[]> {
  if (views.length === 0) return []
  if (!isMergeable(object)) return views.map(() => [])
  const { ways } = await context.waysOf(object)
  await context.descriptions.load(['Account', 'Contact'], 'plan')
  const relationships = new Map(ways.map(({ relationship }) => [relationship.name, relationship]))
  const groups = views.map((view) => viewGroup(view, relationships))
  const asked = await askedHazards(object, groups, context)
  const { householdRecordTypes } = context.organization
  const packaged = [...(context.descriptions.fields('Contact')?.keys() ?? [])].some((name) =>
    /^(npe01|npsp)__/.test(name),
  )
  const nonprofit = packaged || context.descriptions.fields('Account')?.has(householdMark) === true
  return groups.map((group, index) => {
    const all = [...ownHazards(group, { object, householdRecordTypes, nonprofit }), ...(asked[index] ?? [])]
    return [...all.filter((hazard) => hazard.blocks), ...all.filter((hazard) => !hazard.blocks)]
  })
}

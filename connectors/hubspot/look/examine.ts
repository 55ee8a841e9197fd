import type { Hazard, MergeGroupView } from '../../../src/kit/writer.ts'
import { viewGroup } from './group-view.ts'
import {
  companyCycle,
  enrolments,
  losses,
  marketing,
  mergedIds,
  optOuts,
  salesforceIds,
  severalPrimaries,
  subscriptionStates,
} from './hazards.ts'

/** What blocks comes first. All of it is in the records and their rows: no call is made. */
export function examineGroups(
  object: string,
  views: readonly MergeGroupView[],
): readonly (readonly Hazard[])[] {
  return views.map((view) => {
    const group = viewGroup(view)
    const all = [
      ...salesforceIds(object, group),
      ...mergedIds(group),
      ...companyCycle(object, group),
      ...optOuts(object, group),
      ...subscriptionStates(object, group),
      ...marketing(object, group),
      ...enrolments(group),
      ...severalPrimaries(object, group),
      ...losses(object, group),
    ]
    return [...all.filter((hazard) => hazard.blocks), ...all.filter((hazard) => !hazard.blocks)]
  })
}

import type { Hazard } from '../../../src/kit/writer.ts'
import { count, counts, type Group } from './group-view.ts'

/**
 * One member of a campaign stays, the survivor's or the first duplicate's, with its own status: what the others
 * answered goes, unless that one has answered, too.
 */
export function lostResponses(group: Group): Hazard[] {
  const order = new Map(group.members.map(({ id }, at) => [id, at]))
  const memberships = Map.groupBy(
    ['ContactId', 'LeadId'].flatMap((field) => group.rows('CampaignMember', field)),
    ({ slot }) => slot,
  )
  let responses = 0
  let statuses = 0
  for (const [slot, rows] of memberships) {
    if (slot === null) continue
    const [kept, ...dropped] = rows.toSorted(
      (a, b) => (order.get(a.member) ?? 0) - (order.get(b.member) ?? 0),
    )
    if (kept?.values.HasResponded === true) continue
    for (const { values } of dropped) {
      if (values.HasResponded === true) responses += 1
      else if (values.Status !== kept?.values.Status) statuses += 1
    }
  }
  return responses + statuses === 0
    ? []
    : [counts('campaign-responses-lost', [responses, statuses], responsesText)]
}

function responsesText([responses = 0, statuses = 0]: readonly number[]): string {
  const lost = [
    ...(responses === 0 ? [] : [count(responses, 'response')]),
    ...(statuses === 0 ? [] : [count(statuses, 'other status', 'other statuses')]),
  ].join(' and ')
  const falls = responses === 0 ? '' : ', and NumberOfResponses of these campaigns falls'
  return `The merge loses ${lost} of duplicates in campaigns that the survivor is in as well${falls}: write them down on the survivor's campaign member first.`
}

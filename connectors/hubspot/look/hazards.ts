import type { Hazard } from '../../../src/kit/writer.ts'
import { counterparts } from '../mapping-table.ts'
import { blocks, count, counts, type Group, isTrue, partsOf, textOf } from './group-view.ts'
import { isOptedOut } from './subscriptions.ts'

/** Ids that one record may have swallowed, its own former ones included ("Contact and form limits"). */
const mostMerged = 250

/**
 * Of one Salesforce record HubSpot keeps one id; a converted lead has that of its contact too. Members with ids are one
 * record there when they share any and no column contradicts, as in the rule by which plans leave groups out.
 */
export function salesforceIds(object: string, { members }: Group): readonly Hazard[] {
  const known = members.map((member) => salesforceIdsOf(object, member)).filter((ids) => ids.size > 0)
  const apart = known.some((ids, at) => known.slice(at + 1).some((others) => isApart(ids, others)))
  if (!apart) return []
  return [
    blocks(
      'several-salesforce-ids',
      'The members are different records in Salesforce: merge them there first, and let the integration follow.',
    ),
  ]
}

type Ids = ReadonlyMap<string, string>

function salesforceIdsOf(object: string, member: Group['members'][number]): Ids {
  const ids = (counterparts[object] ?? []).map((column) => [column, textOf(member, column)] as const)
  return new Map(ids.filter(([, id]) => id !== ''))
}

function isApart(some: Ids, others: Ids): boolean {
  const both = [...some.keys()].filter((column) => others.has(column))
  return both.length === 0 || both.some((column) => some.get(column) !== others.get(column))
}

export function mergedIds(group: Group): readonly Hazard[] {
  if (group.preserving) return []
  const former = group.members.reduce(
    (sum, member) => sum + partsOf(member, 'hs_merged_object_ids').length,
    0,
  )
  // Each merge ends two ids: that of the survivor is a new one every time.
  const after = former + 2 * group.losers.length
  if (after <= mostMerged) return []
  return [
    blocks(
      'too-many-merged-ids',
      `HubSpot keeps the ids of at most ${mostMerged} merged records in one, and there would be ${after}: merge fewer of them.`,
    ),
  ]
}

/** HubSpot goes by the address, and after a merge by that of the survivor alone. */
export function optOuts(object: string, { survivor, losers }: Group): readonly Hazard[] {
  if (object !== 'contacts') return []
  const own = textOf(survivor, 'email').toLowerCase()
  const elsewhere = losers.filter(
    (loser) => isOptedOut(loser) && textOf(loser, 'email').toLowerCase() !== own,
  ).length
  const found: Hazard[] = []
  if (elsewhere > 0)
    found.push(
      counts(
        'opted-out-address',
        [elsewhere],
        ([many = 0]) =>
          `${count(many, 'member')} opted out of e-mail under another address: the survivor's own state prevails, and the address goes to the suppression list.`,
      ),
    )
  if (isOptedOut(survivor) && losers.some((loser) => !isOptedOut(loser)))
    found.push(
      counts(
        'survivor-opted-out',
        [1],
        ([many = 0]) =>
          `In ${count(many, 'group')} the survivor opted out of e-mail and another member did not: the merged contact gets none.`,
      ),
    )
  return found
}

export function subscriptionStates(object: string, group: Group): readonly Hazard[] {
  if (object !== 'contacts') return []
  const out = Map.groupBy(
    group
      .rows('contacts.subscriptions')
      .filter(({ values }) => values.status === undefined || values.status === 'UNSUBSCRIBED'),
    ({ member }) => member,
  )
  const states = new Set(
    group.members.map(({ id }) =>
      (out.get(id) ?? [])
        .map((row) => row.id)
        .toSorted()
        .join(' '),
    ),
  )
  if (out.size === 0 || states.size < 2) return []
  return [
    counts(
      'subscriptions-differ',
      [1],
      ([many = 0]) =>
        `In ${count(many, 'group')} the members left different kinds of e-mail; what the survivor's address says prevails.`,
    ),
  ]
}

export function marketing(object: string, { survivor, losers, preserving }: Group): readonly Hazard[] {
  if (object !== 'contacts' || preserving || isTrue(survivor, 'hs_marketable_status')) return []
  if (!losers.some((loser) => isTrue(loser, 'hs_marketable_status'))) return []
  return [
    counts(
      'becomes-marketing-contact',
      [1],
      ([many = 0]) =>
        `${count(many, 'survivor becomes', 'survivors become')} a marketing contact, which HubSpot bills, because a member is one.`,
    ),
  ]
}

export function enrolments({ members }: Group): readonly Hazard[] {
  const sequences = members.filter((member) => isTrue(member, 'hs_sequences_is_enrolled')).length
  const workflows = members.filter((member) => isTrue(member, 'currentlyinworkflow')).length
  if (sequences + workflows === 0) return []
  return [
    counts(
      'enrolled',
      [sequences, workflows],
      ([inSequences = 0, inWorkflows = 0]) =>
        `${count(inSequences, 'member is', 'members are')} enrolled in sequences and ${count(inWorkflows, 'member is', 'members are')} in workflows: they are taken out and do not come back by themselves.`,
    ),
  ]
}

const [parentOf, childOf] = [13, 14]

/** Also over a third company that stands between two members. */
export function companyCycle(object: string, group: Group): readonly Hazard[] {
  if (object !== 'companies') return []
  const own = new Set(group.members.map(({ id }) => id))
  const children = group.associated('companies.companies', parentOf).map(({ to }) => to)
  const parents = new Set(group.associated('companies.companies', childOf).map(({ to }) => to))
  const inside = [...children, ...parents].some((id) => own.has(id))
  if (!inside && !children.some((id) => parents.has(id))) return []
  return [
    blocks(
      'company-cycle',
      'One member stands above another among parent and child companies: take that association away first.',
    ),
  ]
}

const primaries: Readonly<Record<string, readonly (readonly [relationship: string, typeId: number])[]>> = {
  contacts: [['contacts.companies', 1]],
  deals: [['deals.companies', 5]],
  tickets: [['tickets.companies', 26]],
  leads: [['leads.contacts', 578]],
}

export function severalPrimaries(object: string, group: Group): readonly Hazard[] {
  const many = (primaries[object] ?? []).filter(
    ([relationship, typeId]) => new Set(group.associated(relationship, typeId).map(({ to }) => to)).size > 1,
  )
  if (many.length === 0) return []
  return [
    counts(
      'several-primaries',
      [1],
      ([groups = 0]) =>
        `In ${count(groups, 'group')} the members have different primary ${object === 'leads' ? 'contacts' : 'companies'}: the survivor's stays primary, the others stay associated.`,
    ),
  ]
}

/** Static lists and what no merge leaves as it was. */
export function losses(object: string, group: Group): readonly Hazard[] {
  const lists = new Set(
    group
      .rows(`${object}.lists`)
      .filter(({ member }) => member !== group.survivor.id)
      .map(({ id }) => id),
  )
  const found: Hazard[] = []
  if (lists.size > 0 && !group.preserving)
    found.push(
      counts(
        'static-lists',
        [lists.size],
        ([many = 0]) =>
          `Duplicates have ${count(many, 'membership')} of static lists: HubSpot may leave the survivor out, and it is put in again after the merge.`,
      ),
    )
  if (!group.preserving)
    found.push(
      counts(
        'irreversible',
        [group.losers.length],
        ([many = 0]) =>
          `${count(many, 'merge')} cannot be taken back in HubSpot, and the survivor gets a new id too: the old ids lead to it, and what keeps ids elsewhere must learn it.`,
      ),
    )
  return found
}

import type { NativeRecord } from '../../../src/kit/record.ts'
import type { ChildRow } from '../../../src/kit/relationship.ts'
import type { Hazard } from '../../../src/kit/writer.ts'
import { householdMark, householdValue } from '../mapping.ts'
import { lostResponses } from './campaign-hazards.ts'
import { blocks, count, counts, distinct, type Group, note } from './group-view.ts'

export interface HazardContext {
  readonly object: string
  readonly householdRecordTypes: readonly string[]
  /** Whether the nonprofit package keeps households by automation of its own. */
  readonly nonprofit: boolean
}

/** What the records and their children alone tell. */
export function ownHazards(group: Group, context: HazardContext): readonly Hazard[] {
  return [
    ...kinds(group, context),
    ...portalUsers(group),
    ...relatedTwice(group, context),
    ...individuals(group),
    ...lostWithLosers(group),
    ...lostResponses(group),
  ]
}

function kinds({ members }: Group, context: HazardContext): Hazard[] {
  const { object, nonprofit } = context
  const found: Hazard[] = []
  const persons = members.filter(({ values }) => values.IsPersonAccount === true).length
  if (object === 'Account' && persons > 0 && persons < members.length)
    found.push(
      blocks(
        'person-with-business-account',
        'A person account and a business account cannot be merged: leave one of them out.',
      ),
    )
  if (object === 'Contact' && persons > 0)
    found.push(blocks('person-account-contact', 'A person account is merged as Account, not by its contact.'))
  if (members.some(({ values }) => values.IsConverted === true))
    found.push(
      blocks(
        'converted-lead',
        'A converted lead cannot be merged: it lives on as the contact it was converted to.',
      ),
    )
  if (members.some((member) => isHousehold(member, context)))
    found.push(
      blocks(
        'household',
        'One of the accounts is a household: merge households in the way of the package that keeps them.',
      ),
    )
  if (object === 'Contact' && nonprofit)
    found.push(
      blocks(
        'nonprofit-household',
        'The nonprofit package keeps households, addresses and totals by contact, and a merge outside its own "Merge Duplicate Contacts" strands them: merge there.',
      ),
    )
  return found
}

function isHousehold({ values }: NativeRecord, { object, householdRecordTypes }: HazardContext): boolean {
  if (object !== 'Account') return false
  return (
    values[householdMark] === householdValue || householdRecordTypes.includes(String(values.RecordTypeId))
  )
}

/** SOAP API, `merge()`: a loser's portal user has to be chosen by id, and there may be one only. */
function portalUsers(group: Group): Hazard[] {
  const rows = group.rows('User', 'ContactId')
  const owners = new Set(rows.map(({ member }) => member))
  if (owners.size > 1)
    return [
      blocks(
        'two-portal-users',
        `${count(owners.size, 'record')} of the group have a portal user, and one record can have one only: decide which user stays, and take the others away first.`,
      ),
    ]
  if (rows.some(group.isLoser))
    return [
      blocks(
        'portal-user',
        'A duplicate has a portal user, who would have to be moved to the survivor: take the record with the portal user as survivor.',
      ),
    ]
  if (owners.size === 1 && distinct(group.members, 'AccountId').size > 1)
    return [
      blocks(
        'portal-user-of-other-account',
        'The survivor has a portal user, and Salesforce then merges contacts of one account only: bring them to the same account first.',
      ),
    ]
  return profiles(group)
}

function profiles(group: Group): Hazard[] {
  if (!group.rows('ContactProfile').some(group.isLoser)) return []
  return [
    blocks(
      'contact-profile',
      'A duplicate has a contact profile, which a merge refuses: delete the profile first.',
    ),
  ]
}

/** Help, merging duplicate accounts and contacts: Salesforce refuses what would make one relation twice. */
function relatedTwice(group: Group, { object }: HazardContext): Hazard[] {
  const byContact = twice(group.rows('AccountContactRelation', 'AccountId'), 'ContactId', () => true)
  const byAccount = twice(group.rows('AccountContactRelation', 'ContactId'), 'AccountId', (rows) =>
    rows.some(({ values }) => values.IsDirect === false),
  )
  const shared = object === 'Account' ? byContact : 0
  const found: Hazard[] = []
  if (shared > 0)
    found.push(
      blocks(
        'related-twice',
        `${count(shared, 'contact is', 'contacts are')} related to more than one of these accounts: remove the redundant account-contact relationships first.`,
      ),
    )
  if (byAccount > 0)
    found.push(
      blocks(
        'related-twice',
        `${count(byAccount, 'account is', 'accounts are')} related to more than one of these contacts, at least once indirectly: remove the redundant account-contact relationships first.`,
      ),
    )
  return found
}

function twice(
  rows: readonly ChildRow[],
  column: string,
  counts: (rows: readonly ChildRow[]) => boolean,
): number {
  const others = Map.groupBy(rows, ({ values }) => values[column] ?? null)
  return [...others].filter(
    ([other, same]) => other !== null && new Set(same.map(({ member }) => member)).size > 1 && counts(same),
  ).length
}

/** Which one stays is an org setting that no API tells (SOAP API, `merge()`). */
function individuals({ members }: Group): Hazard[] {
  const all = ['IndividualId', 'PersonIndividualId'].some((column) => distinct(members, column).size > 1)
  if (!all) return []
  return [
    note(
      'different-individuals',
      "The records have different data privacy records (Individual). Salesforce keeps the survivor's, or by org setting the one changed last; the other one is no longer linked.",
    ),
  ]
}

/** Help, "Considerations for Merging Duplicate Accounts" and "… Contacts". */
function lostWithLosers(group: Group): Hazard[] {
  const lost = (object: string): readonly ChildRow[] => group.rows(object).filter(group.isLoser)
  const shares = ['AccountShare', 'ContactShare', 'LeadShare', 'CaseShare'].flatMap(lost).length
  const roles = ['OpportunityContactRole', 'AccountContactRole', 'CaseContactRole']
    .flatMap(lost)
    .filter(({ values }) => values.IsPrimary === true).length
  const consents = ['CommSubscriptionConsent', 'AuthorizationFormConsent'].flatMap(lost).length
  const team = lost('AccountTeamMember').length
  const brands = lost('AccountBrand').length
  const found: readonly (readonly [number, string, (many: number) => string])[] = [
    [
      shares,
      'manual-shares-lost',
      (many) =>
        `The merge loses ${count(many, 'manual share')} of duplicates: whoever saw a record by one may no longer see it.`,
    ],
    [
      roles,
      'primary-roles-lost',
      (many) => `The merge takes the mark as primary from ${count(many, 'contact role')} of duplicates.`,
    ],
    [
      consents,
      'consent-records',
      (many) =>
        `The survivor takes over ${count(many, 'consent record')}, which forbid deleting it: check that they agree with its own.`,
    ],
    [
      team,
      'account-team',
      (many) =>
        `The survivor's account team takes over ${count(many, 'member')}, one role for each user; a unique field on team members makes the merge fail.`,
    ],
    [
      brands,
      'account-brand',
      (many) => `The merge puts ${count(many, 'brand')} of duplicates into the recycle bin.`,
    ],
  ]
  return found.flatMap(([many, code, say]) =>
    many === 0 ? [] : [counts(code, [many], ([sum = 0]) => say(sum))],
  )
}

import { exitCodes, KitError } from '../../kit/index.ts'
import { byText } from '../../match/table.ts'
import type { SurvivorOrder, Survivorship } from '../../policy/plan-schema.ts'
import type { Note } from '../files/plan-file.ts'
import type { Member } from '../group/group.ts'
import { completenessOf, textOf, timeOf, touchedAt } from './measure.ts'

type SurvivorChoice =
  | { readonly survivor: Member; readonly chosen: string; readonly escalated?: never }
  /** A person must choose. The text names ids only. */
  | { readonly escalated: Note; readonly survivor?: never; readonly chosen?: never }

type Order = Pick<Survivorship, 'survivor' | 'customer' | 'owners'>

/**
 * Who survives: the person's choice, else the first that is ahead in the order of the policy, the lowest id at
 * last. Two records that other systems know under different ids are never decided here, and two active owners
 * only where the policy says so. Throws `DECISIONS_INVALID` when the chosen id is no member.
 */
export function chooseSurvivor(
  members: readonly Member[],
  survivorship: Order,
  chosen: string | null,
): SurvivorChoice {
  if (chosen !== null) return { survivor: memberOf(members, chosen), chosen: 'your decision' }
  const escalated = twoProtected(members) ?? (survivorship.owners === 'escalate' ? twoOwners(members) : null)
  if (escalated !== null) return { escalated }

  let ahead = [...members].sort((a, b) => byText(a.key.id, b.key.id))
  for (const order of survivorship.survivor) {
    const ranks = ahead.map((member) => rankOf(member, order, survivorship.customer))
    const best = Math.max(...ranks)
    ahead = ahead.filter((_, at) => ranks[at] === best)
    const [survivor] = ahead
    if (survivor !== undefined && ahead.length === 1 && ranks.length > 1)
      return { survivor, chosen: words[order] }
  }
  const [survivor] = ahead
  if (survivor === undefined) throw new Error('a group without members')
  return { survivor, chosen: 'lowest id' }
}

const words: Readonly<Record<SurvivorOrder, string>> = {
  protected: 'known to another system',
  portalUser: 'portal user',
  customer: 'customer',
  openWork: 'most open work',
  lastTouch: 'touched last',
  complete: 'most complete',
  oldest: 'oldest',
  newest: 'newest',
}

function rankOf(member: Member, order: SurvivorOrder, customer: readonly string[]): number {
  const { values } = member
  switch (order) {
    case 'protected':
      return textOf(values.externalId) === '' && member.synced !== true ? 0 : 1
    case 'portalUser':
      return values.portalUser === true ? 1 : 0
    case 'customer':
      return isCustomer(member, customer) ? 1 : 0
    case 'openWork':
      // An open deal or case is open work itself.
      return (typeof values.openWork === 'number' ? values.openWork : 0) + (values.closed === false ? 1 : 0)
    case 'lastTouch':
      return touchedAt(member)
    case 'complete':
      return completenessOf(member)
    case 'oldest':
      return -(timeOf(values.createdAt) ?? Number.POSITIVE_INFINITY)
    case 'newest':
      return timeOf(values.createdAt) ?? Number.NEGATIVE_INFINITY
  }
}

function isCustomer({ values }: Member, customer: readonly string[]): boolean {
  const words = new Set(customer.map((word) => word.trim().toLowerCase()))
  return [values.status, values.type].some((value) => words.has(textOf(value).toLowerCase()))
}

function memberOf(members: readonly Member[], chosen: string): Member {
  const member = members.find(({ key }) => key.id === chosen)
  if (member !== undefined) return member
  throw new KitError('DECISIONS_INVALID', `The chosen survivor ${chosen} is no member of its group.`, {
    exit: exitCodes.usage,
    actions: ['Mark as survivor a record that is kept in the same group'],
  })
}

function twoProtected(members: readonly Member[]): Note | null {
  const known = members.filter(({ values }) => textOf(values.externalId) !== '')
  if (new Set(known.map(({ values }) => textOf(values.externalId))).size < 2)
    return syncedApart(members, known)
  return {
    code: 'two-protected',
    text: `Two protected records: another system knows ${listed(known)} under different ids. Settle there which one stays, then choose the survivor in the review.`,
  }
}

/** One that a sync keeps the same as elsewhere, and another that yet another system knows. */
function syncedApart(members: readonly Member[], known: readonly Member[]): Note | null {
  const synced = members.filter((member) => member.synced === true)
  if (known.length === 0 || synced.length === 0 || synced.some((one) => known.includes(one))) return null
  return {
    code: 'two-protected',
    text: `Two protected records: a sync with another CRM keeps ${listed(synced)}, and another system knows ${listed(known)} by its id. Settle there which one stays, then choose the survivor in the review.`,
  }
}

/** A queue is no owner to lose a commission; an owner of whom it is not known whether active counts as one. */
function twoOwners(members: readonly Member[]): Note | null {
  const owned = members.filter(
    ({ values }) =>
      textOf(values.ownerId) !== '' && values.ownerActive !== false && values.ownerActive !== null,
  )
  if (new Set(owned.map(({ values }) => textOf(values.ownerId))).size < 2) return null
  return {
    code: 'two-owners',
    text: `Two active owners: ${listed(owned)} belong to different people. Let them agree, then choose the survivor in the review, which keeps its owner.`,
  }
}

function listed(members: readonly Member[]): string {
  const ids = members.map(({ key }) => key.id).sort(byText)
  return ids.length < 6 ? ids.join(', ') : `${ids.slice(0, 5).join(', ')} and ${ids.length - 5} more`
}

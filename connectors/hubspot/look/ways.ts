import type { Relationship } from '../../../src/kit/relationship.ts'
import { isMergeable } from '../objects.ts'

/** How rows of a relationship are read. */
export interface Way {
  readonly relationship: Relationship
  readonly by: 'associations' | 'lists' | 'subscriptions'
}

/** `batch/create` takes 2,000 (associations API guide); what takes labels away says no limit. */
const associationsPerRequest = 1000

/** No page says how many; this is what other batches take. */
const membersPerRequest = 100

/** Calls for each opted-out address, and for no other. */
export const subscriptionPurpose = 'subscriptions'

const tie = {
  field: 'association',
  anchor: null,
  updateable: false,
  cascadeDelete: false,
  restrictedDelete: false,
  moves: true,
  changes: [],
} as const

/** `associated`: objects that records of this one may be associated with; none for what is not merged. */
export function waysOf(object: string, associated: readonly string[]): readonly Way[] {
  if (!isMergeable(object)) return []
  const associations = associated.map(
    (to): Way => ({
      by: 'associations',
      relationship: {
        ...tie,
        name: `${object}.${to}`,
        object: to,
        undo: 'attach',
        tiesPerRequest: associationsPerRequest,
      },
    }),
  )
  return [...associations, lists(object), ...(object === 'contacts' ? [subscriptions] : [])]
}

/** One request puts many records into one list. Sources contradict each other on whether a loser's lists get the survivor. */
function lists(object: string): Way {
  const relationship: Relationship = {
    ...tie,
    name: `${object}.lists`,
    object: 'lists',
    field: 'membership',
    undo: 'attach',
    tiesPerRequest: membersPerRequest,
    sameRow: true,
    mayStay: true,
  }
  return { by: 'lists', relationship }
}

/** Consent stays with the address, whichever contact has it. */
const subscriptions: Way = {
  by: 'subscriptions',
  relationship: {
    ...tie,
    name: 'contacts.subscriptions',
    object: 'subscriptions',
    field: 'email',
    moves: false,
    undo: 'lost',
    ofAddress: true,
    readApart: subscriptionPurpose,
  },
}

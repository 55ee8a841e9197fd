import type { SQLInputValue } from 'node:sqlite'
import type { Org, Session } from '../org.ts'
import type { ObjectSchema } from '../schema/types.ts'
import { readRow } from '../store/aftermath.ts'
import { crossReference, deleted, noAccess, refuse } from '../store/fault.ts'
import { fullId } from '../store/id.ts'
import type { MergeRequest } from './request.ts'

export type Row = Readonly<Record<string, SQLInputValue>>

export interface Member {
  readonly id: string
  readonly row: Row
}

/** The records of one merge, all of them there and allowed to take part. */
export interface MergeGroup {
  readonly object: ObjectSchema
  readonly master: Member
  readonly losers: readonly Member[]
}

/** Master and at most two others (SOAP API developer guide, merge()). */
const MOST_LOSERS = 2

export function readGroup(org: Org, session: Session, request: MergeRequest): MergeGroup {
  const { object, loserIds } = request
  if (!session.access.deletes(object.name) || !session.access.edits(object.name)) throw noAccess()
  if (loserIds.length === 0) throw refuse('MISSING_ARGUMENT', 'recordToMergeIds not specified')
  if (loserIds.length > MOST_LOSERS)
    throw refuse('MERGE_FAILED', `at most ${MOST_LOSERS} records can be merged into another one at once`)
  const master = member(org, object, request.masterId)
  const losers = loserIds.map((id) => member(org, object, id))
  if (new Set([master, ...losers].map(({ id }) => id)).size !== losers.length + 1)
    throw refuse('MERGE_FAILED', 'a record cannot be merged with itself')
  const group = { object, master, losers }
  refuseConverted(group)
  refusePersons(group)
  return group
}

function member(org: Org, object: ObjectSchema, given: string | undefined): Member {
  if (given === undefined || given === '') throw refuse('MISSING_ARGUMENT', 'Id not specified')
  const id = fullId(given)
  if (id === null) throw refuse('MALFORMED_ID', `malformed id ${given}`)
  const row = id.startsWith(object.keyPrefix ?? '') ? readRow(org, object, id) : undefined
  if (row === undefined) throw crossReference()
  if (row.IsDeleted === 1) throw deleted()
  return { id, row }
}

function refuseConverted({ object, master, losers }: MergeGroup): void {
  if (object.name === 'Lead' && [master, ...losers].some(({ row }) => row.IsConverted === 1))
    throw refuse('CANNOT_UPDATE_CONVERTED_LEAD', 'cannot reference converted lead')
}

/** Person accounts merge as accounts, and only among themselves. */
function refusePersons({ object, master, losers }: MergeGroup): void {
  const all = [master, ...losers]
  const persons = all.filter(({ row }) => row.IsPersonAccount === 1).length
  if (object.name === 'Contact' && persons > 0)
    throw refuse('INVALID_PERSON_ACCOUNT_OPERATION', 'a person account is merged through its account')
  if (object.name === 'Account' && persons > 0 && persons < all.length)
    throw refuse(
      'INVALID_PERSON_ACCOUNT_OPERATION',
      'a person account can only be merged with another person account',
    )
}

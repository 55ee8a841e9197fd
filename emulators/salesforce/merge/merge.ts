import type { SQLInputValue } from 'node:sqlite'
import { atomically, statement } from '../../statement.ts'
import { afterwards, beforeDelete } from '../automation/fire.ts'
import { fullAccess, type Org, type Session } from '../org.ts'
import type { ObjectSchema } from '../schema/types.ts'
import { readRow } from '../store/aftermath.ts'
import { newId } from '../store/id.ts'
import type { Values } from '../store/input.ts'
import { now } from '../store/moment.ts'
import { binRecord } from '../store/remove.ts'
import { creator, setColumns, updateRecord } from '../store/write.ts'
import { type Member, type MergeGroup, readGroup } from './group.ts'
import { refuseCycle } from './hierarchy.ts'
import { movePortalUsers, planPortalUsers } from './portal-user.ts'
import { refuseRedundantRelations } from './redundant-relation.ts'
import { type Moved, reparent } from './reparent.ts'
import type { Merged, MergeRequest, MergeSettings } from './request.ts'
import { dropManualShares } from './share.ts'

/**
 * One transaction, in the platform's order: losers may object, children move, losers go, then the master is saved
 * (Apex developer guide, "Triggers and Merge Statements").
 */
export function mergeRecords(
  org: Org,
  session: Session,
  request: MergeRequest,
  settings: MergeSettings,
): Merged {
  return atomically(org.db, () => {
    const group = readGroup(org, session, request)
    const { object, master, losers } = group
    refuseRedundantRelations(org, group)
    const goes = object.name !== 'Case' || settings.cases === 'delete'
    if (goes) for (const { row } of losers) beforeDelete(org, object, row)
    const portal = planPortalUsers(org, group, request.portalUserId)
    movePortalUsers(org, portal, object.name === 'Contact' ? master.id : text(master.row.PersonContactId))
    const moved = losers.flatMap((loser) => [
      ...reparent(org, { object: object.name, from: loser.id, to: master.id, userId: session.userId }),
      ...reparentTwin(org, session, master, loser),
    ])
    for (const loser of losers) retire(org, session, group, loser, goes)
    if (goes) afterDeletes(org, session, group)
    updateRecord(org, session, object.name, master.id, {
      ...keptIndividual(org, group, settings),
      ...request.values,
    })
    inherit(org, session, group)
    refuseCycle(org, object.name, master.id)
    if (typeof master.row.PersonContactId === 'string')
      refuseCycle(org, 'Contact', master.row.PersonContactId)
    const visible = moved.filter((each) => session.access.sees(each.object))
    return { id: master.id, mergedIds: losers.map(({ id }) => id), movedIds: idsOf(visible) }
  })
}

/** The status that the org's case merge settings give to cases which stay. */
const MERGED_CASE = 'Closed'

function text(value: SQLInputValue | undefined): string {
  return typeof value === 'string' ? value : ''
}

function idsOf(moved: readonly Moved[]): string[] {
  return [...new Set(moved.map(({ id }) => id))]
}

/** What belongs to the person hangs on the contact of a person account. */
function reparentTwin(org: Org, session: Session, master: Member, loser: Member): Moved[] {
  const [from, to] = [text(loser.row.PersonContactId), text(master.row.PersonContactId)]
  if (from === '' || to === '') return []
  return reparent(org, { object: 'Contact', from, to, userId: session.userId })
}

function retire(
  org: Org,
  session: Session,
  { object, master }: MergeGroup,
  loser: Member,
  goes: boolean,
): void {
  dropManualShares(org, object.name, loser.id)
  if (goes) binRecord(org, object, loser.id)
  else updateRecord(org, { ...session, access: fullAccess }, object.name, loser.id, { Status: MERGED_CASE })
  const point = (table: string, id: string, to: string) =>
    statement(
      org.db,
      `UPDATE "${table}" SET "MasterRecordId" = ?, "LastModifiedById" = ? WHERE "Id" = ?`,
    ).run(to, session.userId, id)
  point(object.name, loser.id, master.id)
  const [twin, other] = [text(loser.row.PersonContactId), text(master.row.PersonContactId)]
  if (twin !== '') point('Contact', twin, other)
}

/** Once all losers are gone; their rows say by now whom they went into. */
function afterDeletes(org: Org, session: Session, { object, losers }: MergeGroup): void {
  const create = creator(org, session)
  for (const { id, row } of losers)
    afterwards({ org, object, event: 'delete', row: readRow(org, object, id) ?? row, create })
}

/** By an option of the org the most recently changed privacy record stays, else the master's. */
function keptIndividual(
  org: Org,
  { object, master, losers }: MergeGroup,
  { individual }: MergeSettings,
): Values {
  if (individual === 'master' || (object.name !== 'Contact' && object.name !== 'Lead')) return {}
  const ids = [master, ...losers].flatMap(({ row }) =>
    typeof row.IndividualId === 'string' ? [row.IndividualId] : [],
  )
  const latest = statement(
    org.db,
    `SELECT "Id" AS id FROM "Individual" WHERE "Id" IN (${ids.map(() => '?').join(', ')}) AND "IsDeleted" = 0
     ORDER BY "LastModifiedDate" DESC LIMIT 1`,
  ).get(...ids)
  return latest === undefined ? {} : { IndividualId: latest.id }
}

/** The merged record was created when and by whom the oldest was, whichever is the master. */
function inherit(org: Org, session: Session, { object, master, losers }: MergeGroup): void {
  const all = [master, ...losers]
  const oldest = all.toSorted((a, b) => order(a.row.CreatedDate, b.row.CreatedDate))[0] ?? master
  const columns = new Map<string, SQLInputValue>([
    ['CreatedDate', oldest.row.CreatedDate ?? null],
    ['CreatedById', oldest.row.CreatedById ?? null],
  ])
  const active = all.map(({ row }) => row.LastActivityDate).filter((day) => typeof day === 'string')
  const latest = active.toSorted(order).at(-1)
  if (latest !== undefined) columns.set('LastActivityDate', latest)
  setColumns(org, object, master.id, columns)
  if (object.name === 'Account') touchContacts(org, master.id)
  writeHistory(org, session, object, master.id)
}

function order(a: SQLInputValue | undefined, b: SQLInputValue | undefined): number {
  return String(a ?? '') < String(b ?? '') ? -1 : String(a ?? '') > String(b ?? '') ? 1 : 0
}

/** All contacts of a merged account look changed, not only those that moved. */
function touchContacts(org: Org, accountId: string): void {
  statement(
    org.db,
    `UPDATE "Contact" SET "SystemModstamp" = ? WHERE "AccountId" = ? AND "IsDeleted" = 0`,
  ).run(now(org.clock), accountId)
}

function writeHistory(org: Org, session: Session, object: ObjectSchema, id: string): void {
  const history = `${object.name}History`
  if (!org.schema.objects.has(history)) return
  statement(
    org.db,
    `INSERT INTO "${history}" ("Id", "${object.name}Id", "Field", "DataType", "CreatedDate", "CreatedById", "IsDeleted")
     VALUES (?, ?, ?, 'Text', ?, ?, 0)`,
  ).run(newId(org, history), id, `${object.name.toLowerCase()}Merged`, now(org.clock), session.userId)
}

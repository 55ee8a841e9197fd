import type { SQLInputValue } from 'node:sqlite'
import { statement } from '../../statement.ts'
import type { Org } from '../org.ts'
import type { ObjectSchema } from '../schema/types.ts'
import { newId } from './id.ts'
import { twinFromAccount, twinFromContacts } from './twin.ts'

type StoredRow = Readonly<Record<string, SQLInputValue>>

export function readRow(org: Org, object: ObjectSchema, id: string): StoredRow | undefined {
  return statement(org.db, `SELECT * FROM "${object.name}" WHERE "Id" = ?`).get(id) as StoredRow | undefined
}

/** A contact always has one direct relation to its account; that it is there again after undelete is not verified. */
export function relateAgain(org: Org, contact: string, now: string): void {
  const object = org.schema.objects.get('Contact')
  const row = object === undefined ? undefined : readRow(org, object, contact)
  if (row !== undefined && row.IsDeleted !== 1) relate(org, row, undefined, now)
}

/** Whoever relates a contact to its own account gets the direct relation. Not verified: no page says so. */
function direct(org: Org, row: StoredRow): void {
  statement(
    org.db,
    `UPDATE "AccountContactRelation" SET "IsDirect" = 1 WHERE "Id" = ? AND EXISTS (SELECT 1 FROM "Contact" c WHERE c."Id" = ? AND c."AccountId" = ?)`,
  ).run(row.Id ?? null, row.ContactId ?? null, row.AccountId ?? null)
}

function relate(org: Org, row: StoredRow, before: StoredRow | undefined, now: string): void {
  if (row.AccountId === before?.AccountId || row.IsPersonAccount === 1) return
  if (before?.AccountId)
    statement(org.db, `DELETE FROM "AccountContactRelation" WHERE "ContactId" = ? AND "IsDirect" = 1`).run(
      row.Id ?? null,
    )
  if (!row.AccountId) return
  const known = statement(
    org.db,
    `UPDATE "AccountContactRelation" SET "IsDirect" = 1 WHERE "ContactId" = ? AND "AccountId" = ? AND "IsDeleted" = 0`,
  ).run(row.Id ?? null, row.AccountId)
  if (known.changes > 0) return
  statement(
    org.db,
    `INSERT INTO "AccountContactRelation" ("Id", "AccountId", "ContactId", "IsDirect", "IsActive", "IsDeleted", "CreatedDate", "LastModifiedDate", "SystemModstamp", "CreatedById", "LastModifiedById") VALUES (?, ?, ?, 1, 1, 0, ?, ?, ?, ?, ?)`,
  ).run(
    newId(org, 'AccountContactRelation'),
    row.AccountId,
    row.Id ?? null,
    now,
    now,
    now,
    row.LastModifiedById ?? null,
    row.LastModifiedById ?? null,
  )
}

/** A closed task or any event moves the last activity of what it is about, but not their modification time. */
function touch(org: Org, row: StoredRow): void {
  const day = row.ActivityDate
  if (typeof day !== 'string' || row.IsDeleted === 1 || row.IsClosed === 0) return
  for (const id of [row.WhoId, row.WhatId, row.AccountId]) {
    const object = typeof id === 'string' ? org.schema.byPrefix(id.slice(0, 3)) : undefined
    if (!object?.fields.some(({ name }) => name === 'LastActivityDate')) continue
    statement(
      org.db,
      `UPDATE "${object.name}" SET "LastActivityDate" = ? WHERE "Id" = ? AND coalesce("LastActivityDate", '') < ?`,
    ).run(day, id ?? null, day)
  }
}

const TRACKED: Readonly<
  Record<string, { readonly history: string; readonly key: string; readonly fields: readonly string[] }>
> = {
  Account: { history: 'AccountHistory', key: 'AccountId', fields: ['Name', 'OwnerId', 'Phone'] },
  Contact: {
    history: 'ContactHistory',
    key: 'ContactId',
    fields: ['Name', 'OwnerId', 'Phone', 'Email', 'AccountId'],
  },
  Lead: { history: 'LeadHistory', key: 'LeadId', fields: ['Name', 'OwnerId', 'Phone', 'Email', 'Status'] },
  Case: { history: 'CaseHistory', key: 'CaseId', fields: ['OwnerId', 'Status', 'Priority'] },
  Opportunity: {
    history: 'OpportunityFieldHistory',
    key: 'OpportunityId',
    fields: ['OwnerId', 'StageName', 'Amount'],
  },
}

function track(
  org: Org,
  object: ObjectSchema,
  row: StoredRow,
  before: StoredRow | undefined,
  now: string,
): void {
  const rule = TRACKED[object.name]
  if (!rule || !before) return
  for (const field of rule.fields) {
    if (row[field] === before[field]) continue
    statement(
      org.db,
      `INSERT INTO "${rule.history}" ("Id", "${rule.key}", "Field", "OldValue", "NewValue", "DataType", "CreatedDate", "CreatedById", "IsDeleted") VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)`,
    ).run(
      newId(org, rule.history),
      row.Id ?? null,
      field.replace(/Id$/, ''),
      text(before[field]),
      text(row[field]),
      field.endsWith('Id') ? 'EntityId' : 'Text',
      now,
      row.LastModifiedById ?? null,
    )
  }
}

function text(value: SQLInputValue | undefined): string | null {
  return value === null || value === undefined ? null : String(value)
}

/** What follows from a row that was written: its twin, its relations, its history. */
export function follow(
  org: Org,
  object: ObjectSchema,
  id: string,
  before: StoredRow | undefined,
  now: string,
): void {
  const row = readRow(org, object, id)
  if (!row) return
  if (object.name === 'Account' && row.IsPersonAccount === 1 && row.PersonContactId) twinFromAccount(org, id)
  if (object.name === 'Contact') {
    relate(org, row, before, now)
    if (row.IsPersonAccount === 1) twinFromContacts(org, id)
  }
  if (object.name === 'AccountContactRelation' && before === undefined) direct(org, row)
  if (object.name === 'Task' || object.name === 'Event') touch(org, row)
  track(org, object, row, before, now)
}

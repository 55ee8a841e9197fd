import type { SQLInputValue } from 'node:sqlite'
import { statement } from '../../statement.ts'
import type { Org } from '../org.ts'
import { STAGES } from '../schema/sales.ts'
import type { ObjectSchema } from '../schema/types.ts'
import { refuse } from './fault.ts'
import { newId } from './id.ts'
import type { Stored } from './input.ts'

/** What the platform fills in by itself. `before` is the row as it was, when there was one. */
export type Before = Readonly<Record<string, SQLInputValue>> | undefined

const NUMBERED: Readonly<
  Record<string, { readonly field: string; readonly width: number; readonly prefix: string }>
> = {
  Case: { field: 'CaseNumber', width: 8, prefix: '' },
  Contract: { field: 'ContractNumber', width: 8, prefix: '' },
  Order: { field: 'OrderNumber', width: 8, prefix: '' },
  DuplicateRecordSet: { field: 'Name', width: 6, prefix: 'DRS-' },
  DuplicateRecordItem: { field: 'Name', width: 6, prefix: 'DRI-' },
  ContactPointEmail: { field: 'Name', width: 6, prefix: 'CPE-' },
  ContactPointPhone: { field: 'Name', width: 6, prefix: 'CPP-' },
}

export function numberRow(org: Org, object: ObjectSchema, stored: Stored): void {
  const rule = NUMBERED[object.name]
  if (!rule) return
  const { field, prefix, width } = rule
  // Padded numbers sort as text, so that the index finds the last one.
  const row = statement(
    org.db,
    `SELECT "${field}" AS n FROM "${object.name}" ORDER BY "${field}" DESC LIMIT 1`,
  ).get()
  const last = Number(String(row?.n ?? '').slice(prefix.length))
  stored.set(field, prefix + String((Number.isNaN(last) ? 0 : last) + 1).padStart(width, '0'))
}

type Effect = (org: Org, stored: Stored, before: Before, now: string) => void

const current = (stored: Stored, before: Before, name: string): SQLInputValue =>
  stored.has(name) ? (stored.get(name) ?? null) : (before?.[name] ?? null)

function stage(_: Org, stored: Stored, before: Before, now: string): void {
  const name = stored.get('StageName')
  if (name === undefined || name === before?.StageName) return
  const known = STAGES.find(([label]) => label === name)
  stored.set('LastStageChangeDate', now)
  if (!known) return
  if (!stored.has('Probability')) stored.set('Probability', known[1])
  if (!stored.has('ForecastCategoryName')) stored.set('ForecastCategoryName', known[2])
}

function caseClosing(_: Org, stored: Stored, before: Before, now: string): void {
  const status = stored.get('Status')
  if (status === undefined || status === before?.Status) return
  stored.set('ClosedDate', status === 'Closed' ? now : null)
}

function accountOf(org: Org, stored: Stored, before: Before): SQLInputValue {
  const what = current(stored, before, 'WhatId')
  const who = current(stored, before, 'WhoId')
  if (typeof what === 'string') {
    const object = org.schema.byPrefix(what.slice(0, 3))
    if (object?.name === 'Account') return what
    if (object?.fields.some(({ name }) => name === 'AccountId'))
      return column(org, object.name, 'AccountId', what)
  }
  return typeof who === 'string' && who.startsWith('003') ? column(org, 'Contact', 'AccountId', who) : null
}

function column(org: Org, object: string, name: string, id: string): SQLInputValue {
  const row = statement(org.db, `SELECT "${name}" AS v FROM "${object}" WHERE "Id" = ?`).get(id)
  return (row?.v as SQLInputValue | undefined) ?? null
}

function task(org: Org, stored: Stored, before: Before, now: string): void {
  stored.set('AccountId', accountOf(org, stored, before))
  const status = stored.get('Status')
  if (status !== undefined && status !== before?.Status)
    stored.set('CompletedDateTime', status === 'Completed' ? now : null)
}

function event(org: Org, stored: Stored, before: Before): void {
  stored.set('AccountId', accountOf(org, stored, before))
  const start = current(stored, before, 'StartDateTime') ?? current(stored, before, 'ActivityDateTime')
  if (typeof start !== 'string') {
    if (!before && current(stored, before, 'ActivityDate') === null)
      throw refuse(
        'REQUIRED_FIELD_MISSING',
        'Required fields are missing: [DurationInMinutes, ActivityDateTime]',
        ['DurationInMinutes', 'ActivityDateTime'],
      )
    return
  }
  stored.set('StartDateTime', start)
  stored.set('ActivityDateTime', start)
  stored.set('ActivityDate', start.slice(0, 10))
  const end = current(stored, before, 'EndDateTime')
  const minutes = Number(current(stored, before, 'DurationInMinutes') ?? 60)
  if (typeof end === 'string')
    stored.set('DurationInMinutes', Math.round((Date.parse(iso(end)) - Date.parse(iso(start))) / 60_000))
  else {
    stored.set('DurationInMinutes', minutes)
    const until = new Date(Date.parse(iso(start)) + minutes * 60_000)
    stored.set('EndDateTime', `${until.toISOString().slice(0, 19)}.000+0000`)
  }
}

function iso(moment: string): string {
  return moment.replace('+0000', 'Z')
}

function version(org: Org, stored: Stored, before: Before, now: string): void {
  if (before) return
  const path = stored.get('PathOnClient')
  const extension = typeof path === 'string' && path.includes('.') ? path.split('.').pop() : undefined
  stored.set('IsLatest', 1)
  stored.set('VersionNumber', '1')
  stored.set('FileExtension', extension ?? null)
  stored.set('FileType', extension?.toUpperCase() ?? 'UNKNOWN')
  stored.set('ContentModifiedDate', now)
  stored.set('ContentSize', Math.floor((String(stored.get('VersionData') ?? '').length * 3) / 4))
  if (stored.get('Title') === undefined)
    stored.set('Title', typeof path === 'string' ? path.replace(/\.[^.]*$/, '') : null)
  if (stored.get('ContentDocumentId') === undefined)
    stored.set('ContentDocumentId', document(org, stored, now))
}

/** The first version of a file brings its document, and a link to the record it was put on. */
function document(org: Org, stored: Stored, now: string): string {
  const id = newId(org, 'ContentDocument')
  const owner = stored.get('OwnerId') ?? null
  statement(
    org.db,
    `INSERT INTO "ContentDocument" ("Id", "Title", "OwnerId", "CreatedById", "LastModifiedById", "CreatedDate", "LastModifiedDate", "SystemModstamp", "FileType", "FileExtension", "ContentSize", "IsDeleted") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)`,
  ).run(
    id,
    stored.get('Title') ?? null,
    owner,
    owner,
    owner,
    now,
    now,
    now,
    stored.get('FileType') ?? null,
    stored.get('FileExtension') ?? null,
    stored.get('ContentSize') ?? 0,
  )
  const place = stored.get('FirstPublishLocationId')
  for (const entity of new Set([place, owner]))
    if (typeof entity === 'string')
      statement(
        org.db,
        `INSERT INTO "ContentDocumentLink" ("Id", "LinkedEntityId", "ContentDocumentId", "ShareType", "SystemModstamp", "IsDeleted") VALUES (?, ?, ?, ?, ?, 0)`,
      ).run(newId(org, 'ContentDocumentLink'), entity, id, entity === owner ? 'I' : 'V', now)
  return id
}

const EFFECTS: Readonly<Record<string, Effect>> = {
  Opportunity: stage,
  Case: caseClosing,
  Task: task,
  Event: event,
  ContentVersion: version,
}

export function fillIn(org: Org, object: ObjectSchema, stored: Stored, before: Before, now: string): void {
  EFFECTS[object.name]?.(org, stored, before, now)
}

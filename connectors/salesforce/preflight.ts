import { z } from 'zod'
import type { Gap, Preflight, ReadNeed } from '../../src/kit/connector.ts'
import { isKitError } from '../../src/kit/error.ts'
import type { Meter } from '../transport/meter.ts'
import type { Api } from './api.ts'
import { bodyOf, getTogether } from './composite.ts'
import { type Descriptions, fieldGap, objectGap } from './describe.ts'
import { estimateCalls } from './estimate.ts'
import type { Organization } from './organization.ts'
import type { ReadLimits } from './read-limits.ts'
import { QueryPage, queryPath, quote } from './soql.ts'

const Limits = z.object({ DailyApiRequests: z.object({ Max: z.number(), Remaining: z.number() }) })
const RecordCounts = z.object({ sObjects: z.array(z.object({ name: z.string(), count: z.number() })) })

export interface PreflightContext {
  readonly api: Api
  readonly meter: Meter
  readonly organization: Organization
  readonly descriptions: Descriptions
  readonly hidden: ReadonlyMap<string, readonly string[]>
  readonly limits: ReadLimits
  /** Filled here, so that reads need not ask again. */
  readonly counts: Map<string, number>
  readonly sharing: Map<string, Gap>
}

export async function preflight(needs: readonly ReadNeed[], context: PreflightContext): Promise<Preflight> {
  const { api, meter, descriptions, counts } = context
  const objects = [...new Set(needs.map(({ object }) => object))]
  await descriptions.load(objects, 'preflight')
  const readable = objects.filter((object) => descriptions.fields(object) !== undefined)
  await readUsage(api, meter)
  await readCounts(api, readable, counts)
  await readSharing(readable, context)
  const calls = estimateCalls(readable, counts, context.limits)
  meter.ensureRoom(Object.values(calls).reduce((sum, each) => sum + each, 0))
  const known = readable.filter((object) => counts.has(object))
  return {
    calls,
    records: Object.fromEntries(known.map((object) => [object, counts.get(object) ?? 0])),
    gaps: needs.flatMap((need) => gapsOf(need, context)),
  }
}

/** What a read of this need will not see, as far as descriptions and `readSharing` told. */
export function gapsOf(
  { object, columns }: ReadNeed,
  { descriptions, hidden, sharing }: Pick<PreflightContext, 'descriptions' | 'hidden' | 'sharing'>,
): readonly Gap[] {
  const fields = descriptions.fields(object)
  if (fields === undefined) return [objectGap(object)]
  const absent = columns.filter((column) => !fields.has(column))
  const missing = [...new Set([...(hidden.get(object) ?? []), ...absent])].sort()
  const shared = sharing.get(object)
  return [...missing.map((field) => fieldGap(object, field)), ...(shared === undefined ? [] : [shared])]
}

/** Every answer tells the usage as well, so a login that may not ask is no obstacle. */
async function readUsage(api: Api, meter: Meter): Promise<void> {
  const call = { path: '/limits', purpose: 'preflight', doing: 'reading API limits' }
  const limits = await unlessRefused(api.json(Limits, call))
  if (limits !== undefined) {
    const { Max, Remaining } = limits.data.DailyApiRequests
    meter.observe(Max - Remaining, Max)
  }
  meter.ensureRoom(1)
}

/** The org's own approximate counts: one call, where counting rows would read them. */
async function readCounts(api: Api, objects: readonly string[], counts: Map<string, number>): Promise<void> {
  const missing = objects.filter((object) => !counts.has(object))
  if (missing.length === 0) return
  const path = `/limits/recordCount?sObjects=${missing.map(encodeURIComponent).join(',')}`
  const call = { path, purpose: 'preflight', doing: 'counting records' }
  const answer = await unlessRefused(api.json(RecordCounts, call))
  for (const { name, count } of answer?.data.sObjects ?? []) counts.set(name, count)
}

/** Both need "View Setup and Configuration" in some orgs; reads find out for themselves how much there is. */
async function unlessRefused<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked
  } catch (error) {
    if (isKitError(error) && ['ACCESS_REFUSED', 'REQUEST_REFUSED'].includes(error.code)) return undefined
    throw error
  }
}

/**
 * Without View All a query silently returns only what is shared with the user. All is visible when the user
 * has View All Data, View All on the object, or the org's default opens the object to everybody.
 */
export async function readSharing(
  objects: readonly string[],
  context: Pick<PreflightContext, 'api' | 'organization' | 'sharing'>,
  purpose = 'preflight',
): Promise<void> {
  const { api, organization, sharing } = context
  const { permissions, ids } = organization
  if (permissions?.PermissionsViewAllData || permissions?.PermissionsModifyAllData) return
  const shared = objects.filter((object) => !openToAll.has(object))
  if (shared.length === 0) return
  const names = [...new Set([...shared, 'Account'])].map(quote).join(', ')
  const mine = `SELECT PermissionSetId FROM PermissionSetAssignment WHERE AssigneeId = ${quote(ids.userId)}`
  const paths = new Map([
    [
      'defaults',
      queryPath(
        `SELECT QualifiedApiName, InternalSharingModel FROM EntityDefinition WHERE QualifiedApiName IN (${names})`,
      ),
    ],
    [
      'viewAllData',
      queryPath(
        `SELECT Id FROM PermissionSetAssignment WHERE AssigneeId = ${quote(ids.userId)} AND (PermissionSet.PermissionsViewAllData = true OR PermissionSet.PermissionsModifyAllData = true) LIMIT 1`,
      ),
    ],
    [
      'viewAll',
      queryPath(
        `SELECT SobjectType FROM ObjectPermissions WHERE PermissionsViewAllRecords = true AND SobjectType IN (${names}) AND ParentId IN (${mine})`,
      ),
    ],
  ])
  const { data } = await getTogether(api, { paths, purpose, doing: 'reading sharing settings' })
  if (rows(data.get('viewAllData')).length > 0) return
  const told = data.get('viewAllData')?.ok && data.get('viewAll')?.ok
  const open = openObjects(rows(data.get('viewAll')), rows(data.get('defaults')))
  for (const object of shared) if (!open.has(object)) sharing.set(object, sharingGap(object, told ?? false))
}

type Row = Readonly<Record<string, unknown>>

function openObjects(viewAll: readonly Row[], defaults: readonly Row[]): ReadonlySet<string> {
  const open = new Set(viewAll.map(({ SobjectType }) => String(SobjectType)))
  const models = new Map(
    defaults.map((row) => [String(row.QualifiedApiName), String(row.InternalSharingModel)]),
  )
  for (const [object, model] of models) if (/^(Read|FullAccess)/.test(model)) open.add(object)
  // Contacts may follow their account; other children follow parents that we cannot name here.
  if (models.get('Contact') === 'ControlledByParent' && open.has('Account')) open.add('Contact')
  return open
}

function rows(part: Parameters<typeof bodyOf>[1]): readonly Row[] {
  return bodyOf(QueryPage, part)?.records ?? []
}

/** Set-up objects, which sharing does not touch. */
const openToAll = new Set(['User', 'RecordType', 'Profile', 'UserRole', 'Group', 'Organization'])

function sharingGap(object: string, told: boolean): Gap {
  return {
    what: `${object} sharing`,
    why: told
      ? `This login sees only the ${object} records that are shared with it; others may exist.`
      : `Whether this login sees all ${object} records could not be found out; others may exist.`,
    remedy: told
      ? `Grant "View All Records" on ${object}, or "View All Data", in a permission set.`
      : `Grant "View All Data", or "View Setup and Configuration" so that it can be found out.`,
  }
}

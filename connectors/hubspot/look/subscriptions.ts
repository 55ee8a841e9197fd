import { z } from 'zod'
import { isKitError } from '../../../src/kit/error.ts'
import type { NativeRecord } from '../../../src/kit/record.ts'
import type { ChildRow } from '../../../src/kit/relationship.ts'
import type { Api } from '../api.ts'
import { subscriptionPurpose } from './ways.ts'

const Statuses = z.object({
  results: z.array(
    z.object({
      subscriptionId: z.union([z.string(), z.number()]).transform(String),
      status: z.string().catch(''),
      legalBasis: z.string().nullish().catch(null),
      source: z.string().nullish().catch(null),
      timestamp: z.string().nullish().catch(null),
    }),
  ),
})

/** Columns that tell whether a contact said no to any e-mail. */
export const optOutColumn = /^hs_email_optout(_\d+)?$/

export function isOptedOut({ values }: NativeRecord): boolean {
  return Object.entries(values).some(
    ([name, value]) => optOutColumn.test(name) && (value === true || value === 'true'),
  )
}

/** None for what HubSpot does not take for an address; the contact's own columns tell that it opted out. */
async function readOne(email: string, api: Api): Promise<z.output<typeof Statuses>['results']> {
  try {
    const { data } = await api.json(Statuses, {
      path: `/communication-preferences/v4/statuses/${encodeURIComponent(email)}?channel=EMAIL`,
      purpose: subscriptionPurpose,
      doing: 'reading subscriptions of opted-out contacts',
    })
    return data.results
  } catch (error) {
    if (isKitError(error) && error.code === 'REQUEST_REFUSED') return []
    throw error
  }
}

/** One call for each address: a batch takes Marketing Hub Enterprise (subscriptions API guide). */
export async function readSubscriptions(
  relationship: string,
  members: readonly NativeRecord[],
  api: Api,
): Promise<readonly ChildRow[]> {
  const rows: ChildRow[] = []
  for (const { id: member, values } of members) {
    const { email } = values
    if (typeof email !== 'string' || email === '') continue
    for (const { subscriptionId: id, status, legalBasis, source, timestamp } of await readOne(email, api))
      rows.push({
        relationship,
        id,
        member,
        pointer: member,
        slot: id,
        values: {
          status,
          legalBasis: legalBasis ?? null,
          source: source ?? null,
          timestamp: timestamp ?? null,
        },
      })
  }
  return rows
}

import { z } from 'zod'
import type { Gap } from '../../src/kit/connector.ts'
import { isKitError } from '../../src/kit/error.ts'
import type { Api } from './api.ts'
import { standardObjects } from './objects.ts'

const Names = z.object({ results: z.array(z.object({ name: z.string() })) })

/** Activities, owners and users have none. */
export function mayBeSensitive(object: string): boolean {
  return ['contacts', 'companies', 'deals', 'tickets'].includes(object) || !standardObjects.has(object)
}

/**
 * Sensitive properties are left out of every list unless they are asked for. They are not read: a token for audits
 * should not hold health or bank data; but that they are there, and unseen, must be said.
 */
export async function readSensitive(object: string, api: Api): Promise<readonly Gap[]> {
  const some = await askFor(object, 'sensitive', api)
  const more = await askFor(object, 'highly_sensitive', api)
  const names = [...(some ?? []), ...(more ?? [])]
  if (names.length > 0) {
    const why = `Sensitive properties of ${object} are never read (${names.join(', ')}).`
    return [{ what: `${object} (sensitive properties)`, why, remedy: 'Accept it with a waiver.' }]
  }
  return some !== null && more !== null ? [] : [notAsked]
}

/** The same for all objects, so that it is said once. */
export const notAsked: Gap = {
  what: 'sensitive properties',
  why: 'This token does not see whether there are any; they are never read.',
  remedy:
    'To have them named, add crm.objects.….sensitive.read.v2 and crm.objects.….highly_sensitive.read.v2.',
}

/** Null when the token may not ask, or the subscription has no such properties. */
async function askFor(object: string, sensitivity: string, api: Api): Promise<readonly string[] | null> {
  try {
    const { data } = await api.json(Names, {
      path: `/crm/v3/properties/${encodeURIComponent(object)}?dataSensitivity=${sensitivity}`,
      purpose: 'preflight',
      doing: `looking for ${sensitivity.replace('_', ' ')} properties of ${object}`,
    })
    return data.results.map(({ name }) => name)
  } catch (error) {
    if (!isKitError(error) || !['ACCESS_REFUSED', 'REQUEST_REFUSED'].includes(error.code)) throw error
    return error.code === 'ACCESS_REFUSED' ? null : []
  }
}

import { z } from 'zod'
import { isKitError } from '../../../src/kit/error.ts'
import type { Api } from '../api.ts'
import type { Descriptions } from '../describe.ts'
import { standardObjects } from '../objects.ts'

const Rows = z.object({ results: z.array(z.unknown()) })

export interface CustomContext {
  readonly api: Api
  readonly descriptions: Descriptions
}

/**
 * Which of the objects named, and of the account's own ones, records of this object may be associated with where one
 * of the two is the account's own: asked for once, for HubSpot refuses to read associations that cannot be.
 */
export async function associable(
  object: string,
  usual: readonly string[],
  { api, descriptions }: CustomContext,
): Promise<readonly string[]> {
  const own = (await descriptions.custom()).map(({ fullyQualifiedName }) => fullyQualifiedName)
  const isUsual = (to: string): boolean => standardObjects.has(object) && usual.includes(to)
  const asked = [...usual, ...own].map(async (to) => {
    if (!isUsual(to)) return (await isAssociable(object, to, api)) ? [to] : []
    return to !== leads || (await areThere(leads, api)) ? [to] : []
  })
  return (await Promise.all(asked)).flat()
}

/** Few subscriptions have them, and reading what hangs on records costs a call for each object. */
const leads = 'leads'

async function areThere(object: string, api: Api): Promise<boolean> {
  return await isSome(`/crm/v3/objects/${object}?limit=1`, `looking whether there are ${object}`, api)
}

async function isAssociable(from: string, to: string, api: Api): Promise<boolean> {
  const path = `/crm/v4/associations/${encodeURIComponent(from)}/${encodeURIComponent(to)}/labels`
  return await isSome(path, `looking whether ${from} and ${to} can be associated`, api)
}

/** Where the token may not ask, reading will say so. */
async function isSome(path: string, doing: string, api: Api): Promise<boolean> {
  try {
    const { data } = await api.json(Rows, { path, purpose: 'describe', doing })
    return data.results.length > 0
  } catch (error) {
    if (!isKitError(error)) throw error
    if (error.code === 'ACCESS_REFUSED') return true
    if (error.code === 'REQUEST_REFUSED') return false
    throw error
  }
}

/** `2-123`: lists know objects by that name only. */
export async function typeIdOf(object: string, descriptions: Descriptions): Promise<string> {
  const standard = typeIds[object]
  if (standard !== undefined) return standard
  const found = (await descriptions.custom()).find(({ fullyQualifiedName }) => fullyQualifiedName === object)
  return found?.objectTypeId ?? object
}

const typeIds: Readonly<Record<string, string>> = {
  contacts: '0-1',
  companies: '0-2',
  deals: '0-3',
  tickets: '0-5',
  leads: '0-136',
}

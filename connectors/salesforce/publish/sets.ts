import { exitCodes, KitError } from '../../../src/kit/error.ts'
import type { Api } from '../api.ts'
import type { Descriptions } from '../describe.ts'
import { queryTogether } from '../look/query-together.ts'
import type { Organization } from '../organization.ts'
import { queryPath, quote } from '../soql.ts'

/** Object Reference, DuplicateRecordSet and DuplicateRecordItem. */
export const setObject = 'DuplicateRecordSet'
export const itemObject = 'DuplicateRecordItem'

export interface PublishContext {
  readonly api: Api
  readonly descriptions: Descriptions
  readonly organization: Organization
}

export type Row = Readonly<Record<string, unknown>>

/** More ids make a query longer than an org takes. */
export const idsPerQuery = 400

/** Queries by lists of ids, in as few calls as go; half an answer would be worse than none, so it throws. */
export async function queryIds(
  api: Api,
  purpose: string,
  doing: string,
  asked: readonly { readonly soql: (list: string) => string; readonly ids: readonly string[] }[],
): Promise<readonly (readonly Row[])[]> {
  const paths = new Map<string, string>()
  for (const [index, { soql, ids }] of asked.entries()) {
    for (let at = 0; at < ids.length; at += idsPerQuery) {
      const list = ids
        .slice(at, at + idsPerQuery)
        .map(quote)
        .join(', ')
      paths.set(`${index} ${at}`, queryPath(soql(list), true))
    }
  }
  const rows = asked.map((): Row[] => [])
  for (const [name, answer] of await queryTogether(api, { paths, purpose, doing })) {
    if (!answer.ok) throw failed(api, doing, answer.code)
    rows[Number.parseInt(name, 10)]?.push(...answer.records)
  }
  return rows
}

function failed(api: Api, doing: string, code: string): KitError {
  return new KitError('LOOKUP_FAILED', `${api.host()} did not answer (${code}) while ${doing}.`, {
    actions: ['Run the command again.'],
  })
}

/** Throws `NO_DUPLICATE_SETS` (31). Object Reference: "To access this object, activate duplicate rules." */
export async function loadSets({ api, descriptions }: PublishContext, purpose: string): Promise<void> {
  await descriptions.load([setObject, itemObject], purpose)
  const missing = [setObject, itemObject].find((object) => descriptions.fields(object) === undefined)
  if (missing === undefined) return
  throw new KitError(
    'NO_DUPLICATE_SETS',
    `${api.host()} has no duplicate record sets that this login may use: ${missing} is not there.`,
    {
      exit: exitCodes.refused,
      actions: [
        'Activate a duplicate rule (Setup, Duplicate Rules): without one an org has no such sets',
        'Give the login a Sales Cloud or Service Cloud license and "Read" on Duplicate Record Sets and Items',
      ],
    },
  )
}

export function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

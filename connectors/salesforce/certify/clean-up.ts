import { z } from 'zod'
import type { Certifier, TestRecord } from '../../../src/kit/certify.ts'
import type { Api } from '../api.ts'
import { QueryPage, queryPath, quote } from '../soql.ts'
import { isId } from '../write/ids.ts'

/** In the order in which they can go; a column that begins with the mark, or null where the parent takes them along. */
const order: readonly (readonly [object: string, named: string | null])[] = [
  ['CampaignMember', null],
  ['OpportunityContactRole', null],
  ['ContactShare', null],
  ['Task', 'Subject'],
  ['Case', 'Subject'],
  ['Opportunity', 'Name'],
  ['Campaign', 'Name'],
  ['Contact', 'LastName'],
  ['Account', 'Name'],
]

const Deleted = z.array(
  z.object({ success: z.boolean(), errors: z.array(z.object({ statusCode: z.string() })).catch([]) }),
)

/** Test records go to the recycle bin; whatever is still there afterwards is told. */
export async function cleanUp(
  api: Api,
  mark: string,
  made: readonly TestRecord[],
): ReturnType<Certifier['cleanUp']> {
  const whys = new Map<string, string>()
  for (const [object] of order) {
    const ids = await living(api, object, mark, made)
    for (let at = 0; at < ids.length; at += 200)
      for (const [id, why] of await remove(api, object, ids.slice(at, at + 200))) whys.set(id, why)
  }
  const left: (TestRecord & { why: string })[] = []
  for (const [object] of order)
    for (const id of await living(api, object, mark, made))
      left.push({ object, id, why: whys.get(id) ?? 'it is still there' })
  return left
}

/** Those that were noted, and those that bear the mark: an answer may have been lost before it could be noted. */
async function living(
  api: Api,
  object: string,
  mark: string,
  made: readonly TestRecord[],
): Promise<readonly string[]> {
  const noted = made.filter((one) => one.object === object && isId(one.id)).map(({ id }) => quote(id))
  const named = order.find(([name]) => name === object)?.[1] ?? null
  const parts = [
    ...(noted.length === 0 ? [] : [`Id IN (${noted.join(', ')})`]),
    ...(named === null ? [] : [`${named} LIKE ${quote(`${mark}%`)}`]),
  ]
  if (parts.length === 0) return []
  const call = {
    path: queryPath(`SELECT Id FROM ${object} WHERE ${parts.join(' OR ')}`),
    purpose: 'certify',
    doing: 'looking for test records',
  }
  const { data } = await api.json(QueryPage, call)
  return data.records.map(({ Id }) => String(Id))
}

async function remove(api: Api, object: string, ids: readonly string[]) {
  const ending = await api.exchange({
    purpose: 'certify',
    doing: `removing test records of ${object}`,
    send: (client, options) =>
      client.request<unknown>(
        { method: 'DELETE', url: `/composite/sobjects?allOrNone=false&ids=${ids.join(',')}` },
        options,
      ),
  })
  const answers = ending.ended === 'answered' ? Deleted.safeParse(ending.data).data : undefined
  const whole = ending.ended === 'busy' || ending.ended === 'refused' ? ending.error.errorCode : 'no answer'
  return ids.map((id, n) => {
    const answer = answers?.[n]
    return [id, answer === undefined ? whole : (answer.errors[0]?.statusCode ?? '')] as const
  })
}

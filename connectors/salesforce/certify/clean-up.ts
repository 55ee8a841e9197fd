import { z } from 'zod'
import type { Certifier, TestRecord } from '../../../src/kit/certify.ts'
import type { Api } from '../api.ts'
import { QueryPage, queryPath, quote } from '../soql.ts'
import { isId } from '../write/ids.ts'

/** In the order in which they can go; the column, of their own or of the parent, that begins with the mark. */
const order: readonly (readonly [object: string, named: string])[] = [
  ['CampaignMember', 'Campaign.Name'],
  ['OpportunityContactRole', 'Opportunity.Name'],
  ['ContactShare', 'Contact.LastName'],
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

/**
 * Test records go to the recycle bin; whatever is still there afterwards is told, and whatever was noted without bearing
 * the mark: that is somebody else's, and is left.
 */
export async function cleanUp(api: Api, { mark, made, tell }: CleanUp): ReturnType<Certifier['cleanUp']> {
  const found = new Map<string, readonly string[]>()
  for (const [object, named] of order) found.set(object, await living(api, object, named, mark, made))
  tell([...found].flatMap(([object, ids]) => ids.map((id) => ({ object, id }))))
  const whys = new Map<string, string>()
  for (const [object, ids] of found) {
    for (let at = 0; at < ids.length; at += 200)
      for (const [id, why] of await remove(api, object, ids.slice(at, at + 200))) whys.set(id, why)
  }
  const left: (TestRecord & { why: string })[] = []
  for (const [object, named] of order) {
    const ours = await living(api, object, named, mark, made)
    left.push(...ours.map((id) => ({ object, id, why: whys.get(id) ?? 'it is still there' })))
    const others = (await noted(api, object, made)).filter((id) => !ours.includes(id))
    left.push(...others.map((id) => ({ object, id, why: notOurs })))
  }
  return left
}

export interface CleanUp {
  readonly mark: string
  readonly made: readonly TestRecord[]
  readonly tell: Parameters<Certifier['cleanUp']>[2]
}

const notOurs = 'it was noted, but does not bear the mark of the trial: look at it'

/** SOQL and SOSL Reference, LIKE: `_` and `%` are wildcards unless a backslash stands before them. */
function beginning(mark: string): string {
  return `${quote(mark).slice(0, -1).replace(/[_%]/g, String.raw`\$&`)}%'`
}

/** Those that bear the mark, noted or not: an answer may have been lost. What has no name of its own must be noted. */
async function living(
  api: Api,
  object: string,
  named: string,
  mark: string,
  made: readonly TestRecord[],
): Promise<readonly string[]> {
  if (named.includes('.') && !made.some((one) => one.object === object)) return []
  return await idsOf(api, object, `${named} LIKE ${beginning(mark)}`)
}

/** Of what was noted, what is still there. */
async function noted(api: Api, object: string, made: readonly TestRecord[]): Promise<readonly string[]> {
  const ids = made.filter((one) => one.object === object && isId(one.id)).map(({ id }) => quote(id))
  return ids.length === 0 ? [] : await idsOf(api, object, `Id IN (${ids.join(', ')})`)
}

async function idsOf(api: Api, object: string, where: string): Promise<readonly string[]> {
  const call = {
    path: queryPath(`SELECT Id FROM ${object} WHERE ${where}`),
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
  const whole =
    ending.ended === 'busy' || ending.ended === 'refused' ? codeOf(ending.error.errorCode) : 'no answer'
  return ids.map((id, n) => {
    const answer = answers?.[n]
    return [id, answer === undefined ? whole : codeOf(answer.errors[0]?.statusCode)] as const
  })
}

/** A word of Salesforce's own; anything else could be an echo of what was sent to it. */
function codeOf(code = ''): string {
  return /^\w{1,80}$/.test(code) ? code : 'refused'
}

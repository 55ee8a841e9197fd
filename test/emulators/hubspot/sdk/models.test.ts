import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { misfits } from './models.ts'
import { type OpenClient, openClient } from './open-client.ts'
import { operations, refused, silent } from './operations.ts'

/**
 * Where the models are known to be wrong about the live API: ids of associations come as numbers,
 * and the errors of a batch have no errors and links of their own.
 */
const modelsErr = [
  /\.(?:to|from)ObjectId is no string: \d+$/,
  /^\$\.errors\[\d+\]\.(?:errors|links) is missing$/,
]

function isOwnFault(misfit: string): boolean {
  return !modelsErr.some((known) => known.test(misfit))
}

let open: OpenClient
beforeAll(async () => {
  open = await openClient()
})
afterAll(() => open[Symbol.asyncDispose]())

describe("answers by the client's own models", () => {
  it.each(operations)('$name', async ({ group, call }) => {
    const before = open.last.count
    const result = (await call(open.client)) as object
    expect(open.last.count).toBe(before + 1)
    expect(misfits(group, result.constructor.name, open.last.body).filter(isOwnFault)).toEqual([])
  })

  it('batches of memberships, which the client has models for but no door to', async () => {
    const answer = await open.client.apiRequest({
      method: 'POST',
      path: '/crm/v3/lists/records/memberships/batch/read',
      body: { inputs: [{ objectTypeId: '0-1', recordId: '4' }] },
    })
    const body = (await answer.json()) as { results: { recordListMemberships: unknown[] }[] }
    expect(body.results[0]?.recordListMemberships).toHaveLength(1)
    expect(misfits('crm/lists', 'BatchResponseRecordIdWithMemberships', body)).toEqual([])
  })

  it('tokens', async () => {
    const { clientId, clientSecret, refreshToken } = open.account
    const { oauth } = open.client
    const given = ['refresh_token', undefined, undefined, clientId, clientSecret, refreshToken] as const
    const token = await oauth.tokensApi.create(...given)
    expect(misfits('oauth', token.constructor.name, open.last.body)).toEqual([])
    const access = await oauth.accessTokensApi.get(token.accessToken)
    expect(misfits('oauth', access.constructor.name, open.last.body)).toEqual([])
    const refresh = await oauth.refreshTokensApi.get(refreshToken)
    expect(misfits('oauth', refresh.constructor.name, open.last.body)).toEqual([])
  })

  it.each(silent)('$name: 204', async ({ call }) => {
    const before = open.last.count
    expect(await call(open.client)).toBeUndefined()
    expect([open.last.count, open.last.status, open.last.body]).toEqual([before + 1, 204, undefined])
  })

  it.each(refused)('$name: refused', async ({ group, call }) => {
    const error = await call(open.client).then(
      () => undefined,
      (caught: { code: number }) => caught,
    )
    expect(error?.code).toBeGreaterThanOrEqual(400)
    expect(misfits(group, 'ModelError', open.last.body)).toEqual([])
  })

  it.each([
    {
      group: 'crm/owners',
      type: 'PublicOwner',
      answer: { id: 5, createdAt: '2026-01-01T00:00:00Z', type: 'ROBOT', archived: false },
      wrong: [
        '$.id is no string: 5',
        '$.type is not one of PERSON, QUEUE: "ROBOT"',
        '$.updatedAt is missing',
      ],
    },
    {
      group: 'crm/contacts',
      type: 'SimplePublicObject',
      answer: { id: '5', createdAt: 'yesterday', updatedAt: null, properties: { a: null, b: 1 } },
      wrong: [
        '$.createdAt is no moment: "yesterday"',
        '$.properties.b is no string: 1',
        '$.updatedAt is missing',
      ],
    },
  ])('would say what is wrong with a $type', ({ group, type, answer, wrong }) => {
    expect(misfits(group, type, answer).toSorted()).toEqual(wrong.toSorted())
  })
})

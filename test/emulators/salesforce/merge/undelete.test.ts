import { describe, expect, it } from 'vitest'
import { ask, control } from '../../client.ts'
import { outcomes, request, useOrg } from './inside.ts'

const day = 86_400_000
const org = useOrg({ recycleBinRecords: 3, mergedIndividual: 'most-recent' })
const { make, plant, row, ids, call } = org

/** Sessions end meanwhile. */
let token: string | undefined
const wait = async (milliseconds: number) => {
  await control(org.server, 'POST', '/clock', { advance: milliseconds })
  token = (await control(org.server, 'POST', '/users', { username: org.server.username })).json.accessToken
}
const contacts = (): [string, string] => [
  make('Contact', { LastName: 'm' }),
  make('Contact', { LastName: 'l' }),
]
const merge = async (master: string, loser: string) =>
  outcomes(await call(`<merge>${request('Contact', master, [loser])}</merge>`, token))
const undelete = async (given: readonly string[], headers = '') =>
  outcomes(
    await call(`<undelete>${given.map((id) => `<ids>${id}</ids>`).join('')}</undelete>`, token, headers),
  )
const all = async (soql: string) =>
  (await ask(org.server, 'GET', `/services/data/v66.0/queryAll?q=${encodeURIComponent(soql)}`)).json.records

describe('undelete', () => {
  it('restores a loser, no longer merged, and leaves moved children where they are', async () => {
    const [master, loser] = contacts()
    const task = make('Task', { WhoId: loser, Subject: 's' })
    await merge(master, loser)
    const seen = await all(`SELECT IsDeleted, MasterRecordId FROM Contact WHERE Id = '${loser}'`)
    expect(seen).toEqual([expect.objectContaining({ IsDeleted: true, MasterRecordId: master })])
    const { json } = await ask(
      org.server,
      'GET',
      '/services/data/v66.0/sobjects/Contact/deleted?start=2026-01-30T00:00:00Z&end=2026-02-01T00:00:00Z',
    )
    expect(json.deletedRecords).toEqual(expect.arrayContaining([expect.objectContaining({ id: loser })]))
    expect(await undelete([loser])).toEqual(['success'])
    expect(row('Contact', loser)).toMatchObject({ IsDeleted: 0, MasterRecordId: null })
    expect(row('Task', task).WhoId).toBe(master)
  })

  it('brings back what was deleted with its parent', async () => {
    const account = make('Account', { Name: 'a' })
    const contact = make('Contact', { LastName: 'c', AccountId: account })
    await ask(org.server, 'DELETE', `/services/data/v66.0/sobjects/Account/${account}`)
    expect(row('Contact', contact).IsDeleted).toBe(1)
    expect(await undelete([account])).toEqual(['success'])
    expect(row('Contact', contact).IsDeleted).toBe(0)
  })

  it('says of each other id why not', async () => {
    const living = make('Contact', { LastName: 'c' })
    const member = plant('AccountTeamMember', { AccountId: make('Account', { Name: 'a' }), IsDeleted: true })
    expect(await undelete([living, member, '003000000000001AAA', 'nonsense'])).toEqual([
      'UNDELETE_FAILED',
      'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
      'INVALID_CROSS_REFERENCE_KEY',
      'MALFORMED_ID',
    ])
  })

  it('takes all back when all were wanted', async () => {
    const [master, loser] = contacts()
    await merge(master, loser)
    const header = '<AllOrNoneHeader><allOrNone>true</allOrNone></AllOrNoneHeader>'
    expect(await undelete([loser, master], header)).toEqual([
      'ALL_OR_NONE_OPERATION_ROLLED_BACK',
      'UNDELETE_FAILED',
    ])
    expect(row('Contact', loser).IsDeleted).toBe(1)
  })

  it('takes 200 ids and no more', async () => {
    const text = await call(`<undelete>${'<ids>003000000000001AAA</ids>'.repeat(201)}</undelete>`)
    expect(text).toContain('<faultcode>sf:EXCEEDED_ID_LIMIT</faultcode>')
  })

  it('asks for the right to delete', async () => {
    const [master, loser] = contacts()
    await merge(master, loser)
    const create = { username: 'reader@x.test', objects: { Contact: ['Read', 'Edit'] } }
    const { accessToken } = (await control(org.server, 'POST', '/users', { create })).json
    expect(outcomes(await call(`<undelete><ids>${loser}</ids></undelete>`, accessToken))).toEqual([
      'INSUFFICIENT_ACCESS_OR_READONLY',
    ])
  })
})

describe('the recycle bin', () => {
  it('lets the oldest go when it is too full, but not within two hours', async () => {
    await wait(20 * day)
    const losers: string[] = []
    for (let count = 0; count < 5; count += 1) {
      const [master, loser] = contacts()
      losers.push(loser)
      await merge(master, loser)
    }
    expect(losers.map((id) => row('Contact', id).IsDeleted)).toEqual([1, 1, 1, 1, 1])
    await wait(2 * 3_600_000)
    const [master, loser] = contacts()
    await merge(master, loser)
    expect(losers.map((id) => row('Contact', id).IsDeleted)).toEqual([undefined, undefined, undefined, 1, 1])
    expect(await undelete(losers.slice(2, 4))).toEqual(['INVALID_CROSS_REFERENCE_KEY', 'success'])
  })

  it('keeps nothing for longer than 15 days', async () => {
    const [early, late] = [contacts(), contacts()]
    await merge(...early)
    await wait(day)
    await merge(...late)
    await wait(14 * day + 1000)
    expect(await undelete([early[1], late[1]])).toEqual(['INVALID_CROSS_REFERENCE_KEY', 'success'])
    expect(ids('Contact', `"Id" = '${early[1]}'`)).toEqual([])
  })
})

it('keeps the privacy record that changed last, where the org wants it', async () => {
  const [old, recent] = ['2024-01-01', '2025-01-01'].map((date) =>
    plant('Individual', { LastName: 'i', LastModifiedDate: `${date}T00:00:00.000+0000` }),
  ) as [string, string]
  const master = make('Contact', { LastName: 'm', IndividualId: old })
  await merge(master, make('Contact', { LastName: 'l', IndividualId: recent }))
  expect(row('Contact', master).IndividualId).toBe(recent)
})

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type EmulatedOrg, startSalesforceOrg } from '../../../../emulators/index.ts'
import { insertRows } from '../../../../emulators/salesforce/store/insert.ts'
import { ask, control } from '../client.ts'

const api = '/services/data/v66.0'

let org: EmulatedOrg
beforeAll(async () => {
  org = await startSalesforceOrg({
    seed: 10,
    fill: (inside) => {
      insertRows(
        inside,
        'Contact',
        ['LastName'],
        Array.from({ length: 450 }, (_, n) => [`Name ${n}`]),
      )
    },
    users: [{ username: 'other@x.example', objects: { Contact: ['Read', 'Edit'] } }],
  })
})
afterAll(() => org.close())

async function count(where: string): Promise<number> {
  const soql = encodeURIComponent(`SELECT COUNT() FROM Contact WHERE ${where}`)
  return (await ask(org, 'GET', `${api}/query?q=${soql}`)).json.totalSize
}

describe('mutate', () => {
  it('changes as many records as asked, as another user, at the time of the clock, uncounted', async () => {
    await control(org, 'POST', '/clock', { advance: 60_000 })
    const before = (await control(org, 'GET', '/meter')).json
    const { json } = await control(org, 'POST', '/mutate', {
      object: 'Contact',
      count: 300,
      offset: 10,
      set: { Phone: '+34 600 {n}' },
      as: 'other@x.example',
    })
    expect([json.changed.length, json.failed]).toEqual([300, []])
    expect((await control(org, 'GET', '/meter')).json).toEqual(before)
    expect(await count('SystemModstamp > 2026-01-31T09:00:30Z')).toBe(300)
    expect(await count("LastModifiedBy.Username = 'other@x.example'")).toBe(300)
    expect(await count("Phone = '+34 600 300'")).toBe(1)
  })

  it('deletes the records that are named', async () => {
    const soql = encodeURIComponent('SELECT Id FROM Contact LIMIT 3')
    const ids = (await ask(org, 'GET', `${api}/query?q=${soql}`)).json.records.map(
      ({ Id }: { Id: string }) => Id,
    )
    const { json } = await control(org, 'POST', '/mutate', {
      object: 'Contact',
      ids,
      delete: true,
      as: org.username,
    })
    expect(json).toEqual({ changed: ids, failed: [] })
    expect(await count('Id != null')).toBe(447)
  })

  it('reports what the rights of that user forbid', async () => {
    const { json } = await control(org, 'POST', '/mutate', {
      object: 'Contact',
      count: 1,
      delete: true,
      as: 'other@x.example',
    })
    expect([json.changed, json.failed.length]).toEqual([[], 1])
  })

  it.each([
    [{ object: 'Nope', as: 'other@x.example', set: { Phone: '1' } }, /no such object: Nope/],
    [{ object: 'Contact', as: 'nobody@x.example', set: { Phone: '1' } }, /names no user/],
    [{ object: 'Contact', as: 'other@x.example' }, /give "set"/],
  ])('refuses %o', async (body, message) => {
    const answer = await control(org, 'POST', '/mutate', body)
    expect([answer.status, answer.json.error]).toEqual([400, expect.stringMatching(message)])
  })
})

describe('a lost reply', () => {
  it('leaves a record that was created, though the client never heard of it', async () => {
    await control(org, 'POST', '/faults', {
      match: { method: 'POST', path: '*/sobjects/Contact' },
      times: 1,
      action: { kind: 'drop', when: 'after' },
    })
    const create = () => ask(org, 'POST', `${api}/sobjects/Contact`, { body: { LastName: 'Unheard' } })
    await expect(create()).rejects.toThrow()
    expect(await count("LastName = 'Unheard'")).toBe(1)
  })
})

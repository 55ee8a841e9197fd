import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type EmulatedOrg, startSalesforceOrg } from '../../../../emulators/index.ts'
import { insertRows } from '../../../../emulators/salesforce/store/insert.ts'
import { ask, control } from '../../client.ts'

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

describe('a locked row', () => {
  it('fails alone among those of a collection, and only as often as asked', async () => {
    const soql = encodeURIComponent('SELECT Id FROM Contact ORDER BY Id LIMIT 3')
    const ids = (await ask(org, 'GET', `${api}/query?q=${soql}`)).json.records.map(
      ({ Id }: { Id: string }) => Id,
    )
    expect((await control(org, 'POST', '/locks', { ids: [ids[1]], times: 2 })).json).toEqual({ locked: 1 })
    const records = ids.map((id: string) => ({ attributes: { type: 'Contact' }, id, Fax: '1' }))
    const update = async () =>
      (await ask(org, 'PATCH', `${api}/composite/sobjects`, { body: { records } })).json
    const first = await update()
    expect(first.map(({ success }: { success: boolean }) => success)).toEqual([true, false, true])
    expect(first[1].errors[0]).toMatchObject({
      statusCode: 'UNABLE_TO_LOCK_ROW',
      message: `unable to obtain exclusive access to this record or 1 records: ${ids[1]}`,
    })
    expect((await ask(org, 'DELETE', `${api}/sobjects/Contact/${ids[1]}`)).json[0].errorCode).toBe(
      'UNABLE_TO_LOCK_ROW',
    )
    expect((await update()).every(({ success }: { success: boolean }) => success)).toBe(true)
  })

  it('is free again when the control door says so', async () => {
    const soql = encodeURIComponent('SELECT Id FROM Contact LIMIT 1')
    const [{ Id }] = (await ask(org, 'GET', `${api}/query?q=${soql}`)).json.records
    await control(org, 'POST', '/locks', { ids: [Id] })
    const update = () => ask(org, 'PATCH', `${api}/sobjects/Contact/${Id}`, { body: { Fax: '2' } })
    expect([(await update()).status, (await update()).status]).toEqual([400, 400])
    expect((await control(org, 'DELETE', '/locks')).json).toEqual({ freed: 1 })
    expect((await update()).status).toBe(204)
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

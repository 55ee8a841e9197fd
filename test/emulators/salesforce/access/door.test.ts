import { describe, expect, it } from 'vitest'
import { startSalesforceOrg } from '../../../../emulators/index.ts'
import { insertRows } from '../../../../emulators/salesforce/store/insert.ts'
import { ask, control } from '../../client.ts'
import { soap } from '../soap.ts'

const jobs = '/services/data/v66.0/jobs/query'

describe('a limited user', () => {
  it('finds in bulk queries neither hidden fields nor objects', async () => {
    const username = 'clerk@x.example'
    await using org = await startSalesforceOrg({
      users: [{ username, objects: { Contact: ['Read'] }, hidden: ['Contact.Phone'] }],
    })
    const { accessToken } = (await control(org, 'POST', '/users', { username })).json
    const create = async (query: string) => {
      const answer = await ask(org, 'POST', jobs, { body: { operation: 'query', query }, token: accessToken })
      return [answer.status, answer.json[0]?.errorCode]
    }
    expect(await create('SELECT Id, Email FROM Contact')).toEqual([200, undefined])
    expect(await create('SELECT Id, Phone FROM Contact')).toEqual([400, 'INVALID_FIELD'])
    expect(await create('SELECT Id FROM Lead')).toEqual([400, 'INVALID_TYPE'])
  })

  it('reads and writes over REST only what the rights allow', async () => {
    const username = 'clerk@x.example'
    await using org = await startSalesforceOrg({
      fill: (inside) => {
        insertRows(inside, 'Contact', ['LastName', 'Phone', 'Email'], [['A', '1', 'a@x.example']])
        insertRows(inside, 'Lead', ['LastName', 'Company'], [['B', 'C']])
      },
      users: [
        {
          username,
          objects: { Contact: ['Read', 'Edit'] },
          hidden: ['Contact.Phone'],
          readOnly: ['Contact.Email'],
        },
      ],
    })
    const { accessToken: token } = (await control(org, 'POST', '/users', { username })).json
    const api = '/services/data/v66.0'
    const query = (soql: string) => ask(org, 'GET', `${api}/query?q=${encodeURIComponent(soql)}`, { token })
    expect((await query('SELECT Id FROM Lead')).json[0].errorCode).toBe('INVALID_TYPE')
    expect((await query('SELECT Phone FROM Contact')).json[0].errorCode).toBe('INVALID_FIELD')
    const [{ Id }] = (await query('SELECT Id, Email FROM Contact')).json.records
    const describe = (await ask(org, 'GET', `${api}/sobjects/Contact/describe`, { token })).json
    const flags = (name: string) => describe.fields.find((field: { name: string }) => field.name === name)
    expect([flags('Phone'), describe.deletable]).toEqual([undefined, false])
    const change = (body: object) => ask(org, 'PATCH', `${api}/sobjects/Contact/${Id}`, { body, token })
    expect((await change({ Email: 'b@x.example' })).status).toBe(400)
    expect((await change({ LastName: 'Z' })).status).toBe(204)
    expect(
      (await ask(org, 'DELETE', `${api}/sobjects/Contact/${Id}`, { token })).status,
    ).toBeGreaterThanOrEqual(400)
  })

  it('may be made while the org runs, with an app of its own', async () => {
    await using org = await startSalesforceOrg()
    const create = { username: 'later@x.example', permissions: ['ApiEnabled', 'ViewAllData'] }
    const login = (await control(org, 'POST', '/users', { create })).json
    const form = {
      grant_type: 'client_credentials',
      client_id: login.clientId,
      client_secret: login.clientSecret,
    }
    const token = await ask(org, 'POST', '/services/oauth2/token', {
      token: null,
      body: new URLSearchParams(form),
    })
    const info = await ask(org, 'GET', '/services/oauth2/userinfo', { token: token.json.access_token })
    expect(info.json.preferred_username).toBe('later@x.example')
  })

  it.each([
    [{ username: 'nobody' }, /e-mail/],
    [{ username: 'a@b.example', permissions: ['Fly'] }, /no such permission: Fly/],
    [{ username: 'a@b.example', objects: { Nope: ['Read'] } }, /no such object: Nope/],
  ])('cannot be %o', async (create, message) => {
    await using org = await startSalesforceOrg()
    const answer = await control(org, 'POST', '/users', { create })
    expect([answer.status, answer.json.error]).toEqual([400, expect.stringMatching(message)])
  })

  it('without API access is refused over REST and SOAP', async () => {
    const username = 'noapi@x.example'
    await using org = await startSalesforceOrg({ users: [{ username, permissions: [] }] })
    const { accessToken } = (await control(org, 'POST', '/users', { username })).json
    const rest = await ask(org, 'GET', '/services/data/v66.0/limits', { token: accessToken })
    expect([rest.status, rest.json[0].errorCode]).toEqual([403, 'API_CURRENTLY_DISABLED'])
    const fault = await ask(org, 'POST', '/services/Soap/u/66.0', {
      body: soap('<getUserInfo/>', accessToken),
    })
    expect(fault.text).toContain('<faultcode>sf:API_CURRENTLY_DISABLED</faultcode>')
  })

  it('who is inactive gets no session', async () => {
    const username = 'gone@x.example'
    await using org = await startSalesforceOrg({ users: [{ username, active: false }] })
    expect((await control(org, 'POST', '/users', { username })).status).toBe(400)
  })
})

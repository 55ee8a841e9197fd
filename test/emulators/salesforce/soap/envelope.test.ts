import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type EmulatedOrg, startSalesforceOrg } from '../../../../emulators/index.ts'
import {
  childrenNamed,
  childText,
  parseXml,
  writeXml,
  XmlError,
} from '../../../../emulators/salesforce/soap/xml.ts'
import { insertRows } from '../../../../emulators/salesforce/store/insert.ts'
import { ask, control } from '../../client.ts'
import { soap } from '../soap.ts'

describe('xml', () => {
  it('reads elements in order, whatever their prefix', () => {
    const root = parseXml(
      '<?xml version="1.0"?><a:x xmlns:a="u"><b>1</b><c xsi:nil="true"/><b> &lt;2 </b></a:x>',
    )
    expect(root.name).toBe('x')
    expect(childrenNamed(root, 'b').map((element) => element.text)).toEqual(['1', ' <2 '])
    expect(childText(root, 'c')).toBeUndefined()
  })

  it.each(['<a><b></a>', 'text', '', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'])('refuses %j', (source) => {
    expect(() => parseXml(source)).toThrow(XmlError)
  })

  it.each([
    [{ id: '1', ok: true }, '<r><id>1</id><ok>true</ok></r>'],
    [['a', 'b'], '<r>a</r><r>b</r>'],
    [null, '<r xsi:nil="true"/>'],
    [{ gone: undefined }, '<r></r>'],
    ['<&"\u0001\r', '<r>&lt;&amp;&quot;&#xd;</r>'],
  ])('writes %j', (value, written) => {
    expect(writeXml('r', value)).toBe(written)
  })
})

let org: EmulatedOrg
beforeAll(async () => {
  org = await startSalesforceOrg({ seed: 7 })
})
afterAll(() => org.close())

const post = (body: string, path = '/services/Soap/u/66.0') =>
  ask(org, 'POST', path, { body, token: null, headers: { 'content-type': 'text/xml', soapaction: '""' } })

describe('emptyRecycleBin', () => {
  it('purges what is in the bin and says of each other id why not', async () => {
    const ids: string[] = []
    await using other = await startSalesforceOrg({
      fill: (inside) => {
        insertRows(inside, 'Contact', ['LastName', 'IsDeleted'], [['Gone', true]])
        insertRows(inside, 'Contact', ['LastName'], [['Alive']])
        ids.push(
          ...inside.db
            .prepare('SELECT Id FROM Contact ORDER BY Id')
            .all()
            .map((row) => String(row.Id)),
        )
      },
    })
    const operation = `<emptyRecycleBin>${[...ids, 'nonsense'].map((id) => `<ids>${id}</ids>`).join('')}</emptyRecycleBin>`
    const { text } = await ask(other, 'POST', '/services/Soap/u/66.0', {
      body: soap(operation, other.accessToken),
    })
    expect(text.match(/<success>\w+<\/success>|<statusCode>\w+/g)).toEqual([
      '<success>true</success>',
      '<statusCode>INVALID_ID_FIELD',
      '<success>false</success>',
      '<statusCode>MALFORMED_ID',
      '<success>false</success>',
    ])
  })
})

describe('the endpoint', () => {
  it.each(['/services/Soap/u/66.0', '//services/Soap/u/58.0/00D5e0000000007', '/services/Soap/c/66.0'])(
    'answers %s with the quota in the header',
    async (path) => {
      const { status, text, headers } = await post(soap('<getUserInfo/>', org.accessToken), path)
      expect(status).toBe(200)
      expect(headers.get('content-type')).toBe('text/xml;charset=UTF-8')
      expect(text).toMatch(
        /<soapenv:Header><LimitInfoHeader><limitInfo><current>\d+<\/current><limit>145000<\/limit><type>API REQUESTS<\/type>/,
      )
      expect(text).toContain(`<getUserInfoResponse><result>`)
      expect(text).toContain(`<userName>${org.username}</userName>`)
    },
  )

  it.each([
    ['an unknown session', () => soap('<getUserInfo/>', 'nope'), 'sf:INVALID_SESSION_ID'],
    ['no header at all', () => '<Envelope><Body><getUserInfo/></Body></Envelope>', 'sf:INVALID_SESSION_ID'],
    ['an unknown operation', () => soap('<fly/>', org.accessToken), 'soapenv:Client'],
    ['a login with a password', () => soap('<login/>', ''), 'sf:INVALID_LOGIN'],
    ['broken XML', () => '<Envelope><Body>', 'soapenv:Client'],
    ['an empty body', () => soap('', org.accessToken), 'soapenv:Client'],
  ])('answers %s with a fault', async (_, body, code) => {
    const { status, text } = await post(body())
    expect(status).toBe(500)
    expect(text).toContain(`<faultcode>${code}</faultcode>`)
  })

  it('ends the session at logout', async () => {
    const { accessToken } = (await control(org, 'POST', '/users', { username: org.username })).json
    expect((await post(soap('<logout/>', accessToken))).status).toBe(200)
    expect((await post(soap('<getUserInfo/>', accessToken))).text).toContain('sf:INVALID_SESSION_ID')
  })
})

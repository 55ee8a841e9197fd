import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type OpenOrg, openOrg } from '../open-org.ts'
import { type OpenLooks, openLooks } from './open-looks.ts'

let world: OpenOrg
let open: OpenLooks
beforeAll(async () => {
  world = await openOrg({ people: 500 })
  open = await openLooks(world)
})
afterAll(async () => {
  await open.close()
  await world[Symbol.asyncDispose]()
})

interface Merged {
  readonly success: boolean
  readonly related: readonly string[]
}

/** As any SOAP client would. */
async function merge(object: string, master: string, loser: string): Promise<Merged> {
  const response = await fetch(`${world.org.url}/services/Soap/u/66.0`, {
    method: 'POST',
    headers: { 'content-type': 'text/xml', soapaction: '""' },
    body: `<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:urn="urn:partner.soap.sforce.com" xmlns:sf="urn:sobject.partner.soap.sforce.com">
      <soapenv:Header><urn:SessionHeader><urn:sessionId>${world.org.accessToken}</urn:sessionId></urn:SessionHeader></soapenv:Header>
      <soapenv:Body><urn:merge><urn:request><urn:masterRecord><sf:type>${object}</sf:type><sf:Id>${master}</sf:Id></urn:masterRecord>
      <urn:recordToMergeIds>${loser}</urn:recordToMergeIds></urn:request></urn:merge></soapenv:Body></soapenv:Envelope>`,
  })
  const text = await response.text()
  const related = [...text.matchAll(/<(?:\w+:)?updatedRelatedIds>(\w+)</g)].map(([, id = '']) => id)
  return { success: /<(?:\w+:)?success>true</.test(text), related }
}

/** Neighbours, which are no duplicates: the more odd pairs, the better. */
async function pairsOf(soql: string): Promise<[string, string][]> {
  const response = await world.request('GET', `/query?q=${encodeURIComponent(soql)}`)
  const { records } = (await response.json()) as { records: { Id: string }[] }
  const ids = records.map(({ Id }) => Id)
  return Array.from({ length: Math.floor(ids.length / 2) }, (_, index) => [
    ids[index * 2] ?? '',
    ids[index * 2 + 1] ?? '',
  ])
}

describe('against what merges really do', () => {
  test.each([
    ['Contact', 'SELECT Id FROM Contact WHERE AccountId != null ORDER BY AccountId, Id LIMIT 120'],
    ['Account', 'SELECT Id FROM Account ORDER BY ParentId, Id LIMIT 120'],
    ['Lead', 'SELECT Id FROM Lead ORDER BY IsConverted, Id LIMIT 120'],
  ])('%s: what moves was seen before, and what is refused was foretold', async (object, soql) => {
    const pairs = await pairsOf(soql)
    const ids = pairs.flat()
    const records = await open.looks.fetch(object, ids)
    const { rows, blind } = await open.looks.children(object, ids)
    expect(blind).toEqual([])
    const groups = pairs.map((pair) => {
      const [survivor, ...losers] = records.filter(({ id }) => pair.includes(id))
      if (survivor === undefined) throw new Error('nothing there')
      return { survivor, losers, children: rows.filter(({ member }) => pair.includes(member)) }
    })
    const hazards = await open.looks.examine(object, groups)
    let merged = 0
    let moved = 0
    for (const [index, { survivor, losers, children }] of groups.entries()) {
      const { success, related } = await merge(object, survivor.id, losers[0]?.id ?? '')
      const blocked = (hazards[index] ?? []).some(({ blocks }) => blocks)
      if (!success) expect({ pair: pairs[index], blocked }).toEqual({ pair: pairs[index], blocked: true })
      else merged++
      const seen = new Set(children.map(({ id }) => id))
      expect(related.filter((id) => !seen.has(id))).toEqual([])
      moved += related.length
    }
    if (object !== 'Lead') expect(merged).toBeLessThan(groups.length)
    expect(merged).toBeGreaterThan(30)
    expect(moved).toBeGreaterThan(20)
  })
})

import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { emailsOf } from '../../../../emulators/hubspot/store/email.ts'
import { findRecord } from '../../../../emulators/hubspot/store/record.ts'
import { readTruth, type Truth } from '../../../../emulators/population/truth.ts'
import { buildSchema } from '../../../../emulators/salesforce/schema/index.ts'
import { seedSalesforce } from '../../../../emulators/salesforce/seed/index.ts'
import { idOf } from '../../../../emulators/salesforce/store/id.ts'
import { openStore } from '../../../../emulators/salesforce/store/open.ts'
import { asOf, type Seeded, seeded } from './account.ts'

const folder = mkdtempSync(join(tmpdir(), 'across-'))
afterAll(() => rmSync(folder, { recursive: true }))

type Row = Readonly<Record<string, unknown>>

function salesforce(people: number, truthFile: string): (object: string, id: string) => Row | undefined {
  const schema = buildSchema({ personAccounts: true })
  const db = openStore(':memory:', schema, { index: 'later' })
  const org = { db, schema, clock: { now: () => asOf }, id: idOf('00D', 1) }
  seedSalesforce(org, { seed: 11, people, asOf, truthFile })
  return (object, id) => db.prepare(`SELECT * FROM "${object}" WHERE "Id" = ?`).get(id)
}

function objectOf(id: string): string {
  return { '003': 'Contact', '00Q': 'Lead', '001': 'Account' }[id.slice(0, 3)] ?? 'unknown'
}

const people = 1500
let account: Seeded
let find: ReturnType<typeof salesforce>
let here: Truth
let there: Truth

beforeAll(async () => {
  const truthFile = join(folder, 'hubspot.ndjson')
  account = seeded(people, { truthFile, salesforceSync: true })
  find = salesforce(people, join(folder, 'salesforce.ndjson'))
  here = await readTruth(truthFile)
  there = await readTruth(join(folder, 'salesforce.ndjson'))
})

function contact(id: string) {
  return findRecord(account.org, 'contacts', id)?.properties ?? {}
}

describe('the truth of an account', () => {
  it('is readable for its owner only and kept out of the database', () => {
    expect(statSync(join(folder, 'hubspot.ndjson')).mode & 0o777).toBe(0o600)
    const tables = account.db.prepare("SELECT name FROM sqlite_schema WHERE name LIKE '%truth%'").all()
    expect(tables).toEqual([])
  })

  it('names existing records of the object it says, duplicates in the usual share', () => {
    for (const { rows } of here.clusters)
      for (const { id, object } of rows)
        expect(findRecord(account.org, object, id), `${object} ${id}`).toBeDefined()
    const objects = { people: 'contacts', companies: 'companies', deals: 'deals', cases: 'tickets' }
    for (const { family, ids } of here.apart)
      for (const id of ids)
        expect(findRecord(account.org, objects[family], id), `${family} ${id}`).toBeDefined()
    for (const family of ['people', 'companies', 'deals', 'cases'] as const) {
      expect(here.counts.clusters[family], family).toBeGreaterThan(10)
      expect(here.counts.apart[family], family).toBeGreaterThan(20)
    }
    expect(account.counts.duplicates / people).toBeGreaterThan(0.1)
    expect(account.counts.duplicates / people).toBeLessThan(0.2)
  })

  it('never labels two contacts with a common address', () => {
    for (const { family, rows } of here.clusters) {
      if (family !== 'people') continue
      const all = rows.flatMap(({ id }) => emailsOf(contact(id)))
      expect(new Set(all).size).toBe(all.length)
    }
  })

  it('lets the duplicates of one person have what else gives them away', () => {
    let told = 0
    let all = 0
    for (const { family, rows } of here.clusters) {
      if (family !== 'people') continue
      const [left = {}, right = {}] = rows.map(({ id }) => contact(id))
      const ways = (one: typeof left) =>
        [one.phone, one.mobilephone, one.lastname].filter((way) => way !== undefined)
      all++
      if (ways(left).some((way) => ways(right).includes(way))) told++
    }
    expect(told / all).toBeGreaterThan(0.5)
  })
})

describe('an account with duplicates', () => {
  it('hangs more on contacts that have some', () => {
    const tied = account.db
      .prepare(`SELECT from_id AS id, count(*) AS n FROM association WHERE from_type = 'contacts'
        AND to_type IN ('notes', 'tasks', 'calls', 'meetings') GROUP BY from_id`)
      .all()
    const countOf = new Map(tied.map(({ id, n }) => [String(id), Number(n)]))
    const twice = here.clusters.filter(({ family }) => family === 'people').flatMap(({ rows }) => rows)
    const onThem = twice.reduce((sum, { id }) => sum + (countOf.get(id) ?? 0), 0)
    const onAll = [...countOf.values()].reduce((sum, n) => sum + n, 0)
    expect(onThem / twice.length).toBeGreaterThan((1.8 * (onAll - onThem)) / (people - twice.length))
  })
})

describe('the truth across the two', () => {
  it('names existing records in both, each once', () => {
    const seen = new Set<string>()
    for (const { family, hubspot, salesforce: ids } of here.across) {
      const type = family === 'people' ? 'contacts' : 'companies'
      for (const id of hubspot) expect(findRecord(account.org, type, id), id).toBeDefined()
      for (const id of ids) expect(find(objectOf(id), id), id).toBeDefined()
      for (const id of [...hubspot.map((one) => `${family} ${one}`), ...ids]) {
        expect(seen.has(id), id).toBe(false)
        seen.add(id)
      }
    }
    expect(here.counts.across).toEqual(account.counts.across)
    expect(here.across).toHaveLength(account.counts.across.people.both + account.counts.across.companies.both)
  })

  it('agrees with what each says of its own duplicates', () => {
    const lineOf = new Map(
      here.across.flatMap(({ salesforce: ids }, at) => ids.map((id) => [id, at] as const)),
    )
    for (const { family, rows } of there.clusters) {
      if (family !== 'people' && family !== 'companies') continue
      expect(new Set(rows.map(({ id }) => lineOf.get(id))).size, rows[0]?.id).toBe(1)
    }
  })

  it('is about 60 % of the people; most of them have an address in common, few everything', () => {
    const { both, firstOnly, secondOnly } = account.counts.across.people
    const all = both + firstOnly + secondOnly
    expect(both / all).toBeGreaterThan(0.53)
    expect(both / all).toBeLessThan(0.7)
    let same = 0
    let pairs = 0
    for (const { family, hubspot, salesforce: ids } of here.across) {
      if (family !== 'people') continue
      pairs++
      const left = new Set(hubspot.flatMap((id) => emailsOf(contact(id))))
      const right = ids.map((id) => find(objectOf(id), id)).map((row) => row?.Email ?? row?.PersonEmail)
      if (right.some((email) => left.has(String(email).toLowerCase()))) same++
    }
    expect(same / pairs).toBeGreaterThan(0.55)
    expect(same / pairs).toBeLessThan(0.9)
  })

  it('gives those who are leads there an early stage here', () => {
    const early = new Set(['subscriber', 'lead', 'marketingqualifiedlead', 'salesqualifiedlead'])
    let leads = 0
    for (const { family, hubspot, salesforce: ids } of here.across) {
      if (family !== 'people' || hubspot.length > 1 || ids.length > 1 || !ids[0]?.startsWith('00Q')) continue
      leads++
      expect(early.has(contact(hubspot[0] as string).lifecyclestage ?? ''), hubspot[0]).toBe(true)
    }
    expect(leads).toBeGreaterThan(50)
  })
})

describe('the Salesforce integration', () => {
  it('has linked a labelled share of the records, to records that exist', () => {
    const linked = here.across.flatMap(({ linked: pairs = [] }) => pairs)
    const records = here.across.flatMap(({ hubspot }) => hubspot)
    expect(linked.length / records.length).toBeGreaterThan(0.6)
    expect(linked.length / records.length).toBeLessThan(0.8)
    expect(new Set(linked.map(([, to]) => to)).size).toBe(linked.length)
    for (const { family, salesforce: ids, linked: pairs = [] } of here.across)
      for (const [from, to] of pairs) {
        expect(ids).toContain(to)
        const own =
          findRecord(account.org, family === 'people' ? 'contacts' : 'companies', from)?.properties ?? {}
        const named = [own.salesforcecontactid, own.salesforceleadid, own.salesforceaccountid]
        expect(named, from).toContain(to)
        for (const id of named) if (id !== undefined) expect(find(objectOf(id), id), id).toBeDefined()
      }
  })

  it('has linked duplicates here to different records there, as it does', () => {
    const targets = here.across.map(({ linked: pairs = [] }) => new Set(pairs.map(([, to]) => to)).size)
    expect(targets.filter((count) => count > 1).length).toBeGreaterThan(5)
  })

  it('leaves no trace where it is off', () => {
    const off = seeded(300)
    const traces = `SELECT count(*) AS n FROM record_contacts WHERE properties LIKE '%salesforcecontactid%' OR properties LIKE '%salesforceleadid%'`
    expect(off.db.prepare(traces).get()).toEqual({ n: 0 })
  })
})

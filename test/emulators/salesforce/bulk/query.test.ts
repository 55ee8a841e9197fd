import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type EmulatedOrg, startSalesforceOrg } from '../../../../emulators/index.ts'
import type { Org } from '../../../../emulators/salesforce/org.ts'
import { insertRows } from '../../../../emulators/salesforce/store/insert.ts'
import { ask, control } from '../../client.ts'

const base = '/services/data/v66.0/jobs/query'

function fill(org: Org): void {
  insertRows(
    org,
    'Contact',
    ['LastName', 'Email', 'DoNotCall'],
    Array.from({ length: 25 }, (_, n) => [`Name ${n}`, n % 2 === 0 ? null : `p${n}@x.example`, n === 0]),
  )
  insertRows(org, 'Contact', ['LastName', 'IsDeleted'], [['Gone', true]])
  insertRows(
    org,
    'Account',
    ['Name', 'AnnualRevenue', 'Description', 'NumberOfEmployees'],
    [
      ['Quote " and ,', 15_000_000, 'two\nlines', 5],
      ['Plain', 12.5, null, null],
    ],
  )
}

let org: EmulatedOrg
beforeAll(async () => {
  org = await startSalesforceOrg({ seed: 8, fill, bulkPolls: 1, bulkPageRows: 10 })
})
afterAll(() => org.close())

const create = (query: string, extra: Readonly<Record<string, unknown>> = {}) =>
  ask(org, 'POST', base, { body: { operation: 'query', query, ...extra } })

async function completed(query: string, extra: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const { json } = await create(query, extra)
  await ask(org, 'GET', `${base}/${json.id}`)
  expect((await ask(org, 'GET', `${base}/${json.id}`)).json.state).toBe('JobComplete')
  return json.id
}

describe('a bulk query', () => {
  it('goes from upload complete over in progress to complete, poll by poll', async () => {
    const created = await create('SELECT Id FROM Contact')
    expect(created.status).toBe(200)
    expect(created.json).toMatchObject({
      operation: 'query',
      object: 'Contact',
      state: 'UploadComplete',
      concurrencyMode: 'Parallel',
      contentType: 'CSV',
      apiVersion: 66,
      lineEnding: 'LF',
      columnDelimiter: 'COMMA',
    })
    expect(created.json.id).toMatch(/^750\w{15}$/)
    const path = `${base}/${created.json.id}`
    expect((await ask(org, 'GET', `${path}/results`)).json[0].errorCode).toBe('INVALIDJOBSTATE')
    expect((await ask(org, 'GET', path)).json).toMatchObject({
      state: 'InProgress',
      numberRecordsProcessed: 0,
    })
    expect((await ask(org, 'GET', path)).json).toMatchObject({
      state: 'JobComplete',
      jobType: 'V2Query',
      numberRecordsProcessed: 25,
      isPkChunkingSupported: true,
      retries: 0,
    })
  })

  it('is also complete when the clock has moved on', async () => {
    const { json } = await create('SELECT Id FROM Account')
    await control(org, 'POST', '/clock', { advance: 6_000 })
    expect((await ask(org, 'GET', `${base}/${json.id}`)).json.state).toBe('JobComplete')
  })

  it('is read page by page, the header in each, until the locator says null', async () => {
    const id = await completed('SELECT Id, LastName FROM Contact')
    const pages = []
    let locator = ''
    while (locator !== 'null') {
      const query = locator === '' ? 'maxRecords=11' : `maxRecords=11&locator=${locator}`
      const page = await ask(org, 'GET', `${base}/${id}/results?${query}`)
      expect(page.headers.get('content-type')).toBe('text/csv')
      pages.push({ count: page.headers.get('sforce-numberofrecords'), rows: page.text.trimEnd().split('\n') })
      locator = page.headers.get('sforce-locator') ?? ''
    }
    expect(pages.map(({ count }) => count)).toEqual(['11', '11', '3'])
    expect(pages.every(({ rows }) => rows[0] === '"Id","LastName"')).toBe(true)
    expect(new Set(pages.flatMap(({ rows }) => rows.slice(1))).size).toBe(25)
  })

  it('keeps its result although records change afterwards', async () => {
    const id = await completed('SELECT Id FROM Account')
    const results = async () => (await ask(org, 'GET', `${base}/${id}/results`)).text
    expect(await results()).toBe(await results())
  })

  it('names up to five addresses for parallel download, since version 58', async () => {
    const id = await completed('SELECT Id FROM Contact')
    const { json } = await ask(org, 'GET', `${base}/${id}/resultPages`)
    expect([json.resultPages.length, json.done, json.nextRecordsUrl]).toEqual([3, true, null])
    const last = await ask(org, 'GET', json.resultPages[2].resultUrl)
    expect(last.headers.get('sforce-numberofrecords')).toBe('5')
  })

  it('includes deleted records when asked to', async () => {
    const id = await completed('SELECT Id, IsDeleted FROM Contact', { operation: 'queryAll' })
    const { headers } = await ask(org, 'GET', `${base}/${id}/results?maxRecords=100`)
    expect(headers.get('sforce-numberofrecords')).toBe('26')
  })

  it('writes CSV as the vendor does', async () => {
    const soql =
      'SELECT Name, AnnualRevenue, Description, NumberOfEmployees, CreatedDate, Owner.Name FROM Account ORDER BY Name'
    const text = (await ask(org, 'GET', `${base}/${await completed(soql)}/results`)).text
    expect(text).toBe(
      '"Name","AnnualRevenue","Description","NumberOfEmployees","CreatedDate","Owner.Name"\n' +
        '"Plain","12.5","","","2026-01-31T09:00:00.000Z",""\n' +
        '"Quote "" and ,","1.5E7","two\nlines","5","2026-01-31T09:00:00.000Z",""\n',
    )
  })

  it.each([
    ['TAB', 'LF', '"Id"\t"DoNotCall"\n'],
    ['PIPE', 'CRLF', '"Id"|"DoNotCall"\r\n'],
    ['CARET', 'LF', '"Id"^"DoNotCall"\n'],
    ['BACKQUOTE', 'LF', '"Id"`"DoNotCall"\n'],
    ['SEMICOLON', 'LF', '"Id";"DoNotCall"\n'],
  ])('separates with %s and %s', async (columnDelimiter, lineEnding, header) => {
    const id = await completed('SELECT Id, DoNotCall FROM Contact', { columnDelimiter, lineEnding })
    const { text } = await ask(org, 'GET', `${base}/${id}/results`)
    expect(text.startsWith(header)).toBe(true)
    const delimiter = header.charAt(4)
    expect(parse(text, { columns: true, delimiter })[0]).toMatchObject({ DoNotCall: 'true' })
  })

  it.each([
    ['SELECT Id, MailingAddress FROM Contact', 'API_ERROR', /compound data/],
    ['SELECT Id, (SELECT Id FROM Contacts) FROM Account', 'API_ERROR', /Aggregate Relationships/],
    ['SELECT COUNT(Id) FROM Contact', 'API_ERROR', /Aggregate functions/],
    ['SELECT LastName FROM Contact GROUP BY LastName', 'API_ERROR', /GROUP BY/],
    ['SELECT Id FROM Contact LIMIT 5 OFFSET 5', 'API_ERROR', /OFFSET/],
    ['SELECT FIELDS(STANDARD) FROM Lead LIMIT 5', 'API_ERROR', /not supported/],
    ['SELECT VersionData FROM ContentVersion', 'API_ERROR', /Blob field/],
    ['SELECT Id FROM CaseStatus', 'INVALIDENTITY', /CaseStatus is not supported by the Bulk API/],
    ['SELECT Nope FROM Contact', 'INVALID_FIELD', /No such column 'Nope'/],
    ['SELECT Id FROM Nope', 'INVALID_TYPE', /sObject type 'Nope'/],
    ['SELECT Id FORM Contact', 'MALFORMED_QUERY', /unexpected token/],
    ['', 'INVALIDJOB', /missing/],
  ])('refuses %j', async (query, errorCode, message) => {
    const { status, json } = await create(query)
    expect([status, json[0].errorCode]).toEqual([400, errorCode])
    expect(json[0].message).toMatch(message)
  })

  it.each([
    { operation: 'insert' },
    { columnDelimiter: 'DOT' },
    { lineEnding: 'CR' },
    { contentType: 'JSON' },
  ])('refuses %o', async (extra) => {
    const { status, json } = await create('SELECT Id FROM Contact', extra)
    expect([status, json[0].errorCode]).toEqual([400, 'INVALIDJOB'])
  })

  it('answers only the version that made it', async () => {
    const id = await completed('SELECT Id FROM Account')
    const other = base.replace('v66', 'v65')
    expect((await ask(org, 'GET', `${other}/${id}`)).status).toBe(409)
    expect((await ask(org, 'GET', `${other}/${id}/results`)).status).toBe(409)
  })

  it('is aborted, listed and deleted', async () => {
    const { json } = await create('SELECT Id FROM Contact')
    const path = `${base}/${json.id}`
    expect((await ask(org, 'DELETE', path)).status).toBe(400)
    expect((await ask(org, 'PATCH', path, { body: { state: 'Aborted' } })).json.state).toBe('Aborted')
    expect((await ask(org, 'PATCH', path, { body: { state: 'Aborted' } })).status).toBe(400)
    expect((await ask(org, 'GET', base)).json.records.map((job: { id: string }) => job.id)).toContain(json.id)
    expect((await ask(org, 'DELETE', path)).status).toBe(204)
    expect((await ask(org, 'GET', path)).status).toBe(404)
  })

  it('refuses a locator that it never gave', async () => {
    const id = await completed('SELECT Id FROM Account')
    const { status, json } = await ask(org, 'GET', `${base}/${id}/results?locator=bm9wZQ`)
    expect([status, json[0].errorCode]).toEqual([400, 'INVALID_QUERY_LOCATOR'])
  })

  it('counts against the daily number of jobs', async () => {
    const before = (await ask(org, 'GET', '/services/data/v66.0/limits')).json.DailyBulkV2QueryJobs.Remaining
    await create('SELECT Id FROM Account')
    const after = (await ask(org, 'GET', '/services/data/v66.0/limits')).json.DailyBulkV2QueryJobs.Remaining
    expect(before - after).toBe(1)
  })
})

describe('a large result', () => {
  it('is written and read without being held', { timeout: 60_000 }, async () => {
    const many = 60_000
    await using large = await startSalesforceOrg({
      bulkPolls: 0,
      fill: (inside) => {
        insertRows(
          inside,
          'Lead',
          ['LastName', 'Company'],
          Array.from({ length: many }, (_, n) => [`L${n}`, 'C']),
        )
      },
    })
    const { json } = await ask(large, 'POST', base, {
      body: { operation: 'query', query: 'SELECT Id, LastName, Company FROM Lead' },
    })
    expect((await ask(large, 'GET', `${base}/${json.id}`)).json.numberRecordsProcessed).toBe(many)
    const first = await ask(large, 'GET', `${base}/${json.id}/results`)
    const locator = first.headers.get('sforce-locator')
    const second = await ask(large, 'GET', `${base}/${json.id}/results?locator=${locator}`)
    const counts = [first, second].map(({ headers }) => Number(headers.get('sforce-numberofrecords')))
    expect(counts).toEqual([50_000, 10_000])
    expect(second.headers.get('sforce-locator')).toBe('null')
    expect(second.text.trimEnd().split('\n')).toHaveLength(10_001)
  })
})

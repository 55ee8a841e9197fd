import { beforeAll, expect, it } from 'vitest'
import { fullAccess } from '../../../../emulators/salesforce/org.ts'
import { insertRows } from '../../../../emulators/salesforce/store/index.ts'
import { type Bench, made, openBench } from './fixture.ts'

let bench: Bench
beforeAll(() => {
  bench = openBench()
  const numbers = Array.from({ length: 4500 }, (_, i) => [`n${i}`, 'Company'])
  insertRows(bench.org, 'Lead', ['LastName', 'Company'], numbers)
})

interface Page {
  readonly totalSize: number
  readonly done: boolean
  readonly nextRecordsUrl?: string
  readonly records: readonly Record<string, unknown>[]
}

const get = async (path: string, headers?: Record<string, string>) =>
  (await bench.call('GET', path, undefined, headers)).body as Page
const below = (url = '') => url.replace('/services/data/v66.0', '')

it('pages through 2,000 rows at a time, and again through a page already read', async () => {
  const one = await get('/query?q=SELECT LastName FROM Lead')
  expect(one).toMatchObject({ totalSize: 4500, done: false })
  expect(one.nextRecordsUrl).toMatch(/^\/services\/data\/v66\.0\/query\/0r8xx\w{13}-2000$/)
  const two = await get(below(one.nextRecordsUrl))
  const three = await get(below(two.nextRecordsUrl))
  expect([one, two, three].map(({ records }) => records.length)).toEqual([2000, 2000, 500])
  expect([three.done, three.nextRecordsUrl, three.records[499]?.LastName]).toEqual([true, undefined, 'n4499'])
  expect((await get(below(one.nextRecordsUrl))).records[0]).toEqual(two.records[0])
})

it('goes on reading while rows are written and taken back', async () => {
  const other = openBench()
  insertRows(
    other.org,
    'Lead',
    ['LastName', 'Company'],
    Array.from({ length: 2500 }, (_, i) => [`n${i}`, 'Company']),
  )
  const one = (await other.call('GET', '/query?q=SELECT LastName FROM Lead')).body as Page
  const records = [{ attributes: { type: 'Contact' }, LastName: 'a' }, { attributes: { type: 'Contact' } }]
  await other.call('POST', '/composite/sobjects', { allOrNone: true, records })
  await made(other, 'Contact', { LastName: 'b' })
  const two = (await other.call('GET', below(one.nextRecordsUrl))).body as Page
  expect([two.records.length, two.records[499]?.LastName, two.done]).toEqual([500, 'n2499', true])
})

it('takes a hint about the size of pages', async () => {
  const page = await get('/query?q=SELECT Id FROM Lead', { 'sforce-query-options': 'batchSize=200' })
  expect([page.records.length, page.nextRecordsUrl?.endsWith('-200')]).toEqual([200, true])
})

it('refuses locators that it never gave or that are too old', async () => {
  expect(await bench.refusal('GET', '/query/0r8xx0000000000AAA-2000')).toMatchObject({
    status: 400,
    errorCode: 'INVALID_QUERY_LOCATOR',
  })
  const { nextRecordsUrl } = await get('/query?q=SELECT Phone FROM Lead')
  bench.pass(2 * 86_400 + 1)
  expect(await bench.refusal('GET', below(nextRecordsUrl))).toMatchObject({
    errorCode: 'INVALID_QUERY_LOCATOR',
  })
})

it('answers counts, and no more than 2,000 groups', async () => {
  expect(await get('/query?q=SELECT COUNT() FROM Lead')).toEqual({ totalSize: 4500, done: true, records: [] })
  expect(await get('/query?q=SELECT COUNT(Id) FROM Lead')).toMatchObject({
    totalSize: 1,
    records: [{ expr0: 4500 }],
  })
  expect(
    await bench.refusal('GET', '/query?q=SELECT LastName, COUNT(Id) FROM Lead GROUP BY LastName'),
  ).toMatchObject({
    errorCode: 'EXCEEDED_ID_LIMIT',
  })
})

it('tells what the columns of a query are', async () => {
  const soql = 'SELECT Id, Account.Name, CreatedDate FROM Contact'
  expect((await bench.call('GET', `/query?columns=true&q=${soql}`)).body).toMatchObject({
    entityName: 'Contact',
    groupBy: false,
    idSelected: true,
    keyPrefix: '003',
    columnMetadata: [
      { columnName: 'Id', apexType: 'Id', joinColumns: [] },
      { columnName: 'Account', aggregate: false, joinColumns: [{ columnName: 'Name', textType: true }] },
      { columnName: 'CreatedDate', apexType: 'Datetime' },
    ],
  })
  expect(
    (
      await bench.call(
        'GET',
        '/query?columns=true&q=SELECT COUNT(Id) n, (SELECT Id FROM Contacts) FROM Account',
      )
    ).body,
  ).toMatchObject({
    columnMetadata: [
      { columnName: 'n', displayName: 'COUNT', aggregate: true },
      { columnName: 'Contacts', aggregate: true, joinColumns: [{ columnName: 'Id' }] },
    ],
  })
})

it('describes fields, children and flags as they are', async () => {
  const described = (await bench.call('GET', '/sobjects/Account/describe')).body as Record<string, unknown[]>
  expect(described).toMatchObject({ name: 'Account', keyPrefix: '001', mergeable: true, undeletable: true })
  const child = (object: string, field: string) =>
    (described.childRelationships as Record<string, unknown>[]).find(
      (each) => each.childSObject === object && each.field === field,
    )
  expect(child('Contact', 'AccountId')).toMatchObject({
    relationshipName: 'Contacts',
    cascadeDelete: true,
    restrictedDelete: false,
  })
  expect(child('Case', 'AccountId')).toMatchObject({
    relationshipName: 'Cases',
    cascadeDelete: false,
    restrictedDelete: true,
  })
  expect(child('Account', 'ParentId')).toMatchObject({
    relationshipName: 'ChildAccounts',
    cascadeDelete: false,
  })
  const member = (await bench.call('GET', '/sobjects/CampaignMember/describe')).body as {
    fields: Record<string, unknown>[]
  }
  expect(member.fields.find(({ name }) => name === 'ContactId')).toMatchObject({
    createable: true,
    updateable: false,
    referenceTo: ['Contact'],
  })
})

it('gives a description again only when it has changed', async () => {
  const other = openBench()
  const { headers = {} } = await other.call('GET', '/sobjects/Contact/describe')
  const have = { 'if-modified-since': headers['last-modified'] ?? '' }
  expect((await other.call('GET', '/sobjects/Contact/describe', undefined, have)).status).toBe(304)
  other.pass(60)
  Object.assign(other.session, {
    access: { ...fullAccess, reads: (_: string, field: string) => field !== 'Email' },
  })
  expect((await other.call('GET', '/sobjects/Contact/describe', undefined, have)).status).toBe(200)
})

it('lists which objects can be merged', async () => {
  const { sobjects } = (await bench.call('GET', '/sobjects')).body as { sobjects: Record<string, unknown>[] }
  const mergeable = sobjects.filter((object) => object.mergeable).map(({ name }) => name)
  expect(mergeable).toEqual(['Account', 'Contact', 'Individual', 'Lead'])
})

it('leaves out of a describe what the user may not read', async () => {
  const hidden = openBench()
  const access = {
    ...fullAccess,
    reads: (_: string, field: string) => field !== 'Email',
    sees: (object: string) => object !== 'Case',
  }
  Object.assign(hidden.session, { access })
  const described = (await hidden.call('GET', '/sobjects/Contact/describe')).body as Record<
    string,
    Record<string, unknown>[]
  >
  expect(described.fields?.some(({ name }) => name === 'Email')).toBe(false)
  expect(described.childRelationships?.some(({ childSObject }) => childSObject === 'Case')).toBe(false)
  expect(await hidden.refusal('GET', '/sobjects/Case/describe')).toMatchObject({ status: 404 })
  expect(
    await hidden.refusal('POST', '/sobjects/Contact', { LastName: 'a', Email: 'a@x.test' }),
  ).toMatchObject({ errorCode: 'INVALID_FIELD' })
})

it('counts records, and finds changed and deleted ones', async () => {
  const other = openBench()
  const id = await made(other, 'Contact', { LastName: 'a' })
  const kept = await made(other, 'Contact', { LastName: 'b' })
  other.pass(120)
  await other.call('DELETE', `/sobjects/Contact/${id}`)
  other.pass(120)
  expect((await other.call('GET', '/limits/recordCount?sObjects=Contact,Foo')).body).toEqual({
    sObjects: [{ count: 1, name: 'Contact' }],
  })
  const range = 'start=2026-03-15T11:00:00%2B00:00&end=2026-03-15T13:00:00Z'
  expect((await other.call('GET', `/sobjects/Contact/updated?${range}`)).body).toEqual({
    ids: [kept],
    latestDateCovered: '2026-03-15T12:04:00.000+0000',
  })
  expect((await other.call('GET', `/sobjects/Contact/deleted?${range}`)).body).toEqual({
    deletedRecords: [{ id, deletedDate: '2026-03-15T12:02:00.000+0000' }],
    earliestDateAvailable: '2026-02-28T12:04:00.000+0000',
    latestDateCovered: '2026-03-15T12:04:00.000+0000',
  })
  const early = 'start=2026-02-20T00:00:00Z&end=2026-03-01T00:00:00Z'
  expect(await other.refusal('GET', `/sobjects/Contact/deleted?${early}`)).toMatchObject({
    errorCode: 'INVALID_REPLICATION_DATE',
  })
})

it('searches words in text', async () => {
  const other = openBench()
  await made(other, 'Contact', { LastName: 'Lovelace', Email: 'ada@acme.test' })
  await made(other, 'Account', { Name: 'Acme' })
  const sosl = encodeURIComponent(
    "FIND {acme} IN ALL FIELDS RETURNING Contact(LastName WHERE LastName != 'x' LIMIT 5), Account(Name)",
  )
  expect((await other.call('GET', `/search?q=${sosl}`)).body).toMatchObject({
    searchRecords: [{ LastName: 'Lovelace' }, { Name: 'Acme' }],
  })
  expect(await other.refusal('GET', '/search?q=FIND foo')).toMatchObject({
    errorCode: 'MALFORMED_SEARCH',
    message: 'No search term found. The search term must be enclosed in braces.',
  })
})

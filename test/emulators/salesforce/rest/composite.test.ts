import { beforeEach, expect, it } from 'vitest'
import { type Bench, made, openBench, query } from './fixture.ts'

let bench: Bench
beforeEach(() => {
  bench = openBench()
})

interface Result {
  readonly id?: string
  readonly success: boolean
  readonly errors: readonly { statusCode: string }[]
}

const contact = (values: Record<string, unknown>) => ({ attributes: { type: 'Contact' }, ...values })
const codes = (results: unknown) =>
  (results as Result[]).map(({ success, errors }) => errors[0]?.statusCode ?? success)

it('saves what it can of a collection', async () => {
  const records = [contact({ LastName: 'a' }), contact({}), { attributes: { type: 'Account' }, Name: 'Acme' }]
  const created = await bench.call('POST', '/composite/sobjects', { records })
  expect(codes(created.body)).toEqual([true, 'REQUIRED_FIELD_MISSING', true])
  const [first] = created.body as Result[]
  const updates = [contact({ id: first?.id, Phone: '1' }), contact({ Id: '0035e0000000999AAA', Phone: '1' })]
  const updated = await bench.call('PATCH', '/composite/sobjects', { records: updates })
  expect(updated.body).toEqual([
    { id: first?.id, success: true, errors: [] },
    {
      success: false,
      errors: [
        { statusCode: 'INVALID_CROSS_REFERENCE_KEY', message: 'invalid cross reference id', fields: [] },
      ],
    },
  ])
  const gone = await bench.call('DELETE', `/composite/sobjects?ids=${first?.id},${first?.id}`)
  expect(codes(gone.body)).toEqual([true, 'ENTITY_IS_DELETED'])
})

it('takes all back with allOrNone', async () => {
  const records = [contact({ LastName: 'a' }), contact({ LastName: 'b', Email: 'bad' })]
  const answer = await bench.call('POST', '/composite/sobjects', { allOrNone: true, records })
  expect(codes(answer.body)).toEqual(['ALL_OR_NONE_OPERATION_ROLLED_BACK', 'INVALID_EMAIL_ADDRESS'])
  expect(await query(bench, 'SELECT Id FROM Contact')).toEqual([])
})

it.each([
  { allOrNone: 'false', told: ['MALFORMED_ID', true, 'ENTITY_IS_DELETED', true], left: 0 },
  {
    allOrNone: 'true',
    told: [
      'MALFORMED_ID',
      'ALL_OR_NONE_OPERATION_ROLLED_BACK',
      'ENTITY_IS_DELETED',
      'ALL_OR_NONE_OPERATION_ROLLED_BACK',
    ],
    left: 2,
  },
])('deletes records of any kind, each for itself unless allOrNone=$allOrNone', async (row) => {
  const records = [
    contact({ LastName: 'a' }),
    contact({ LastName: 'b' }),
    { attributes: { type: 'Account' }, Name: 'Acme' },
  ]
  const created = await bench.call('POST', '/composite/sobjects', { records })
  const [a = '', gone = '', acme = ''] = (created.body as Result[]).map(({ id }) => id ?? '')
  await bench.call('DELETE', `/sobjects/Contact/${gone}`)
  const ids = ['no-id', a, gone, acme].join(',')
  const { status, body } = await bench.call(
    'DELETE',
    `/composite/sobjects?ids=${ids}&allOrNone=${row.allOrNone}`,
  )
  expect(status).toBe(200)
  expect(codes(body)).toEqual(row.told)
  const ended = (body as Result[]).flatMap(({ success, id }) => (success ? [id] : []))
  expect(ended).toEqual(row.left === 0 ? [a, acme] : [])
  const [contacts, accounts] = [
    await query(bench, 'SELECT Id FROM Contact'),
    await query(bench, 'SELECT Id FROM Account'),
  ]
  expect(contacts.length + accounts.length).toBe(row.left)
})

it.each([
  { ids: '', errorCode: 'REQUIRED_FIELD_MISSING' },
  { ids: Array.from({ length: 201 }, () => '0035e0000000999AAA').join(','), errorCode: 'EXCEEDED_ID_LIMIT' },
])('deletes nothing where the request is wrong: $errorCode', async ({ ids, errorCode }) => {
  expect(await bench.refusal('DELETE', `/composite/sobjects?ids=${ids}`)).toMatchObject({ errorCode })
})

it('takes 200 records and no more', async () => {
  const records = Array.from({ length: 201 }, () => contact({ LastName: 'a' }))
  expect(await bench.refusal('POST', '/composite/sobjects', { records })).toMatchObject({
    errorCode: 'EXCEEDED_ID_LIMIT',
  })
})

it('upserts collections by external id and by id', async () => {
  const one = contact({ LastName: 'a', ERP_Id__c: 'E-1' })
  const again = contact({ Phone: '1', ERP_Id__c: 'E-1' })
  const answer = await bench.call('PATCH', '/composite/sobjects/Contact/ERP_Id__c', { records: [one, again] })
  expect((answer.body as { created: boolean }[]).map(({ created }) => created)).toEqual([true, false])
  const byId = await bench.call('PATCH', '/composite/sobjects/Contact/Id', {
    records: [contact({ Id: null, LastName: 'b' })],
  })
  expect(byId.body).toMatchObject([{ success: true, created: true }])
})

it('retrieves records in the order asked, null for the missing', async () => {
  const [one, two] = [
    await made(bench, 'Contact', { LastName: 'a' }),
    await made(bench, 'Contact', { LastName: 'b' }),
  ]
  const ids = [two, '0035e0000000999AAA', one]
  const answer = await bench.call('POST', '/composite/sobjects/Contact', {
    ids,
    fields: ['LastName', 'Account.Name'],
  })
  expect(answer.body).toMatchObject([{ LastName: 'b', Account: null }, null, { LastName: 'a' }])
})

it('passes answers on from one sub-request to the next', async () => {
  const base = '/services/data/v66.0'
  const answer = await bench.call('POST', '/composite', {
    compositeRequest: [
      { method: 'POST', url: `${base}/sobjects/Account`, referenceId: 'acme', body: { Name: 'Acme' } },
      {
        method: 'POST',
        url: `${base}/sobjects/Contact`,
        referenceId: 'ada',
        body: { LastName: 'a', AccountId: '@{acme.id}' },
      },
      {
        method: 'GET',
        url: `${base}/query/?q=SELECT Name FROM Contact WHERE AccountId = '@{acme.id}'`,
        referenceId: 'all',
      },
      { method: 'GET', url: `${base}/sobjects/Foo`, referenceId: 'foo' },
      { method: 'GET', url: `${base}/sobjects/Account/@{foo.id}`, referenceId: 'bar' },
    ],
  })
  const { compositeResponse } = answer.body as { compositeResponse: Record<string, unknown>[] }
  expect(compositeResponse.map(({ httpStatusCode }) => httpStatusCode)).toEqual([201, 201, 200, 404, 400])
  expect(compositeResponse[2]).toMatchObject({
    referenceId: 'all',
    body: { totalSize: 1, records: [{ Name: 'a' }] },
  })
  expect(compositeResponse[3]).toEqual({
    body: [{ errorCode: 'NOT_FOUND', message: 'The requested resource does not exist' }],
    httpHeaders: {},
    httpStatusCode: 404,
    referenceId: 'foo',
  })
  expect(compositeResponse[4]?.body).toMatchObject([{ errorCode: 'PROCESSING_HALTED' }])
})

it('takes a composite back as a whole when asked', async () => {
  const url = '/services/data/v66.0/sobjects/Account'
  const answer = await bench.call('POST', '/composite', {
    allOrNone: true,
    compositeRequest: [
      { method: 'POST', url, referenceId: 'one', body: { Name: 'One' } },
      { method: 'POST', url, referenceId: 'two', body: {} },
      { method: 'POST', url, referenceId: 'three', body: { Name: 'Three' } },
    ],
  })
  expect(answer.body).toMatchObject({
    compositeResponse: [
      { body: [{ errorCode: 'PROCESSING_HALTED' }] },
      { body: [{ errorCode: 'REQUIRED_FIELD_MISSING', fields: ['Name'] }] },
      { body: [{ errorCode: 'PROCESSING_HALTED' }] },
    ],
  })
  expect(await query(bench, 'SELECT Id FROM Account')).toEqual([])
})

it('keeps to its limits', async () => {
  const get = (n: number, url: string) =>
    Array.from({ length: n }, (_, i) => ({ method: 'GET', url, referenceId: `r${i}` }))
  const wide = get(26, '/services/data/v66.0/sobjects/Account')
  expect(await bench.refusal('POST', '/composite', { compositeRequest: wide })).toMatchObject({
    errorCode: 'LIMIT_EXCEEDED',
  })
  const queries = get(6, '/services/data/v66.0/query?q=SELECT Id FROM Account')
  expect(await bench.refusal('POST', '/composite', { compositeRequest: queries })).toMatchObject({
    errorCode: 'LIMIT_EXCEEDED',
  })
})

it('answers batches and graphs', async () => {
  const batch = await bench.call('POST', '/composite/batch', {
    batchRequests: [
      { method: 'POST', url: 'v66.0/sobjects/Account', richInput: { Name: 'Acme' } },
      { method: 'GET', url: 'v66.0/query?q=SELECT+Name+FROM+Account' },
      { method: 'GET', url: 'v66.0/sobjects/Foo' },
    ],
  })
  expect(batch.body).toMatchObject({
    hasErrors: true,
    results: [
      { statusCode: 201 },
      { statusCode: 200, result: { records: [{ Name: 'Acme' }] } },
      { statusCode: 404 },
    ],
  })
  const url = '/services/data/v66.0/sobjects/Account'
  const graph = await bench.call('POST', '/composite/graph', {
    graphs: [
      { graphId: 'good', compositeRequest: [{ method: 'POST', url, referenceId: 'a', body: { Name: 'B' } }] },
      { graphId: 'bad', compositeRequest: [{ method: 'POST', url, referenceId: 'a', body: {} }] },
    ],
  })
  expect(graph.body).toMatchObject({
    graphs: [
      { graphId: 'good', isSuccessful: true },
      { graphId: 'bad', isSuccessful: false },
    ],
  })
  expect(await query(bench, 'SELECT Id FROM Account')).toHaveLength(2)
})

it('plants trees whole or not at all', async () => {
  const node = (type: string, referenceId: string, values: Record<string, unknown>) => ({
    attributes: { type, referenceId },
    ...values,
  })
  const contacts = { records: [node('Contact', 'c1', { LastName: 'a' })] }
  const planted = await bench.call('POST', '/composite/tree/Account', {
    records: [node('Account', 'a1', { Name: 'Acme', Contacts: contacts })],
  })
  expect(planted).toMatchObject({
    status: 201,
    body: { hasErrors: false, results: [{ referenceId: 'a1' }, { referenceId: 'c1' }] },
  })
  expect(await query(bench, "SELECT Id FROM Contact WHERE Account.Name = 'Acme'")).toHaveLength(1)
  const failed = await bench.call('POST', '/composite/tree/Account', {
    records: [node('Account', 'a1', { Name: 'B' }), node('Account', 'a2', {})],
  })
  expect(failed).toMatchObject({
    status: 400,
    body: {
      hasErrors: true,
      results: [{ referenceId: 'a2', errors: [{ statusCode: 'REQUIRED_FIELD_MISSING' }] }],
    },
  })
  expect(await query(bench, 'SELECT Id FROM Account')).toHaveLength(1)
})

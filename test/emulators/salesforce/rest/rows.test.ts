import { beforeEach, describe, expect, it } from 'vitest'
import { undeleteRecord } from '../../../../emulators/salesforce/store/index.ts'
import { type Bench, made, openBench, query } from './fixture.ts'

let bench: Bench
beforeEach(() => {
  bench = openBench()
})

it('creates, reads, changes and deletes a record', async () => {
  const created = await bench.call('POST', '/sobjects/Contact', {
    LastName: ' Lovelace ',
    FirstName: 'Ada',
    Email: 'ada@x.test',
  })
  expect(created).toMatchObject({ status: 201, body: { success: true, errors: [] } })
  const { id } = created.body as { id: string }
  expect((await bench.call('GET', `/sobjects/contact/${id.slice(0, 15)}`)).body).toMatchObject({
    attributes: { type: 'Contact', url: `/services/data/v66.0/sobjects/Contact/${id}` },
    Id: id,
    Name: 'Ada Lovelace',
    OwnerId: bench.session.userId,
    CreatedDate: '2026-03-15T12:00:00.000+0000',
    MailingAddress: null,
    DoNotCall: false,
  })
  bench.pass(60)
  expect(await bench.call('PATCH', `/sobjects/Contact/${id}`, { Phone: '1', FirstName: null })).toEqual({
    status: 204,
  })
  expect(
    (await bench.call('GET', `/sobjects/Contact/${id}?fields=Name,Phone,SystemModstamp`)).body,
  ).toMatchObject({
    Name: 'Lovelace',
    Phone: '1',
    SystemModstamp: '2026-03-15T12:01:00.000+0000',
  })
  expect(await bench.call('DELETE', `/sobjects/Contact/${id}`)).toEqual({ status: 204 })
  expect(await bench.refusal('GET', `/sobjects/Contact/${id}`)).toMatchObject({
    status: 404,
    errorCode: 'ENTITY_IS_DELETED',
  })
})

describe('refuses', () => {
  const gone = '0035e0000000999AAA'
  it.each([
    ['a missing name', 'Contact', {}, 'REQUIRED_FIELD_MISSING', ['LastName']],
    ['several missing names', 'Lead', {}, 'REQUIRED_FIELD_MISSING', ['LastName', 'Company']],
    ['a long text', 'Contact', { LastName: 'x'.repeat(81) }, 'STRING_TOO_LONG', ['LastName']],
    ['a bad address', 'Contact', { LastName: 'a', Email: 'nobody' }, 'INVALID_EMAIL_ADDRESS', ['Email']],
    ['an unknown field', 'Contact', { LastName: 'a', Foo: 1 }, 'INVALID_FIELD', []],
    [
      'a read-only field',
      'Contact',
      { LastName: 'a', Name: 'b' },
      'INVALID_FIELD_FOR_INSERT_UPDATE',
      ['Name'],
    ],
    ['no id', 'Contact', { LastName: 'a', AccountId: 'abc' }, 'MALFORMED_ID', ['AccountId']],
    ['an id of another object', 'Contact', { LastName: 'a', AccountId: gone }, 'MALFORMED_ID', ['AccountId']],
    [
      'an id that is nobody’s',
      'Contact',
      { LastName: 'a', ReportsToId: gone.replace('999AAA', '998AAA') },
      'INVALID_CROSS_REFERENCE_KEY',
      [],
    ],
    [
      'a value outside a closed list',
      'Contact',
      { LastName: 'a', CleanStatus: 'Odd' },
      'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
      ['CleanStatus'],
    ],
    ['a text for a date', 'Contact', { LastName: 'a', Birthdate: 'soon' }, 'JSON_PARSER_ERROR', []],
    [
      'a number too large',
      'Contact',
      { LastName: 'a', Score__c: 100000 },
      'NUMBER_OUTSIDE_VALID_RANGE',
      ['Score__c'],
    ],
  ])('%s', async (_, object, values, errorCode, fields) => {
    expect(await bench.refusal('POST', `/sobjects/${object}`, values)).toMatchObject({
      status: 400,
      errorCode,
      fields,
    })
  })

  it('a second record with a unique value', async () => {
    const id = await made(bench, 'Contact', { LastName: 'a', ERP_Id__c: 'E-1' })
    expect(
      await bench.refusal('POST', '/sobjects/Contact', { LastName: 'b', ERP_Id__c: 'e-1' }),
    ).toMatchObject({
      errorCode: 'DUPLICATE_VALUE',
      message: `duplicate value found: ERP_Id__c duplicates value on record with id: ${id}`,
    })
  })

  it('a change that a create alone may make', async () => {
    const campaign = await made(bench, 'Campaign', { Name: 'Spring' })
    const [one, two] = [
      await made(bench, 'Contact', { LastName: 'a' }),
      await made(bench, 'Contact', { LastName: 'b' }),
    ]
    const member = await made(bench, 'CampaignMember', { CampaignId: campaign, ContactId: one })
    expect(
      await bench.refusal('PATCH', `/sobjects/CampaignMember/${member}`, { ContactId: two }),
    ).toMatchObject({
      errorCode: 'INVALID_FIELD_FOR_INSERT_UPDATE',
      fields: ['ContactId'],
    })
    expect(
      await bench.refusal('POST', '/sobjects/CampaignMember', { CampaignId: campaign, ContactId: one }),
    ).toMatchObject({
      errorCode: 'DUPLICATE_VALUE',
    })
  })

  it('changes of mails that are no drafts', async () => {
    const change = { Subject: 'Other' }
    const [sent = '', draft = ''] = await Promise.all(
      ['3', '5'].map((Status) => made(bench, 'EmailMessage', { Subject: 'Printer', Status })),
    )
    expect(await bench.refusal('PATCH', `/sobjects/EmailMessage/${sent}`, change)).toMatchObject({
      status: 403,
      errorCode: 'INSUFFICIENT_ACCESS_OR_READONLY',
    })
    for (const [id, values] of [
      [sent, { IsExternallyVisible: true }],
      [draft, change],
    ] as const)
      expect(await bench.call('PATCH', `/sobjects/EmailMessage/${id}`, values)).toEqual({ status: 204 })
  })

  it('a converted lead', async () => {
    const lead = await made(bench, 'Lead', { LastName: 'a', Company: 'b', IsConverted: true })
    expect(await bench.refusal('PATCH', `/sobjects/Lead/${lead}`, { Phone: '1' })).toMatchObject({
      errorCode: 'CANNOT_UPDATE_CONVERTED_LEAD',
    })
  })

  it('an object that is not there', async () => {
    expect(await bench.refusal('GET', '/sobjects/Foo/describe')).toMatchObject({
      status: 404,
      errorCode: 'NOT_FOUND',
    })
    expect(await bench.refusal('PATCH', `/sobjects/Contact/${gone}`, {})).toMatchObject({
      status: 404,
      errorCode: 'INVALID_CROSS_REFERENCE_KEY',
    })
  })
})

it('upserts by external id, and names the candidates when there are several', async () => {
  const first = await bench.call('PATCH', '/sobjects/Lead/ERP_Id__c/L-1', { LastName: 'a', Company: 'b' })
  expect(first).toMatchObject({ status: 201, body: { created: true, success: true } })
  expect(await bench.call('PATCH', '/sobjects/Lead/ERP_Id__c/L-1', { Phone: '1' })).toMatchObject({
    status: 200,
  })
  await made(bench, 'Lead', { LastName: 'c', Company: 'd', ERP_Id__c: 'L-1' })
  const many = await bench.call('PATCH', '/sobjects/Lead/ERP_Id__c/L-1', { Phone: '2' })
  expect([many.status, (many.body as string[]).length]).toEqual([300, 2])
  expect(await bench.refusal('PATCH', '/sobjects/Lead/Company/x', {})).toMatchObject({
    status: 404,
    message: 'Provided external ID field does not exist or is not accessible: Company',
  })
})

it('finds a parent by its external id', async () => {
  const account = await made(bench, 'Account', { Name: 'Acme', ERP_Id__c: 'A-1' })
  const contact = await made(bench, 'Contact', { LastName: 'a', Account: { ERP_Id__c: 'A-1' } })
  expect(await query(bench, `SELECT AccountId FROM Contact WHERE Id = '${contact}'`)).toMatchObject([
    { AccountId: account },
  ])
  expect(
    await query(bench, 'SELECT AccountId, ContactId, IsDirect FROM AccountContactRelation'),
  ).toMatchObject([{ AccountId: account, ContactId: contact, IsDirect: true }])
  expect(
    await bench.refusal('POST', '/sobjects/Contact', { LastName: 'a', Account: { ERP_Id__c: 'none' } }),
  ).toMatchObject({
    errorCode: 'INVALID_FIELD',
    message: 'Foreign key external ID: none not found for field ERP_Id__c in entity Account',
  })
})

it('takes an account’s contacts and opportunities into the bin and back', async () => {
  const account = await made(bench, 'Account', { Name: 'Acme' })
  const child = await made(bench, 'Account', { Name: 'Branch', ParentId: account })
  await made(bench, 'Contact', { LastName: 'a', AccountId: account })
  await made(bench, 'Opportunity', {
    Name: 'o',
    AccountId: account,
    StageName: 'Closed Won',
    CloseDate: '2026-01-01',
  })
  await bench.call('DELETE', `/sobjects/Account/${account}`)
  expect(await query(bench, 'SELECT Id FROM Contact')).toEqual([])
  expect(
    await query(bench, 'SELECT Name, IsWon FROM Opportunity WHERE IsDeleted = true', true),
  ).toMatchObject([{ IsWon: true }])
  expect(await query(bench, 'SELECT Name, ParentId FROM Account')).toMatchObject([
    { Name: 'Branch', ParentId: null },
  ])
  undeleteRecord(bench.org, bench.session, account)
  expect(await query(bench, 'SELECT Id FROM Contact')).toHaveLength(1)
  expect(await query(bench, `SELECT ParentId FROM Account WHERE Id = '${child}'`)).toMatchObject([
    { ParentId: account },
  ])
})

it('follows relationships and gives the bodies of files', async () => {
  const account = await made(bench, 'Account', { Name: 'Acme' })
  const contact = await made(bench, 'Contact', { LastName: 'a', AccountId: account })
  expect((await bench.call('GET', `/sobjects/Contact/${contact}/Account`)).body).toMatchObject({
    Name: 'Acme',
  })
  expect(
    (await bench.call('GET', `/sobjects/Account/${account}/Contacts?fields=LastName`)).body,
  ).toMatchObject({
    totalSize: 1,
    records: [{ LastName: 'a' }],
  })
  expect((await bench.call('GET', `/sobjects/Contact/${contact}/ReportsTo`)).status).toBe(204)
  expect(await bench.refusal('GET', `/sobjects/Contact/${contact}/Foo`)).toMatchObject({ status: 404 })
  const file = await made(bench, 'Attachment', { ParentId: account, Name: 'a.txt', Body: 'aGVsbG8=' })
  expect(String((await bench.call('GET', `/sobjects/Attachment/${file}/Body`)).body)).toBe('hello')
  expect(await query(bench, 'SELECT Body, BodyLength FROM Attachment')).toMatchObject([
    { Body: `/services/data/v66.0/sobjects/Attachment/${file}/Body`, BodyLength: 5 },
  ])
})

it('keeps a contact that has cases', async () => {
  const contact = await made(bench, 'Contact', { LastName: 'Lovelace' })
  await made(bench, 'Case', { ContactId: contact, Subject: 'Help' })
  expect(await bench.refusal('DELETE', `/sobjects/Contact/${contact}`)).toMatchObject({
    errorCode: 'DELETE_FAILED',
    message:
      'Your attempt to delete Lovelace could not be completed because it is associated with the following cases.: 00000001\n',
  })
  expect(await query(bench, 'SELECT Id FROM Contact')).toHaveLength(1)
})

it('honours conditions: dates everywhere, entity tags on accounts', async () => {
  const id = await made(bench, 'Account', { Name: 'Acme' })
  const { headers = {} } = await bench.call('GET', `/sobjects/Account/${id}`)
  expect(headers['last-modified']).toBe('Sun, 15 Mar 2026 12:00:00 GMT')
  const seen = { 'if-none-match': headers.etag ?? '' }
  expect((await bench.call('GET', `/sobjects/Account/${id}`, undefined, seen)).status).toBe(304)
  bench.pass(5)
  await bench.call('PATCH', `/sobjects/Account/${id}`, { Phone: '1' }, { 'if-match': headers.etag ?? '' })
  const stale = await bench.refusal(
    'PATCH',
    `/sobjects/Account/${id}`,
    { Phone: '2' },
    { 'if-match': headers.etag ?? '' },
  )
  expect(stale).toMatchObject({ status: 412, errorCode: 'PRECONDITION_FAILED' })
  const before = { 'if-unmodified-since': 'Sun, 15 Mar 2026 12:00:04 GMT' }
  expect(await bench.refusal('PATCH', `/sobjects/Account/${id}`, { Phone: '3' }, before)).toMatchObject({
    status: 412,
  })
})

it('keeps both rows of a person account in step', async () => {
  bench = openBench({ personAccounts: true })
  const id = await made(bench, 'Account', {
    FirstName: 'Ada',
    LastName: 'Lovelace',
    PersonEmail: 'ada@x.test',
  })
  const [contact] = await query(bench, 'SELECT Id, Name, Email, IsPersonAccount, AccountId FROM Contact')
  expect(contact).toMatchObject({
    Name: 'Ada Lovelace',
    Email: 'ada@x.test',
    IsPersonAccount: true,
    AccountId: id,
  })
  await bench.call('PATCH', `/sobjects/Account/${id}`, { PersonEmail: 'new@x.test', LastName: 'King' })
  expect(await query(bench, 'SELECT Name, Email FROM Contact')).toMatchObject([
    { Name: 'Ada King', Email: 'new@x.test' },
  ])
  await bench.call('PATCH', `/sobjects/Contact/${contact?.Id}`, { MobilePhone: '7' })
  expect(await query(bench, 'SELECT Name, PersonMobilePhone, PersonContactId FROM Account')).toMatchObject([
    { Name: 'Ada King', PersonMobilePhone: '7', PersonContactId: contact?.Id },
  ])
})

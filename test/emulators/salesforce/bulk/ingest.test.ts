import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type EmulatedOrg, startSalesforceOrg } from '../../../../emulators/index.ts'
import { type Answer, ask, control } from '../../client.ts'

const api = '/services/data/v66.0'
const base = `${api}/jobs/ingest`

let org: EmulatedOrg
beforeAll(async () => {
  org = await startSalesforceOrg({ seed: 9, bulkPolls: 1 })
})
afterAll(() => org.close())

const create = (body: Readonly<Record<string, unknown>>) => ask(org, 'POST', base, { body })
const put = (id: string, csv: string) =>
  ask(org, 'PUT', `${base}/${id}/batches`, { body: csv, headers: { 'content-type': 'text/csv' } })
const move = (id: string, state: string) => ask(org, 'PATCH', `${base}/${id}`, { body: { state } })

async function load(body: Readonly<Record<string, unknown>>, csv: string): Promise<Answer & { id: string }> {
  const { json } = await create(body)
  expect((await put(json.id, csv)).status).toBe(201)
  expect((await move(json.id, 'UploadComplete')).json.state).toBe('UploadComplete')
  expect((await ask(org, 'GET', `${base}/${json.id}`)).json.state).toBe('InProgress')
  return { ...(await ask(org, 'GET', `${base}/${json.id}`)), id: json.id }
}

const result = async (id: string, name: string) => (await ask(org, 'GET', `${base}/${id}/${name}`)).text

async function query(soql: string) {
  return (await ask(org, 'GET', `${api}/query?q=${encodeURIComponent(soql)}`)).json.records
}

describe('an ingest job', () => {
  it('inserts row by row and tells what became of each', async () => {
    const csv = 'LastName,Email,DoNotCall\nGood,g@x.example,true\n,lost@x.example,false\n"Qu""ote, Jr",,\n'
    const { json, id } = await load({ object: 'Contact', operation: 'insert' }, csv)
    expect(json).toMatchObject({
      state: 'JobComplete',
      jobType: 'V2Ingest',
      numberRecordsProcessed: 3,
      numberRecordsFailed: 1,
      contentUrl: `services/data/v66.0/jobs/ingest/${id}/batches`,
    })
    const successful = (await result(id, 'successfulResults')).trimEnd().split('\n')
    expect(successful[0]).toBe('"sf__Id","sf__Created",LastName,Email,DoNotCall')
    expect(successful[1]).toMatch(/^"003\w{15}","true","Good","g@x\.example","true"$/)
    expect(successful[2]).toMatch(/^"003\w{15}","true","Qu""ote, Jr","",""$/)
    expect(await result(id, 'failedResults')).toBe(
      '"sf__Id","sf__Error",LastName,Email,DoNotCall\n' +
        '"","REQUIRED_FIELD_MISSING:Required fields are missing: [LastName]:LastName --","","lost@x.example","false"\n',
    )
    expect(await result(id, 'unprocessedrecords')).toBe('LastName,Email,DoNotCall\n')
    expect(await query("SELECT DoNotCall FROM Contact WHERE LastName = 'Good'")).toMatchObject([
      { DoNotCall: true },
    ])
  })

  it('updates, leaves empty cells alone and empties #N/A', async () => {
    const { id: made } = await load(
      { object: 'Account', operation: 'insert' },
      'Name,Phone,Fax,AnnualRevenue\nA,1,2,1.5E7\n',
    )
    const id = (await result(made, 'successfulResults')).split('\n')[1]?.slice(1, 19) ?? ''
    const csv = `Id,Name,Phone,Fax\n${id},,#N/A,3\n`
    expect((await load({ object: 'Account', operation: 'update' }, csv)).json.numberRecordsFailed).toBe(0)
    expect(
      await query(`SELECT Name, Phone, Fax, AnnualRevenue FROM Account WHERE Id = '${id}'`),
    ).toMatchObject([{ Name: 'A', Phone: null, Fax: '3', AnnualRevenue: 15_000_000 }])
  })

  it('upserts by external id and says which were created', async () => {
    const body = { object: 'Contact', operation: 'upsert', externalIdFieldName: 'ERP_Id__c' }
    await load(body, 'ERP_Id__c,LastName\nu1,One\n')
    const { id } = await load(body, 'ERP_Id__c,LastName\nu1,One again\nu2,Two\n')
    const created = (await result(id, 'successfulResults')).match(/"(true|false)","u\d"/g)
    expect(created).toEqual(['"false","u1"', '"true","u2"'])
  })

  it('names a parent by its external id', async () => {
    await load({ object: 'Account', operation: 'insert' }, 'Name,ERP_Id__c\nParent,p1\n')
    const { json } = await load(
      { object: 'Contact', operation: 'insert' },
      'LastName,Account.ERP_Id__c\nChild,p1\nOrphan,p2\n',
    )
    expect(json.numberRecordsFailed).toBe(1)
    expect(await query("SELECT Account.Name FROM Contact WHERE LastName = 'Child'")).toMatchObject([
      { Account: { Name: 'Parent' } },
    ])
  })

  it.each([
    ['delete', true],
    ['hardDelete', false],
  ])('with %s leaves the record in the bin: %s', async (operation, inBin) => {
    const { id: made } = await load(
      { object: 'Lead', operation: 'insert' },
      `LastName,Company\n${operation},C\n`,
    )
    const id = (await result(made, 'successfulResults')).split('\n')[1]?.slice(1, 19)
    const { json, id: job } = await load({ object: 'Lead', operation }, `Id\n${id}\nnonsense\n""\n`)
    expect([json.numberRecordsProcessed, json.numberRecordsFailed]).toEqual([3, 2])
    expect((await result(job, 'failedResults')).match(/"MALFORMED_ID/g)).toHaveLength(2)
    const soql = encodeURIComponent(`SELECT IsDeleted FROM Lead WHERE LastName = '${operation}'`)
    expect((await ask(org, 'GET', `${api}/queryAll?q=${soql}`)).json.totalSize).toBe(inBin ? 1 : 0)
  })

  it.each([
    ['an unknown column', 'LastName,Nope\nA,B\n', 'InvalidBatch : Field name not found : Nope'],
    [
      'the other line ending',
      'LastName\r\nA\r\n',
      'ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is LF',
    ],
  ])('fails as a whole for %s', async (_, csv, errorMessage) => {
    const { json, id } = await load({ object: 'Contact', operation: 'insert' }, csv)
    expect(json).toMatchObject({ state: 'Failed', errorMessage, numberRecordsProcessed: 0 })
    expect(await result(id, 'failedResults')).toBe('')
  })

  it('reads other delimiters, CRLF and more than one collection of rows', async () => {
    const rows = Array.from({ length: 450 }, (_, n) => `"Semi ${n}";"a;b"`)
    const csv = `${['LastName;Description', ...rows].join('\r\n')}\r\n`
    const body = { object: 'Contact', operation: 'insert', columnDelimiter: 'SEMICOLON', lineEnding: 'CRLF' }
    const { json } = await load(body, csv)
    expect([json.numberRecordsProcessed, json.numberRecordsFailed]).toEqual([450, 0])
  })

  it.each([
    [{ object: 'Nope', operation: 'insert' }, /Unable to find object: Nope/],
    [{ object: 'Contact', operation: 'merge' }, /Invalid operation: merge/],
    [{ object: 'Contact', operation: 'upsert' }, /External ID was blank/],
    [
      { object: 'Contact', operation: 'upsert', externalIdFieldName: 'Phone' },
      /does not match an External ID/,
    ],
  ])('refuses %o', async (body, message) => {
    const { status, json } = await create(body)
    expect([status, json[0].errorCode]).toEqual([400, 'INVALIDJOB'])
    expect(json[0].message).toMatch(message)
  })

  it('takes one upload, closes once, and only then gives results', async () => {
    const { json } = await create({ object: 'Contact', operation: 'insert' })
    expect((await move(json.id, 'UploadComplete')).status).toBe(400)
    expect((await result(json.id, 'successfulResults')).includes('INVALIDJOBSTATE')).toBe(true)
    await put(json.id, 'LastName\nX\n')
    expect((await put(json.id, 'LastName\nY\n')).json[0].message).toMatch(/Found multiple contents/)
    await move(json.id, 'UploadComplete')
    expect((await move(json.id, 'UploadComplete')).status).toBe(400)
    expect((await ask(org, 'DELETE', `${base}/${json.id}`)).status).toBe(400)
  })

  it('is aborted while open, and deleted', async () => {
    const { json } = await create({ object: 'Contact', operation: 'insert' })
    expect((await move(json.id, 'Aborted')).json.state).toBe('Aborted')
    expect((await put(json.id, 'LastName\nX\n')).status).toBe(400)
    expect((await ask(org, 'GET', base)).json.records.map((job: { id: string }) => job.id)).toContain(json.id)
    expect((await ask(org, 'DELETE', `${base}/${json.id}`)).status).toBe(204)
    expect((await ask(org, 'GET', `${base}/${json.id}`)).status).toBe(404)
  })

  it('deletes for good only with the permission to', async () => {
    const spec = { username: 'loader@x.example', objects: { Lead: ['Read', 'Delete'] } }
    const { accessToken: token } = (await control(org, 'POST', '/users', { create: spec })).json
    const answer = await ask(org, 'POST', base, { body: { object: 'Lead', operation: 'hardDelete' }, token })
    expect([answer.status, answer.json[0].errorCode]).toEqual([400, 'FEATURENOTENABLED'])
  })
})

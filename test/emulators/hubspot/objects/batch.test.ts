import { expect, it } from 'vitest'
import { type Json, openAccount } from '../open-account.ts'

const batch = '/crm/v3/objects/contacts/batch'
const three = ['1', '2', '3'].map((id) => ({ id, email: `p${id}@example.com`, firstname: `P${id}` }))
const ids = (list: readonly string[]) => list.map((id) => ({ id }))
const idsOf = (results: readonly { id: string }[]) => results.map(({ id }) => id)

it('reads a batch, with 207 and one error for all that are missing', async () => {
  await using account = await openAccount({ contacts: three })
  const whole = await account.call('POST', `${batch}/read`, {
    inputs: ids(['3', '1']),
    properties: ['firstname'],
  })
  expect([whole.status, whole.body.status, idsOf(whole.body.results)]).toEqual([200, 'COMPLETE', ['3', '1']])
  const part = await account.call('POST', `${batch}/read`, { inputs: ids(['1', '77', 'x']), properties: [] })
  expect([part.status, part.body.numErrors, idsOf(part.body.results)]).toEqual([207, 1, ['1']])
  expect(part.body.errors[0]).toMatchObject({
    status: 'error',
    category: 'OBJECT_NOT_FOUND',
    context: { ids: ['77', 'x'] },
  })
})

it('reads by address without saying which input led where', async () => {
  await using account = await openAccount({
    contacts: [{ id: '1', email: 'a@example.com', hs_additional_emails: 'b@example.com' }],
  })
  const { status, body } = await account.call('POST', `${batch}/read`, {
    inputs: ids(['b@example.com', 'a@example.com']),
    idProperty: 'email',
    properties: ['hs_additional_emails'],
  })
  expect([status, idsOf(body.results)]).toEqual([200, ['1']])
  expect(body.results[0].properties).not.toHaveProperty('email')
})

it.each(['read', 'create', 'update', 'upsert', 'archive'])(
  'refuses more than 100 inputs: %s',
  async (action) => {
    await using account = await openAccount()
    const inputs = Array.from({ length: 101 }, (_, index) => ({ id: String(index), properties: {} }))
    expect((await account.call('POST', `${batch}/${action}`, { inputs })).status).toBe(400)
  },
)

it('refuses more than 50 with histories', async () => {
  await using account = await openAccount()
  const inputs = ids(Array.from({ length: 51 }, (_, index) => String(index)))
  const { status } = await account.call('POST', `${batch}/read`, { inputs, propertiesWithHistory: ['email'] })
  expect(status).toBe(400)
})

const good = { properties: { email: 'new@example.com' } }
const clash = { properties: { email: 'p1@example.com' } }

it('fails a whole batch of creates for one bad row', async () => {
  await using account = await openAccount({ contacts: three })
  const { status, body } = await account.call('POST', `${batch}/create`, {
    inputs: [{ ...good, objectWriteTraceId: 'a' }, clash],
  })
  expect([status, body.category]).toEqual([409, 'CONFLICT'])
  expect((await account.call('GET', '/crm/v3/objects/contacts')).body.results).toHaveLength(3)
})

it('creates row by row when every input has a trace id', async () => {
  await using account = await openAccount({ contacts: three })
  const traced = [good, clash, { properties: { nonsense: 'x' } }].map((input, index) => ({
    ...input,
    objectWriteTraceId: `t${index}`,
  }))
  const { status, body } = await account.call('POST', `${batch}/create`, { inputs: traced })
  expect([status, body.numErrors]).toEqual([207, 2])
  expect(body.results.map((each: { objectWriteTraceId: string }) => each.objectWriteTraceId)).toEqual(['t0'])
  expect(body.errors.map((each: Json) => [each.category, each.context.objectWriteTraceId])).toEqual([
    ['CONFLICT', ['t1']],
    ['VALIDATION_ERROR', ['t2']],
  ])
  const clean = await account.call('POST', `${batch}/create`, { inputs: [{ properties: { city: 'Ulm' } }] })
  expect([clean.status, clean.body.results.length]).toEqual([201, 1])
})

it('updates row by row, and refuses an id twice', async () => {
  await using account = await openAccount({ contacts: three })
  const { status, body } = await account.call('POST', `${batch}/update`, {
    inputs: [
      { id: '1', properties: { city: 'Ulm' } },
      { id: '99', properties: { city: 'Ulm' } },
      { id: 'p2@example.com', idProperty: 'email', properties: { num_notes: '1' } },
    ],
  })
  expect([status, idsOf(body.results)]).toEqual([207, ['1']])
  expect(body.errors.map((each: Json) => [each.category, each.context.ids])).toEqual([
    ['OBJECT_NOT_FOUND', ['99']],
    ['VALIDATION_ERROR', ['p2@example.com']],
  ])
  const twice = await account.call('POST', `${batch}/update`, {
    inputs: [
      { id: '1', properties: {} },
      { id: '1', properties: {} },
    ],
  })
  expect(twice.status).toBe(400)
})

it('upserts by address, and says what is new', async () => {
  await using account = await openAccount({
    contacts: [{ id: '1', email: 'a@example.com', hs_additional_emails: 'b@example.com' }],
  })
  const upsert = (id: string) => ({ id, idProperty: 'email', properties: { email: id, city: 'Ulm' } })
  const { status, body } = await account.call('POST', `${batch}/upsert`, {
    inputs: [upsert('b@example.com'), upsert('c@example.com')],
  })
  expect(status).toBe(200)
  expect(body.results.map((each: Json) => [each.new, each.properties.email, each.properties.city])).toEqual([
    [false, 'a@example.com', 'Ulm'],
    [true, 'c@example.com', 'Ulm'],
  ])
})

it('archives a batch, passing over what is not there', async () => {
  await using account = await openAccount({ contacts: three })
  expect((await account.call('POST', `${batch}/archive`, { inputs: ids(['1', '99']) })).status).toBe(204)
  expect(idsOf((await account.call('GET', '/crm/v3/objects/contacts')).body.results)).toEqual(['2', '3'])
})

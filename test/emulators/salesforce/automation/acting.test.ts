import { afterEach, describe, expect, it } from 'vitest'
import { ask, control } from '../../client.ts'
import { outcomes, request, useOrg } from '../merge/inside.ts'

const org = useOrg()

const plant = async (body: object) => {
  const { status, json } = await control(org.server, 'POST', '/automation', body)
  expect([status, json.error]).toEqual([200, undefined])
  return json
}
afterEach(() => control(org.server, 'DELETE', '/automation'))

const sobjects = '/services/data/v66.0/sobjects'
const change = (object: string, id: string, body: object) =>
  ask(org.server, 'PATCH', `${sobjects}/${object}/${id}`, { body })
const create = (object: string, body: object) => ask(org.server, 'POST', `${sobjects}/${object}`, { body })
const remove = (object: string, id: string) => ask(org.server, 'DELETE', `${sobjects}/${object}/${id}`)
const merge = (object: string, master: string, losers: readonly string[], fields = '') =>
  org.call(`<merge>${request(object, master, losers, { fields })}</merge>`)

function contacts(count = 2): string[] {
  return Array.from({ length: count }, (_, index) => org.make('Contact', { LastName: `Person ${index}` }))
}

const stamp = {
  object: 'Contact',
  type: 'trigger',
  name: 'LevelStamp',
  on: ['update'],
  act: { set: { Level__c: 'stamped' } },
}

describe('what sets values', () => {
  it.each([
    ['trigger', stamp],
    ['flow', { ...stamp, type: 'flow' }],
    ['workflow', { ...stamp, type: 'workflow' }],
  ])('a %s does so at an update and at a merge, not for children that move', async (_type, spec) => {
    const [one = '', two = ''] = contacts()
    const child = org.make('Contact', { LastName: 'Child', ReportsToId: two })
    await plant(spec)
    expect((await change('Contact', one, { Title: 'Boss' })).status).toBe(204)
    expect(org.row('Contact', one)).toMatchObject({ Title: 'Boss', Level__c: 'stamped' })
    org.org.db.prepare('UPDATE "Contact" SET "Level__c" = NULL WHERE "Id" = ?').run(one)
    expect(outcomes(await merge('Contact', one, [two]))).toEqual(['success'])
    expect(org.row('Contact', one).Level__c).toBe('stamped')
    expect(org.row('Contact', child)).toMatchObject({ ReportsToId: one, Level__c: null })
    expect(org.row('Contact', two)).toMatchObject({ IsDeleted: 1, Level__c: null })
  })

  it('only where its condition holds, in the record as it will be', async () => {
    const [one = '', two = ''] = contacts()
    await plant({ ...stamp, when: { Title: 'boss', DoNotCall: false, Department: null } })
    await change('Contact', one, { Title: 'Boss' })
    await change('Contact', two, { Title: 'Boss', DoNotCall: true })
    expect([org.row('Contact', one).Level__c, org.row('Contact', two).Level__c]).toEqual(['stamped', null])
  })

  it('at creation by the values that a new record has of itself', async () => {
    await plant({
      object: 'Case',
      type: 'trigger',
      name: 'NewCases',
      on: ['create'],
      act: { set: { Reason: 'Other' } },
      when: { Status: 'New' },
    })
    const { json } = await create('Case', { Subject: 'x' })
    expect(org.row('Case', json.id).Reason).toBe('Other')
  })

  it('may fill what the client left out, but is itself subject to validation rules', async () => {
    await plant({ ...stamp, on: ['create'], name: 'LastName', act: { set: { LastName: 'Somebody' } } })
    expect((await create('Contact', { FirstName: 'A' })).status).toBe(201)
    await plant({
      object: 'Contact',
      type: 'validation',
      name: 'NoSomebody',
      on: ['create', 'update'],
      act: { refuse: 'Who is it?' },
      when: { LastName: 'Somebody' },
    })
    const { status, json } = await create('Contact', { FirstName: 'A' })
    expect([status, json]).toEqual([
      400,
      [{ errorCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'Who is it?' }],
    ])
  })
})

describe('what refuses', () => {
  it.each([
    ['validation', 'FIELD_CUSTOM_VALIDATION_EXCEPTION', 'Not now'],
    ['trigger', 'FIELD_CUSTOM_VALIDATION_EXCEPTION', 'Not now'],
    [
      'flow',
      'CANNOT_EXECUTE_FLOW_TRIGGER',
      "We can't save this record because the “No changes” process failed. Give your Salesforce admin these details. Not now",
    ],
  ])('a %s stops an update and the merge as a whole', async (type, code, message) => {
    const [one = '', two = ''] = contacts()
    const task = org.make('Task', { WhoId: two, Subject: 'Call' })
    await plant({ object: 'Contact', type, name: 'No_changes', on: ['update'], act: { refuse: 'Not now' } })
    expect((await change('Contact', one, { Title: 'x' })).json[0]).toEqual({ errorCode: code, message })
    const answer = await merge('Contact', one, [two])
    expect(outcomes(answer)).toEqual([code])
    expect(org.row('Contact', two).IsDeleted).toBe(0)
    expect(org.row('Task', task).WhoId).toBe(two)
  })

  it('a trigger on deletion stops deletes and merges, whichever of the losers it is about', async () => {
    const [one = '', two = '', three = ''] = contacts(3)
    await plant({
      object: 'Contact',
      type: 'trigger',
      name: 'KeepVips',
      on: ['delete'],
      act: { refuse: 'A VIP stays.' },
      when: { Title: 'VIP' },
    })
    await change('Contact', three, { Title: 'VIP' })
    expect((await remove('Contact', three)).json[0].errorCode).toBe('FIELD_CUSTOM_VALIDATION_EXCEPTION')
    expect(outcomes(await merge('Contact', one, [two, three]))).toEqual(['FIELD_CUSTOM_VALIDATION_EXCEPTION'])
    expect([org.row('Contact', two).IsDeleted, org.row('Contact', three).IsDeleted]).toEqual([0, 0])
    expect(outcomes(await merge('Contact', three, [two, one]))).toEqual(['success'])
  })

  it('a trigger on undelete leaves the record in the bin', async () => {
    const [one = ''] = contacts(1)
    await remove('Contact', one)
    await plant({ ...stamp, on: ['restore'], name: 'NoReturn', act: { refuse: 'Gone is gone.' } })
    const undelete = `<undelete><ids>${one}</ids></undelete>`
    expect(outcomes(await org.call(undelete))).toEqual(['FIELD_CUSTOM_VALIDATION_EXCEPTION'])
    expect(org.row('Contact', one).IsDeleted).toBe(1)
    await control(org.server, 'DELETE', '/automation')
    expect(outcomes(await org.call(undelete))).toEqual(['success'])
  })

  it('refuses one record of a collection, and of a bulk of others none', async () => {
    const [one = '', two = ''] = contacts()
    await plant({ ...stamp, act: { refuse: 'No' }, when: { Title: 'x' } })
    const { json } = await ask(org.server, 'PATCH', '/services/data/v66.0/composite/sobjects', {
      body: {
        allOrNone: false,
        records: [
          { attributes: { type: 'Contact' }, id: one, Title: 'x' },
          { attributes: { type: 'Contact' }, id: two, Title: 'y' },
        ],
      },
    })
    expect(json.map(({ success }: { success: boolean }) => success)).toEqual([false, true])
    expect(json[0].errors[0].statusCode).toBe('FIELD_CUSTOM_VALIDATION_EXCEPTION')
  })

  it('is what an anonymous script gets as an exception', async () => {
    const [one, two] = [org.make('Case', { Subject: 'a' }), org.make('Case', { Subject: 'b' })]
    await plant({
      object: 'Case',
      type: 'trigger',
      name: 'KeepCases',
      on: ['delete'],
      act: { refuse: 'Stays.' },
    })
    const script = encodeURIComponent(`merge new Case(Id='${one}') '${two}';`)
    const { json } = await ask(
      org.server,
      'GET',
      `/services/data/v66.0/tooling/executeAnonymous?anonymousBody=${script}`,
    )
    expect(json.exceptionMessage).toBe(
      `System.DmlException: Merge failed. First exception on row 0 with id ${one}; first error: FIELD_CUSTOM_VALIDATION_EXCEPTION, Stays.: []`,
    )
  })
})

describe('what writes other records', () => {
  const welcome = {
    object: 'Contact',
    type: 'flow',
    name: 'Welcome',
    on: ['update'],
    act: {
      create: { object: 'Task', values: { Subject: 'See {!$Record.LastName}', WhoId: '{!$Record.Id}' } },
    },
  }

  it('does so after the save, at a merge for the master alone', async () => {
    const [one = '', two = ''] = contacts()
    await plant(welcome)
    expect(outcomes(await merge('Contact', one, [two]))).toEqual(['success'])
    expect(org.ids('Task', `"WhoId" = '${one}' AND "Subject" = 'See Person 0'`)).toHaveLength(1)
  })

  it('writes after a deletion as well', async () => {
    const [one = ''] = contacts(1)
    await plant({
      ...welcome,
      type: 'trigger',
      on: ['delete'],
      act: { create: { object: 'Task', values: { Subject: 'Gone: {!$Record.LastName}' } } },
    })
    await remove('Contact', one)
    expect(org.ids('Task', `"Subject" = 'Gone: Person 0'`)).toHaveLength(1)
  })

  it('does not go on for ever', async () => {
    await plant({
      object: 'Task',
      type: 'trigger',
      name: 'Echo',
      on: ['create'],
      act: { create: { object: 'Task', values: { Subject: 'Echo' } } },
    })
    const { json } = await create('Task', { Subject: 'x' })
    expect(json[0].message).toContain('Maximum trigger depth exceeded')
    expect(org.ids('Task', `"Subject" = 'Echo'`)).toEqual([])
  })
})

describe('the control door', () => {
  const tooling = (soql: string) =>
    ask(org.server, 'GET', `/services/data/v66.0/tooling/query?q=${encodeURIComponent(soql)}`)

  it('shows what it plants as setup does, and takes it away again', async () => {
    const { shown } = await plant({ ...stamp, on: ['update', 'restore'] })
    expect(shown).toEqual([{ object: 'ApexTrigger', id: expect.stringMatching(/^01q/) }])
    const soql = `SELECT Name, UsageBeforeUpdate, UsageAfterUndelete FROM ApexTrigger WHERE TableEnumOrId = 'Contact'`
    expect((await tooling(soql)).json.records).toMatchObject([
      { Name: 'LevelStamp', UsageBeforeUpdate: true, UsageAfterUndelete: true },
    ])
    const list = await control(org.server, 'GET', '/automation')
    expect(list.json.automation).toMatchObject([{ name: 'LevelStamp', planted: true, act: stamp.act }])
    expect((await control(org.server, 'DELETE', '/automation')).json).toEqual({ removed: 1 })
    expect((await tooling(soql)).json.totalSize).toBe(0)
    const [one = ''] = contacts(1)
    await change('Contact', one, { Title: 'x' })
    expect(org.row('Contact', one).Level__c).toBeNull()
  })

  it.each([
    [{ ...stamp, object: 'Kontact' }, 'no such object: Kontact'],
    [{ ...stamp, type: 'macro' }, '"type" must be one of trigger, flow, validation, workflow'],
    [{ ...stamp, name: 'a b' }, '"name" must begin with a letter'],
    [{ ...stamp, on: [] }, '"on" of a trigger must be a list of create, update, delete, restore'],
    [{ ...stamp, type: 'validation', act: { refuse: 'x' }, on: ['delete'] }, '"on" of a validation'],
    [{ ...stamp, type: 'flow', on: ['update', 'delete'] }, 'a flow that reacts to delete'],
    [{ ...stamp, act: { set: { Nope: 1 } } }, '"set": no such field: Contact.Nope'],
    [{ ...stamp, act: { set: { Title: 'x' }, refuse: 'y' } }, '"act" must have one of'],
    [{ ...stamp, type: 'validation' }, 'a validation can only refuse'],
    [{ ...stamp, on: ['delete'] }, 'nothing can be set in a record that is deleted'],
    [{ ...stamp, when: { Nope: 1 } }, '"when": no such field: Contact.Nope'],
    [
      { ...stamp, act: { create: { object: 'Task', values: { Nope: 1 } } } },
      '"create": no such field: Task.Nope',
    ],
  ])('refuses %o', async (body, sentence) => {
    const { status, json } = await control(org.server, 'POST', '/automation', body)
    expect(status).toBe(400)
    expect(json.error).toContain(sentence)
  })
})

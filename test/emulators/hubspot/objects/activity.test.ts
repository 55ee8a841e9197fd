import { expect, it } from 'vitest'
import { type Json, openAccount } from '../open-account.ts'

const toContact = (id: string, associationTypeId: number) => ({
  to: { id },
  types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId }],
})

it('logs a task on a contact, which is due and counted once its time has come', async () => {
  await using account = await openAccount({ contacts: [{ id: '1', firstname: 'Ada' }] })
  const { status, body } = await account.call('POST', '/crm/v3/objects/tasks', {
    properties: {
      hs_timestamp: '2026-02-02T08:00:00Z',
      hs_task_subject: 'Ask which address is right',
      hs_task_status: 'NOT_STARTED',
      hs_task_priority: 'HIGH',
      hs_task_type: 'TODO',
    },
    associations: [toContact('1', 204)],
  })
  expect([status, body.properties.hs_task_is_completed]).toEqual([201, '0'])
  const names = 'num_notes,notes_next_activity_date'
  const contact = async () =>
    (await account.call('GET', `/crm/v3/objects/contacts/1?properties=${names}`)).body.properties
  expect(await contact()).toMatchObject({
    num_notes: null,
    notes_next_activity_date: '2026-02-02T08:00:00.000Z',
  })
  await account.call('PATCH', `/crm/v3/objects/tasks/${body.id}`, {
    properties: { hs_timestamp: '2026-01-30T08:00:00Z', hs_task_status: 'COMPLETED' },
  })
  expect(await contact()).toMatchObject({ num_notes: '1', notes_next_activity_date: null })
})

it('notes on many contacts at once, and takes the notes along in a merge', async () => {
  await using account = await openAccount({
    contacts: [
      { id: '1', firstname: 'Ada' },
      { id: '2', firstname: 'A.' },
    ],
  })
  const note = (id: string) => ({
    properties: { hs_timestamp: '2026-01-30T08:00:00Z', hs_note_body: `<p>About ${id}</p>` },
    associations: [toContact(id, 202)],
    objectWriteTraceId: `note-${id}`,
  })
  const { status, body } = await account.call('POST', '/crm/objects/2026-09/notes/batch/create', {
    inputs: [note('1'), note('2'), note('3')],
  })
  expect([status, body.results.length]).toEqual([207, 2])
  expect(body.errors[0].context.objectWriteTraceId).toEqual(['note-3'])
  expect(body.results[0].properties.hs_body_preview).toBe('About 1')
  const merged = await account.call('POST', '/crm/v3/objects/contacts/merge', {
    primaryObjectId: '1',
    objectIdToMerge: '2',
  })
  expect(merged.body.properties.num_notes).toBe('2')
  const read = await account.call('GET', `/crm/v3/objects/contacts/${merged.body.id}?associations=notes`)
  expect(read.body.associations.notes.results).toEqual(
    body.results.map((each: Json) => ({ id: each.id, type: 'contact_to_note' })),
  )
})

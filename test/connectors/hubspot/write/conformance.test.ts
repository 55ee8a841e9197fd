import { afterAll, describe, it } from 'vitest'
import { insertRecord } from '../../../../emulators/hubspot/store/write.ts'
import { type WriteSubject, writerChecks } from '../../../../src/kit/conformance-writer.ts'
import { openWriter } from '../open-writer.ts'

/** What the connector's own conformance does not try: it merges contacts. */
const objects: Readonly<
  Record<string, { field: string; properties: Readonly<Record<string, string>>; tie: string }>
> = {
  companies: { field: 'phone', properties: { name: 'Acme' }, tie: 'contacts:280' },
  deals: {
    field: 'dealname',
    properties: { dealname: 'Deal', dealstage: 'appointmentscheduled' },
    tie: 'contacts:3',
  },
  tickets: {
    field: 'subject',
    properties: { subject: 'Ticket', hs_pipeline_stage: '1' },
    tie: 'contacts:16',
  },
}

const world = await openWriter({
  fill: (org) => {
    insertRecord(org, 'contacts', { id: '700', properties: {} })
    for (const [object, { properties }] of Object.entries(objects))
      for (const id of ['801', '802']) insertRecord(org, object, { id, properties })
  },
})

afterAll(async () => {
  await world[Symbol.asyncDispose]()
})

describe.each(Object.entries(objects))('%s', (object, { field, tie }) => {
  const [to = '', typeId = ''] = tie.split(':')
  const subject: WriteSubject = {
    object,
    group: ['801', '802'],
    field,
    missing: '999999999',
    tie: { relationship: `${object}.${to}`, row: `700:HUBSPOT_DEFINED:${typeId}` },
    losing: async (act) => {
      const match = { method: 'POST', path: '*/batch/update' }
      await world.control('/faults', { match, action: { kind: 'drop', when: 'after' } })
      try {
        return await act()
      } finally {
        await world.control('/faults', undefined, 'DELETE')
      }
    },
  }
  it.each(Object.entries(writerChecks))('%s', async (_, check) => await check(world.connection, subject))
})

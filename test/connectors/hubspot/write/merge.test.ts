import { expect, it } from 'vitest'
import { insertRecord } from '../../../../emulators/hubspot/store/write.ts'
import { openWriter, step } from '../open-writer.ts'

it('does not believe that the duplicate lives on', async () => {
  await using world = await openWriter({
    fill: (org) => {
      for (const id of ['51', '52']) insertRecord(org, 'contacts', { id, properties: {} })
    },
  })
  await world.control('/faults', {
    match: { path: '*/merge' },
    action: { kind: 'answer', answer: { status: 200, body: { id: '52', properties: {} } } },
  })
  expect(await world.writer.merge('contacts', [step('contacts', '51', '52')])).toEqual([
    { result: 'unknown', cause: 'the answer names the duplicate as the record that lives on' },
  ])
})

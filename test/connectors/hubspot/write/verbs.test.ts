import { describe, expect, it } from 'vitest'
import type { Org } from '../../../../emulators/hubspot/org.ts'
import { insertRecord } from '../../../../emulators/hubspot/store/write.ts'
import { openWriter, step } from '../open-writer.ts'

function fill(org: Org): void {
  for (const id of ['51', '52', '53', '54'])
    insertRecord(org, 'contacts', {
      id,
      properties: { email: `p${id}@example.com`, firstname: `First ${id}`, lifecyclestage: 'lead' },
    })
  for (const id of ['81', '82']) insertRecord(org, 'companies', { id, properties: { name: `Company ${id}` } })
}

describe('merge', () => {
  it('says the id that the survivor has now, and goes on from there', async () => {
    await using world = await openWriter({ fill })
    const [first] = await world.writer.merge('contacts', [step('contacts', '51', '52')])
    expect(first).toMatchObject({ result: 'done', survivorId: expect.stringMatching(/^\d+$/) })
    const survivorId = first?.result === 'done' ? first.survivorId : ''
    expect(['51', '52']).not.toContain(survivorId)
    const [second] = await world.writer.merge('contacts', [step('contacts', survivorId, '53')])
    expect(second?.result).toBe('done')
    expect(world.spent()).toEqual({ merge: 2 })
  })

  it('is refused for an id that leads elsewhere, and tells no value', async () => {
    await using world = await openWriter({ fill })
    await world.writer.merge('contacts', [step('contacts', '51', '52')])
    const [again] = await world.writer.merge('contacts', [step('contacts', '51', '53')])
    expect(again).toEqual({
      result: 'refused',
      code: 'FORWARD_REFERENCE',
      message: 'the record was merged into another one already, and its id leads there',
      retryable: false,
    })
  })

  it.each([
    ['companies under an active Salesforce integration', 'companies', '81', '82', 'SALESFORCE_SYNC_ENABLED'],
    ['a record that is not there', 'contacts', '51', '99', 'OBJECT_NOT_FOUND'],
  ])('is refused for %s', async (_, object, survivor, loser, code) => {
    await using world = await openWriter({ fill, salesforceSync: true })
    const [outcome] = await world.writer.merge(object, [step(object, survivor, loser)])
    expect(outcome).toMatchObject({ result: 'refused', code, retryable: false })
  })

  it('sends nothing that HubSpot could not take', async () => {
    await using world = await openWriter({ fill })
    const { survivor, losers } = step('contacts', '51', '52')
    const wrong = [
      [{ survivor, losers: [...losers, ...losers], values: {} }],
      [{ survivor, losers, values: { firstname: 'X' } }],
      [step('contacts', '51', 'x')],
      [step('contacts', '51', '52'), step('contacts', '53', '54')],
    ]
    for (const steps of wrong)
      await expect(world.writer.merge('contacts', steps)).rejects.toMatchObject({ code: 'MALFORMED_WRITE' })
    expect(world.spent()).toEqual({})
  })
})

describe('records', () => {
  it('are updated each for itself', async () => {
    await using world = await openWriter({ fill })
    const outcomes = await world.writer.update('contacts', [
      { id: '51', values: { firstname: 'Ada' } },
      { id: '99', values: { firstname: 'Nobody' } },
      { id: '52', values: { lifecyclestage: 'no such stage' } },
      { id: '53', values: { firstname: null } },
      { id: '54', values: { email: 'p51@example.com' } },
    ])
    expect(outcomes.map((outcome) => [outcome.result, 'code' in outcome ? outcome.code : ''])).toEqual([
      ['done', ''],
      ['refused', 'OBJECT_NOT_FOUND'],
      ['refused', 'INVALID_OPTION'],
      ['done', ''],
      ['refused', 'CONFLICT'],
    ])
    expect(JSON.stringify(outcomes)).not.toMatch(/Nobody|no such stage|example/)
    const [first, third] = await world.writer.fetch('contacts', ['51', '53'])
    expect([first?.values.firstname, third?.values.firstname]).toEqual(['Ada', null])
  })

  it('are created each for itself', async () => {
    await using world = await openWriter({ fill })
    const outcomes = await world.writer.create('contacts', [
      { email: 'new@example.com', firstname: 'New', lastname: null },
      { email: 'p51@example.com' },
    ])
    expect(outcomes.map(({ result }) => result)).toEqual(['done', 'refused'])
    const id = outcomes[0]?.result === 'done' ? outcomes[0].id : ''
    const [record] = await world.writer.fetch('contacts', [id])
    expect(record?.values).toMatchObject({ email: 'new@example.com', firstname: 'New', lastname: null })
  })

  it('go into the recycle bin, but not what an ended id leads to', async () => {
    await using world = await openWriter({ fill })
    const [merged] = await world.writer.merge('contacts', [step('contacts', '51', '52')])
    const survivor = merged?.result === 'done' ? merged.survivorId : ''
    const outcomes = await world.writer.remove?.('contacts', ['53', '52', '99'])
    expect(outcomes?.map(({ result }) => result)).toEqual(['done', 'refused', 'refused'])
    const fates = await world.writer.fates('contacts', ['51', '52', '53', '99', survivor])
    expect([...fates]).toEqual([
      ['51', { is: 'merged', into: survivor, restorable: false }],
      ['52', { is: 'merged', into: survivor, restorable: false }],
      ['53', { is: 'deleted', restorable: false }],
      ['99', { is: 'gone' }],
      [survivor, { is: 'there' }],
    ])
  })

  it('do not come back by the API', async () => {
    await using world = await openWriter({ fill })
    const [outcome] = await world.writer.restore('contacts', ['53'])
    expect(outcome).toMatchObject({ result: 'refused', code: 'NOT_SUPPORTED', retryable: false })
    expect(world.spent()).toEqual({})
  })
})

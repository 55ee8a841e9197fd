import { describe, expect, it } from 'vitest'
import { type OpenWriter, openWriter } from '../open-writer.ts'
import { manyContacts } from './account.ts'

const secret = 'ada@acme.example'
const partial = (category: string) => ({
  status: 'COMPLETE',
  results: [],
  numErrors: 1,
  errors: [{ status: 'error', category, message: secret }],
})

async function answered(world: OpenWriter, path: string, answer: object): Promise<void> {
  await world.control('/faults', { match: { path }, action: { kind: 'answer', answer } })
}

describe('an answer of success that tells of errors', () => {
  it('is not taken for records that are not there', async () => {
    await using world = await openWriter({ fill: manyContacts })
    await answered(world, '*/contacts/batch/read', { status: 207, body: partial('VALIDATION_ERROR') })
    const wrong = { code: 'UNEXPECTED_ANSWER', message: expect.not.stringContaining(secret) }
    await expect(world.writer.fetch('contacts', ['1004'])).rejects.toMatchObject(wrong)
    await expect(world.writer.fates('contacts', ['1004'])).rejects.toMatchObject(wrong)
  })

  it('is one where these say that nothing is there', async () => {
    await using world = await openWriter({ fill: manyContacts })
    await answered(world, '*/contacts/batch/read', { status: 207, body: partial('OBJECT_NOT_FOUND') })
    expect(await world.writer.fetch('contacts', ['1004'])).toEqual([])
  })

  it('with a status that the SDK does not know says so, and quotes nothing of it', async () => {
    await using world = await openWriter({ fill: manyContacts })
    await answered(world, '*/properties/*', { status: 207, body: partial('VALIDATION_ERROR') })
    await expect(world.connection.describe(['products'])).rejects.toMatchObject({
      code: 'UNEXPECTED_ANSWER',
      message: expect.not.stringContaining(secret),
    })
  })
})

describe('a removal that is answered with a page', () => {
  it('is not taken for done', async () => {
    await using world = await openWriter({ fill: manyContacts })
    const headers = { 'content-type': 'application/json' }
    await answered(world, '*/contacts/batch/archive', { status: 200, headers, body: '{"something":"else"}' })
    const { remove } = world.writer
    expect(await remove?.('contacts', ['1004'])).toMatchObject([{ result: 'unknown' }])
    await world.control('/faults', undefined, 'DELETE')
    expect(await world.writer.fates('contacts', ['1004'])).toEqual(new Map([['1004', { is: 'there' }]]))
  })
})

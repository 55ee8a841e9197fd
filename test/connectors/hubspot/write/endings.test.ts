import { inspect } from 'node:util'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import type { Writer } from '../../../../src/kit/writer.ts'
import { openWriter } from '../open-writer.ts'
import { newSubject, type Trial, trials } from './trials.ts'

const preset = (name: string) => ({ kind: 'preset', preset: name })
const answer = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) => ({
  kind: 'answer',
  answer: { status, body, headers },
})
const kinds = Object.keys(trials)

interface Ended {
  readonly outcome: unknown
  readonly happened: boolean
  /** Requests that write which the account got. */
  readonly sent: number
  readonly said: string
}

const world = await openWriter()
const impatient = await world.connect({ tuning: { callMs: 150 } })
for (const { writer } of [world, impatient]) await writer?.relationships('contacts')

afterAll(async () => {
  await world[Symbol.asyncDispose]()
})
afterEach(async () => {
  await world.control('/faults', undefined, 'DELETE')
})

async function sendUnder(kind: string, action: object | null, connection = world.connection): Promise<Ended> {
  const { org, control, logged } = world
  const trial = trials[kind] as Trial
  const subject = newSubject(org)
  if (action !== null) await control('/faults', { match: { path: trial.path }, action, times: 5 })
  const before = connection.calls().total
  const outcome = await trial.send(connection.writer as Writer, subject).catch((error: unknown) => error)
  const reads = kind === 'remove' ? 1 : 0
  return {
    outcome: Array.isArray(outcome) ? outcome[0] : outcome,
    happened: trial.happened(org, subject),
    sent: connection.calls().total - before - reads,
    said: `${inspect(outcome, { depth: 8 })} ${logged.join('\n')}`,
  }
}

describe.each(kinds)('%s', (kind) => {
  it('is done once when it is answered', async () => {
    const { outcome, happened, sent } = await sendUnder(kind, null)
    expect(outcome).toMatchObject({ result: 'done' })
    expect({ happened, sent }).toEqual({ happened: true, sent: 1 })
  })

  it.each([
    ['the line drops before', { kind: 'drop', when: 'before' }, false],
    ['the line drops after', { kind: 'drop', when: 'after' }, true],
    ['a gateway fails before', preset('bad-gateway'), false],
    ['a gateway fails after', preset('bad-gateway-after-commit'), true],
    ['HubSpot fails', preset('internal-error'), false],
    ['a gateway waits in vain', preset('timeout-occurred-after-commit'), true],
    [
      'a page claims to be fine',
      answer(200, '<html>Maintenance</html>', { 'content-type': 'text/html' }),
      false,
    ],
    ['it is sent elsewhere', answer(307, '', { location: 'https://x.example/' }), false],
  ])('is unknown, and not sent again, when %s', async (_, action, happened) => {
    const ended = await sendUnder(kind, action)
    expect(ended.outcome).toMatchObject({ result: 'unknown', cause: expect.stringMatching(/./) })
    expect({ happened: ended.happened, sent: ended.sent }).toEqual({ happened, sent: 1 })
    expect(ended.said).not.toMatch(/Confidential|example\.com|Maintenance/)
  })

  it('is unknown when nobody answers in time', async () => {
    const ended = await sendUnder(kind, { kind: 'hang', when: 'after' }, impatient)
    expect(ended.outcome).toEqual({ result: 'unknown', cause: 'no complete answer in time' })
    expect(ended.sent).toBe(1)
  })

  it.each([
    ['the burst limit is reached', preset('burst-limit'), true],
    ['the record is locked', preset('locked'), true],
    ['the merge limit is reached', preset('merge-limit'), false],
    [
      'values are refused with their words',
      answer(400, {
        status: 'error',
        category: 'VALIDATION_ERROR',
        message:
          'Property values were not valid: [{"message":"Confidential","error":"INVALID_EMAIL","name":"email"}]',
      }),
      false,
    ],
  ])('is refused, and says nothing of values, when %s', async (_, action, retryable) => {
    const ended = await sendUnder(kind, action)
    expect(ended.outcome).toMatchObject({
      result: 'refused',
      retryable,
      code: expect.stringMatching(/^[A-Z]/),
    })
    expect({ happened: ended.happened, sent: ended.sent }).toEqual({ happened: false, sent: 1 })
    expect(ended.said).not.toMatch(/Confidential|example\.com/)
  })

  it.each([
    ['the daily limit is reached', preset('daily-limit'), 'QUOTA_REACHED'],
    ['the account is being moved', preset('migration'), 'UNAVAILABLE'],
    ['a scope is missing', preset('missing-scopes'), 'ACCESS_REFUSED'],
  ])('stops when %s', async (_, action, code) => {
    const ended = await sendUnder(kind, action)
    expect(ended.outcome).toMatchObject({ code })
    expect(ended.happened).toBe(false)
    expect(ended.said).not.toMatch(/pat-na1/)
  })
})

import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { openWrites, type WritesOptions } from './open-writes.ts'
import {
  answer,
  each,
  json,
  type Kind,
  kinds,
  matches,
  preset,
  sendUnder,
  soapKinds,
  trials,
  world,
  xml,
} from './trials.ts'

afterAll(async () => {
  await world[Symbol.asyncDispose]()
})
afterEach(async () => {
  await world.control('/faults', undefined, 'DELETE')
})

test.each(kinds)('%s: what is answered is done, once', async (kind) => {
  const { outcomes, total, happened } = await sendUnder(kind, null)
  expect(outcomes).toMatchObject([{ result: 'done' }])
  expect({ total, happened }).toEqual({ total: 1, happened: true })
})

interface UnknownRow {
  readonly action: object
  readonly cause: RegExp
  /** Whether the org carried it out all the same; null where that is a race. */
  readonly done: boolean | null
  readonly options?: WritesOptions
}

const failedScript = (said: string) => ({
  compiled: true,
  success: false,
  exceptionMessage: `System.DmlException: Merge failed. First exception on row 0 with id 500000000000001AAA; first error: ${said}`,
})

const html = '<html><body>Login</body></html>'
const unknownRows: readonly (readonly [string, UnknownRow])[] = [
  ['the line drops before', { action: { kind: 'drop' }, cause: /half-way/, done: false }],
  ['the line drops after', { action: { kind: 'drop', when: 'after' }, cause: /half-way/, done: true }],
  ['silence before', { action: { kind: 'hang' }, cause: /in time/, done: null, options: { callMs: 100 } }],
  [
    'silence after',
    { action: { kind: 'hang', when: 'after' }, cause: /in time/, done: null, options: { callMs: 100 } },
  ],
  [
    'a cut answer',
    { action: { kind: 'truncate', bytes: 30 }, cause: /cut off|half-way|could not/, done: true },
  ],
  ['an internal error', { action: preset('internal-error'), cause: /500 UNKNOWN_EXCEPTION/, done: false }],
  ['unavailable', { action: preset('server-unavailable'), cause: /50[03] SERVER_UNAVAILABLE/, done: false }],
  ['a gateway page', { action: preset('bad-gateway'), cause: /status 502/, done: false }],
  ['maintenance', { action: preset('maintenance'), cause: /status 503/, done: false }],
  [
    'maintenance that claims to be fine',
    { action: preset('maintenance-ok'), cause: /status 200/, done: false },
  ],
  ['a gateway that waited in vain', { action: answer(504, 'Gateway Timeout'), cause: /504/, done: false }],
  ['a request that took too long', { action: answer(408, ''), cause: /408/, done: false }],
  [
    'a page that refuses',
    { action: answer(403, html, { 'content-type': 'text/html' }), cause: /403/, done: false },
  ],
  [
    'a redirect with the same method',
    { action: answer(307, '', { location: 'https://x.example/' }), cause: /307/, done: false },
  ],
  ['a redirect after the fact', { action: answer(303, '', { location: '/x' }), cause: /303/, done: false }],
  ['an empty answer', { action: answer(200, ''), cause: /could not be read|does not tell/, done: false }],
  [
    'an answer of nobody knows what',
    { action: answer(200, { ok: 1 }, json), cause: /could not|does not/, done: false },
  ],
]

describe('nobody knows whether it happened', () => {
  test.each(each(kinds, unknownRows))('%s: %s', async (kind, _, { action, cause, done, options }) => {
    const { outcomes, total, happened } = await sendUnder(kind, action, options)
    expect(outcomes).toEqual([{ result: 'unknown', cause: expect.stringMatching(cause) }])
    expect(total).toBeLessThanOrEqual(1) // never sent again, though the org may well have done it
    if (done !== null) expect({ total, happened }).toEqual({ total: 1, happened: done })
  })

  const result = (inner: string, operation = 'merge') =>
    `<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>` +
    `<${operation}Response>${inner}</${operation}Response></soapenv:Body></soapenv:Envelope>`
  test.each<[Kind, string, object]>([
    ['merge', 'of fewer items', answer(200, result(''), xml)],
    ['merge', 'of more items', answer(200, result('<result/><result/>'), xml)],
    ['merge', 'without a word on success', answer(200, result('<result><id>x</id></result>'), xml)],
    [
      'merge',
      'of other records',
      answer(200, result('<result><id>003000000000001</id><success>true</success></result>'), xml),
    ],
    ['merge', 'that is broken XML', answer(200, '<soapenv:Envelope><soapenv:Body>', xml)],
    ['merge', 'of another operation', answer(200, result('<result/>', 'undelete'), xml)],
    [
      'restore',
      'of another record',
      answer(200, result('<result><id>x</id><success>true</success></result>', 'undelete'), xml),
    ],
    ['script', 'without a word on success', answer(200, {}, json)],
    ['script', 'that is cut off', answer(200, '{"compiled":tr', json)],
    [
      'script',
      'that may be that to a second delivery',
      answer(200, failedScript('ENTITY_IS_DELETED, entity is deleted: []'), json),
    ],
    ['update', 'of fewer items', answer(200, [], json)],
    [
      'update',
      'of another record',
      answer(200, [{ id: '003000000000001AAA', success: true, errors: [] }], json),
    ],
    ['update', 'without a word on success', answer(200, [{ id: '003000000000001AAA' }], json)],
    ['update', 'that is cut off', answer(200, '[{"id":"0030', json)],
    ['create', 'without an id', answer(200, [{ success: true, errors: [] }], json)],
  ])('%s: an answer %s', async (kind, _, action) => {
    expect((await sendUnder(kind, action)).outcomes).toMatchObject([{ result: 'unknown' }])
  })

  test.each(soapKinds)('%s: faults that may come in the middle of the work', async (kind) => {
    const body = `<x><soapenv:Fault><faultcode>sf:UNKNOWN_EXCEPTION</faultcode><faultstring>UNKNOWN_EXCEPTION: Jane</faultstring></soapenv:Fault></x>`
    const { outcomes } = await sendUnder(kind, answer(500, body, xml))
    expect(outcomes).toEqual([
      { result: 'unknown', cause: 'status 500 UNKNOWN_EXCEPTION instead of an answer' },
    ])
  })

  test.each(kinds)('%s: told to stop while the answer is awaited', async (kind) => {
    const trial = await trials[kind]()
    await using open = openWrites(world)
    await world.control('/faults', { match: matches[kind], action: { kind: 'hang', when: 'after' } })
    const sent = trial.send(open)
    while (!(await trial.happened())); // until the org has done it
    open.abort.abort()
    expect(await sent).toEqual([{ result: 'unknown', cause: 'interrupted before the answer came' }])
  })
})

import { inspect } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { StepOutcome } from '../../../../src/kit/writer.ts'
import { type OpenOrg, openOrg } from '../open-org.ts'
import { type OpenWrites, openWrites, step, type WritesOptions } from './open-writes.ts'

let world: OpenOrg
beforeAll(async () => {
  world = await openOrg()
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
})
afterEach(async () => {
  await world.control('/faults', undefined, 'DELETE')
})

const preset = (name: string) => ({ kind: 'preset', preset: name })
const answer = (status: number, body: unknown, headers: Record<string, string> = {}) => ({
  kind: 'answer',
  answer: { status, headers, body },
})
const xml = { 'content-type': 'text/xml;charset=UTF-8' }
const json = { 'content-type': 'application/json' }

/** Two contacts, and each kind of request about them; `happened` looks with other eyes. */
interface Trial {
  readonly send: (open: OpenWrites) => Promise<readonly StepOutcome[]>
  readonly happened: () => Promise<boolean>
}

const trials = {
  merge: async (): Promise<Trial> => {
    const [a = '', b = ''] = await people()
    const send = ({ writes }: OpenWrites) =>
      writes.merge('Contact', [step('Contact', [a, b], { Title: 'Countess' })])
    return { send, happened: () => isDeleted(b) }
  },
  restore: async (): Promise<Trial> => {
    const [a = ''] = await people()
    await world.control('/mutate', { object: 'Contact', ids: [a], delete: true, as: world.org.username })
    const send = ({ writes }: OpenWrites) => writes.restore('Contact', [a])
    return { send, happened: async () => !(await isDeleted(a)) }
  },
  /** Cases, by a script. */
  script: async (): Promise<Trial> => {
    const [a = '', b = ''] = await world.create('Case', [{ Subject: 'A' }, { Subject: 'B' }])
    const send = ({ writes }: OpenWrites) => writes.merge('Case', [step('Case', [a, b])])
    return { send, happened: async () => (await count(`MasterRecordId = '${a}'`, 'Case')) === 1 }
  },
  update: async (): Promise<Trial> => {
    const [a = ''] = await people()
    const send = ({ writes }: OpenWrites) =>
      writes.update('Contact', [{ id: a, values: { Title: 'Countess' } }])
    return { send, happened: async () => (await count(`Id = '${a}' AND Title = 'Countess'`)) === 1 }
  },
  create: async (): Promise<Trial> => {
    const name = `New ${++created}`
    const send = ({ writes }: OpenWrites) => writes.create('Contact', [{ LastName: name }])
    return { send, happened: async () => (await count(`LastName = '${name}'`)) === 1 }
  },
}
type Kind = keyof typeof trials
const kinds = Object.keys(trials) as Kind[]
const soapKinds: Kind[] = ['merge', 'restore']
const restKinds: Kind[] = ['update', 'create']
let created = 0

async function people(): Promise<string[]> {
  return await world.create('Contact', [{ LastName: 'Lovelace' }, { LastName: 'Lovelace' }])
}

async function count(where: string, object = 'Contact'): Promise<number> {
  const soql = `SELECT Id FROM ${object} WHERE ${where}`
  const response = await world.request('GET', `/queryAll?q=${encodeURIComponent(soql)}`)
  return ((await response.json()) as { totalSize: number }).totalSize
}

async function isDeleted(id: string): Promise<boolean> {
  return (await count(`Id = '${id}' AND IsDeleted = true`)) === 1
}

const matches: Record<Kind, object> = {
  merge: { operation: 'merge' },
  restore: { operation: 'undelete' },
  script: { method: 'GET', path: '*/tooling/executeAnonymous*' },
  update: { method: 'PATCH', path: '*/composite/sobjects' },
  create: { method: 'POST', path: '*/composite/sobjects' },
}

async function sendUnder(kind: Kind, action: object | null, options: WritesOptions = {}) {
  const trial = await trials[kind]()
  const { accessToken } = (await world.control('/users', { username: world.org.username })) as {
    accessToken: string
  }
  const open = openWrites(world, { accessToken, ...options })
  if (action !== null) await world.control('/faults', { match: matches[kind], action })
  await world.control('/meter', undefined, 'DELETE')
  const ended = await trial.send(open).then(
    (outcomes) => ({ outcomes, error: null }),
    (error: unknown) => ({ outcomes: null, error }),
  )
  await open[Symbol.asyncDispose]()
  const { total } = (await world.control('/meter', undefined, 'GET')) as { total: number }
  expect(inspect(ended, { depth: 10 })).not.toContain(accessToken)
  await world.control('/faults', undefined, 'DELETE')
  return { ...ended, total, happened: await trial.happened() }
}

function each<T>(over: readonly Kind[], rows: readonly (readonly [string, T])[]): [Kind, string, T][] {
  return over.flatMap((kind) => rows.map(([name, row]): [Kind, string, T] => [kind, name, row]))
}

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

describe('nothing was done, and nothing else would fare better', () => {
  interface Stop {
    readonly action: object
    readonly code: string
    readonly exit: number
    readonly calls?: number
  }
  const denied = 'This session is not valid for use with the REST API'
  test.each(
    each<Stop>(kinds, [
      ['the daily total', { action: preset('daily-quota'), code: 'QUOTA_REACHED', exit: 69 }],
      ['a session that ends', { action: preset('expired-session'), code: 'SESSION_EXPIRED', exit: 1 }],
      [
        'a session kept out',
        {
          action: answer(401, [{ errorCode: 'INVALID_SESSION_ID', message: denied }]),
          code: 'ACCESS_REFUSED',
          exit: 1,
        },
      ],
      [
        'no API',
        {
          action: answer(403, [{ errorCode: 'API_DISABLED_FOR_ORG', message: 'no' }]),
          code: 'API_DISABLED',
          exit: 1,
        },
      ],
      [
        'a redirect',
        { action: answer(307, '', { location: 'https://x.example/' }), code: 'CANNOT_CONNECT', exit: 1 },
      ],
    ]),
  )('%s: %s', async (kind, _, { action, code, exit }) => {
    const { error, total, happened } = await sendUnder(kind, action)
    expect(error).toMatchObject({ name: 'KitError', code, exit })
    expect({ total, happened }).toEqual({ total: 1, happened: false })
  })

  test.each(kinds)('%s: nobody listens', async (kind) => {
    const { error, total } = await sendUnder(kind, null, { instanceUrl: 'http://127.0.0.1:2' })
    expect(error).toMatchObject({ code: 'CANNOT_CONNECT', message: expect.stringContaining('refused') })
    expect(total).toBe(0)
  })

  test.each(kinds)('%s: the budget is used up', async (kind) => {
    const trial = await trials[kind]()
    await using open = openWrites(world, { budget: 0.1 })
    open.meter.observe(1500, 15_000)
    await world.control('/meter', undefined, 'DELETE')
    await expect(trial.send(open)).rejects.toMatchObject({ code: 'QUOTA_REACHED', exit: 69 })
    expect(await world.control('/meter', undefined, 'GET')).toMatchObject({ total: 0 })
  })

  test.each(kinds)('%s: told to stop while it waits for its turn', async (kind) => {
    const [first, second] = [await trials[kind](), await trials[kind]()]
    await using open = openWrites(world, { concurrency: 1 })
    await world.control('/faults', { match: matches[kind], action: { kind: 'hang' } })
    const sent = first.send(open)
    const waiting = second.send(open)
    open.abort.abort()
    await expect(waiting).rejects.toThrow(/abort/i)
    await sent.catch(() => undefined) // nothing, or unknown: it may not have left yet
  })

  test('a token that SOAP does not take', async () => {
    const accessToken = `${btoa('{"alg":"RS256"}')}.${btoa('{}')}.sig`
    for (const kind of soapKinds) {
      const { error, total } = await sendUnder(kind, null, { accessToken })
      expect(error).toMatchObject({
        code: 'TOKEN_NOT_FOR_SOAP',
        actions: expect.arrayContaining([expect.stringContaining('68.0')]),
      })
      expect(total).toBe(0)
    }
    const later = await sendUnder('merge', null, { accessToken, version: '68.0' })
    expect(later.error).toMatchObject({ code: 'SESSION_EXPIRED' }) // it was sent
  })
})

describe('a session that ends is renewed, and the request sent again', () => {
  test.each(kinds)('%s', async (kind) => {
    const { org } = world
    const renew = async () => ({ instanceUrl: org.url, accessToken: org.accessToken })
    const { outcomes, total, happened } = await sendUnder(kind, null, { accessToken: '00D!gone', renew })
    expect(outcomes).toMatchObject([{ result: 'done' }])
    expect({ total, happened }).toEqual({ total: 2, happened: true })
  })

  test.each(kinds)('%s: but not for ever', async (kind) => {
    let renewals = 0
    const renew = async () => ({ instanceUrl: world.org.url, accessToken: `00D!gone${++renewals}` })
    const { error, total } = await sendUnder(kind, null, { accessToken: '00D!gone', renew })
    expect(error).toMatchObject({ code: 'SESSION_EXPIRED' })
    expect(total).toBe(3)
  })
})

describe('nothing was done, and the request is answered so', () => {
  interface RefusedRow {
    readonly action: object
    readonly code: string
    readonly retryable: boolean
  }
  const rows: readonly (readonly [string, RefusedRow])[] = [
    [
      'too many at once',
      { action: preset('concurrent-limit'), code: 'REQUEST_LIMIT_EXCEEDED', retryable: true },
    ],
    [
      'too many long ones',
      { action: preset('concurrent-long-limit'), code: 'REQUEST_LIMIT_EXCEEDED', retryable: true },
    ],
    ['too often', { action: answer(429, '', { 'retry-after': '7' }), code: 'HTTP_429', retryable: true }],
    ['a locked row', { action: preset('row-lock'), code: 'UNABLE_TO_LOCK_ROW', retryable: true }],
    ['too large', { action: answer(413, 'Payload Too Large'), code: 'HTTP_413', retryable: false }],
    [
      'not understood',
      {
        action: answer(400, [{ errorCode: 'JSON_PARSER_ERROR', message: '"Jane"' }]),
        code: 'JSON_PARSER_ERROR',
        retryable: false,
      },
    ],
  ]
  test.each(each(kinds, rows))('%s: %s', async (kind, _, { action, code, retryable }) => {
    const { outcomes, total, happened } = await sendUnder(kind, action)
    expect(outcomes).toMatchObject([{ result: 'refused', code, retryable }])
    expect(inspect(outcomes)).not.toContain('Jane')
    expect({ total, happened }).toEqual({ total: 1, happened: false })
  })

  const codes: readonly (readonly [string, boolean])[] = [
    ['UNABLE_TO_LOCK_ROW', true],
    ['DUPLICATES_DETECTED', false],
    ['FIELD_CUSTOM_VALIDATION_EXCEPTION', false],
    ['INSUFFICIENT_ACCESS_OR_READONLY', false],
    ['ENTITY_IS_DELETED', false],
    ['MERGE_FAILED', false],
    ['SOMETHING_NEW', false],
  ]
  const message = 'Jane Miller &lt;jane@example.org&gt; may not'
  test.each(
    codes.flatMap(([code, retryable]) =>
      [...soapKinds, ...restKinds].map((kind) => [kind, code, retryable] as const),
    ),
  )('%s: %s of one item', async (kind, code, retryable) => {
    const operation = kind === 'restore' ? 'undelete' : 'merge'
    const envelope =
      `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><${operation}Response><result><errors>` +
      `<message>${message}</message><statusCode>${code}</statusCode></errors><success>false</success></result>` +
      `</${operation}Response></s:Body></s:Envelope>`
    const item = { success: false, errors: [{ statusCode: code, message, fields: ['Title'] }] }
    const action = restKinds.includes(kind) ? answer(200, [item], json) : answer(200, envelope, xml)
    const { outcomes } = await sendUnder(kind, action)
    expect(outcomes).toMatchObject([{ result: 'refused', code, retryable }])
    expect(inspect(outcomes)).not.toMatch(/jane|miller/i)
  })
})

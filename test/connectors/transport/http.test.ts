import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { Http, type HttpOptions, type HttpRequest, NetworkError } from '../../../connectors/transport/http.ts'
import { createLimiter } from '../../../connectors/transport/limiter.ts'
import { createMeter } from '../../../connectors/transport/meter.ts'
import { stillRuntime } from './still-runtime.ts'

const allowance = { period: 'of the last 24 hours', renewal: 'it renews at midnight' }

const open: AsyncDisposable[] = []
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each[Symbol.asyncDispose]()
})

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  open.push({
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function client(options: Partial<HttpOptions> = {}): Http {
  const runtime = stillRuntime()
  const http = new Http({
    env: {},
    limiter: createLimiter({ concurrency: 5, runtime }),
    meter: createMeter(1, 'test', allowance),
    signal: new AbortController().signal,
    monotonic: () => 0,
    ...options,
  })
  open.push(http)
  return http
}

function get(url: string, deadlineMs: number | null = 5000): HttpRequest {
  return { method: 'GET', url, headers: {}, purpose: 'test', deadlineMs }
}

const text = (http: Http, url: string, deadlineMs?: number | null): Promise<string> =>
  http.exchange(get(url, deadlineMs), (answer) => answer.text())

test('gives headers and body', async () => {
  const url = await serve((_, response) => response.setHeader('x-kind', 'plain').end('hello'))
  const seen = await client().exchange(get(url), async (answer) => [
    answer.status,
    answer.headers.get('x-kind'),
    await answer.text(),
  ])
  expect(seen).toEqual([200, 'plain', 'hello'])
})

test.each<[string, RequestListener]>([
  ['dropped before an answer', (_, response) => response.destroy()],
  [
    'cut off in the middle',
    (_, response) => {
      response.writeHead(200, { 'content-length': '100' })
      response.write('half', () => response.destroy())
    },
  ],
])('a connection %s is a network error without the address', async (_, listener) => {
  const url = await serve(listener)
  const error = await text(client(), `${url}/secret-path?token=abc`).catch((caught: unknown) => caught)
  expect(error).toBeInstanceOf(NetworkError)
  expect((error as NetworkError).code).toBe('UND_ERR_SOCKET')
  expect((error as NetworkError).message).not.toContain('secret-path')
})

test('a refused connection says so', async () => {
  const url = await serve((_, response) => response.end())
  await open.pop()?.[Symbol.asyncDispose]()
  await expect(text(client(), url)).rejects.toMatchObject({ name: 'NetworkError', code: 'ECONNREFUSED' })
})

test('the deadline covers the whole answer', async () => {
  const url = await serve((_, response) => response.writeHead(200).write('first'))
  await expect(text(client(), url, 50)).rejects.toMatchObject({ name: 'NetworkError', code: 'DEADLINE' })
})

test('a download without deadline may still not fall silent', async () => {
  const url = await serve((_, response) => response.writeHead(200).write('first'))
  const error = await text(client({ silenceMs: 50 }), url, null).catch((caught: unknown) => caught)
  expect(error).toMatchObject({ name: 'NetworkError', code: 'UND_ERR_BODY_TIMEOUT' })
})

test('an aborted signal ends a request under way with its own reason', async () => {
  const abort = new AbortController()
  const url = await serve(() => abort.abort(new Error('interrupted')))
  await expect(text(client({ signal: abort.signal }), url)).rejects.toThrow('interrupted')
})

test('redirects are not followed: the token would travel along', async () => {
  let elsewhere = 0
  const other = await serve((_, response) => response.end(String(++elsewhere)))
  const url = await serve((_, response) => response.writeHead(302, { location: other }).end())
  expect(await client().exchange(get(url), async (answer) => answer.status)).toBe(302)
  expect(elsewhere).toBe(0)
})

test('errors of the consumer are its own', async () => {
  const url = await serve((_, response) => response.end('x'))
  const own = Object.assign(new Error('disk full'), { code: 'ENOSPC' })
  await expect(client().exchange(get(url), () => Promise.reject(own))).rejects.toBe(own)
})

test('every exchange is metered, and none is made beyond the budget', async () => {
  let requests = 0
  const url = await serve((_, response) => response.end(String(++requests)))
  const meter = createMeter(0.5, 'test', allowance)
  const http = client({ meter })
  await text(http, url)
  meter.observe(5, 10)
  await expect(text(http, url)).rejects.toMatchObject({ code: 'QUOTA_REACHED' })
  expect(requests).toBe(1)
})

test.each([
  ['the proxy of the environment', {}, true],
  ['no proxy where NO_PROXY names the host', { NO_PROXY: '127.0.0.1' }, false],
  [
    'no proxy where no_proxy names host and port, and the list has others',
    { no_proxy: 'x.example, 127.0.0.1' },
    false,
  ],
  ['the proxy where NO_PROXY names another host', { NO_PROXY: 'x.example' }, true],
  ['no proxy at all with a star', { NO_PROXY: '*' }, false],
])('uses %s', async (_, exception, proxied) => {
  const target = await serve((_, response) => response.end('direct'))
  const proxy = await serve((_, response) => response.end('proxied'))
  for (const name of ['http_proxy', 'HTTP_PROXY']) {
    const http = client({ env: { [name]: proxy, ...exception } })
    expect(await text(http, target)).toBe(proxied ? 'proxied' : 'direct')
  }
})

test('proxy variables of the process itself do not count', async () => {
  const before = process.env.http_proxy
  process.env.http_proxy = 'http://127.0.0.1:1'
  try {
    const url = await serve((_, response) => response.end('direct'))
    expect(await text(client(), url)).toBe('direct')
  } finally {
    if (before === undefined) delete process.env.http_proxy
    else process.env.http_proxy = before
  }
})

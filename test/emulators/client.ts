/** What every emulated CRM announces. */
interface Announced {
  readonly url: string
  readonly accessToken: string
  readonly controlUrl: string
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: each test knows the shape that it asked for
  readonly json: any
}

export interface Ask {
  readonly body?: unknown
  readonly token?: string | null
  readonly headers?: Readonly<Record<string, string>>
}

/** One request as an outside program would send it. */
export async function ask(
  org: Pick<Announced, 'url' | 'accessToken'>,
  method: string,
  path: string,
  { body, token = org.accessToken, headers = {} }: Ask = {},
): Promise<Answer> {
  const raw = typeof body === 'string' || body instanceof URLSearchParams
  const response = await fetch(org.url + path, {
    method,
    redirect: 'manual',
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined || raw ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: raw ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json') === true && text !== ''
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: isJson ? JSON.parse(text) : undefined,
  }
}

/** A command to the control door. */
export async function control(
  org: Pick<Announced, 'controlUrl'>,
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer> {
  return ask({ url: org.controlUrl, accessToken: '' }, method, path, {
    token: null,
    ...(body === undefined ? {} : { body }),
  })
}

/** The newest dated version that this connector was tried with; each is supported for 18 months. */
export const apiVersion = '2026-09'
/** User provisioning and tokens have no newer version that is generally available. */
const olderVersion = '2026-03'

/** Paths of the SDK, which knows the numbered versions only, and what they are called in dated ones. */
const families: readonly (readonly [RegExp, string])[] = [
  [/^\/crm\/v[34]\/(objects|associations)(?=\/|$)/, `/crm/$1/${apiVersion}`],
  [
    /^\/crm\/v3\/(properties|owners|lists|pipelines|limits|property-validations)(?=\/|$)/,
    `/crm/$1/${apiVersion}`,
  ],
  [/^\/crm-object-schemas\/v3(?=\/|$)/, `/crm-object-schemas/${apiVersion}`],
  [/^\/account-info\/v3(?=\/|$)/, `/account-info/${apiVersion}`],
  [/^\/communication-preferences\/v4(?=\/|$)/, `/communication-preferences/${apiVersion}`],
  [/^\/settings\/v3\/users(?=\/|$)/, `/settings/users/${olderVersion}`],
  [/^\/oauth\/v1\/token(?=\/|$)/, `/oauth/${olderVersion}/token`],
]

/** Every path is written as the SDK writes it and goes through here, and only here, before it is sent. */
export function dated(path: string): string {
  const trimmed = path.replace(/\/+$/, '')
  const family = families.find(([pattern]) => pattern.test(trimmed))
  return family === undefined ? trimmed : trimmed.replace(...family)
}

/** The status that the SDK takes for success; it treats any other 2xx as a failure. */
const successes: readonly (readonly [method: string, path: RegExp, status: number])[] = [
  ['POST', /^\/crm\/v4\/associations\/[^/]+\/[^/]+\/batch\/create$/, 201],
  ['POST', /^\/crm\/v4\/associations\/[^/]+\/[^/]+\/batch\/(labels\/)?archive$/, 204],
  ['PUT', /^\/crm\/v4\/objects\/[^/]+\/[^/]+\/associations\/(?!default\/)[^/]+\/[^/]+$/, 201],
  ['DELETE', /^\/crm\/v4\/objects\//, 204],
  ['POST', /^\/crm\/v3\/objects\/[^/]+$/, 201],
  ['POST', /^\/crm\/v3\/objects\/[^/]+\/batch\/create$/, 201],
  ['POST', /^\/crm\/v3\/objects\/[^/]+\/batch\/archive$/, 204],
  ['DELETE', /^\/crm\/v3\/objects\//, 204],
]

/** Dated versions say 200 where numbered ones said 201 or 204; 207 stays, for it says that some failed. */
export function asSdkExpects(method: string, path: string, status: number): number {
  if (status < 200 || status > 299 || status === 207) return status
  const found = successes.find(([verb, pattern]) => verb === method && pattern.test(path.replace(/\/+$/, '')))
  return found?.[2] ?? status
}

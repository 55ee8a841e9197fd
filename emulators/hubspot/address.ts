const date = '(\\d{4}-\\d{2}(?:-beta)?)'

/** Where a version may stand in the addresses of each family, and what remains of them without it. */
const families: readonly (readonly [RegExp, string])[] = [
  [/^\/crm\/(v[34])\/objects(?=\/|$)/, '/crm/objects'],
  [new RegExp(`^/crm/objects/${date}(?=/|$)`), '/crm/objects'],
  [/^\/crm\/(v[34])\/associations(?=\/|$)/, '/crm/associations'],
  [/^\/crm\/associations\/(v4)(?=\/|$)/, '/crm/associations'],
  [new RegExp(`^/crm/associations/${date}(?=/|$)`), '/crm/associations'],
  [
    /^\/crm\/(v3)\/(?=(?:properties|owners|lists|pipelines|exports|limits|schemas|property-validations)(?:\/|$))/,
    '/crm/',
  ],
  [
    new RegExp(`^/crm/(?=(?:properties|owners|lists|pipelines|exports|limits|property-validations)/${date})`),
    '/crm/',
  ],
  [/^\/crm-object-schemas\/(v3)(?=\/|$)/, '/crm-object-schemas'],
  [new RegExp(`^/crm-object-schemas/${date}(?=/|$)`), '/crm-object-schemas'],
  [/^\/settings\/(v3)\/users(?=\/|$)/, '/settings/users'],
  [/^\/settings\/users\/(v3)(?=\/|$)/, '/settings/users'],
  [new RegExp(`^/settings/(?=(?:users|teams)/${date})`), '/settings/'],
  [/^\/account-info\/(v3)(?=\/|$)/, '/account-info'],
  [new RegExp(`^/account-info/${date}(?=/|$)`), '/account-info'],
  [/^\/communication-preferences\/(v[34])(?=\/|$)/, '/communication-preferences'],
  [new RegExp(`^/communication-preferences/${date}(?=/|$)`), '/communication-preferences'],
  [/^\/oauth\/(v[123])(?=\/|$)/, '/oauth'],
  [new RegExp(`^/oauth/${date}(?=/|$)`), '/oauth'],
]

export interface Address {
  /** Without version and trailing slash. */
  readonly path: string
  readonly version: string
}

/** `undefined`: no family of addresses begins like this. */
export function readAddress(path: string): Address | undefined {
  for (const [pattern, plain] of families) {
    const found = path.match(pattern)
    const version = found?.[1]
    if (found === null || version === undefined) continue
    const rest = path.slice(found[0].length)
    const joined = plain.endsWith('/') ? `${plain}${rest.replace(`/${version}`, '')}` : `${plain}${rest}`
    return { path: joined.replace(/\/+$/, ''), version }
  }
  return undefined
}

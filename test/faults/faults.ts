import type { FaultAction } from '../../emulators/faults.ts'
import type { Crm } from './site.ts'

/** One thing that goes wrong with a request. */
export interface Fault {
  readonly name: string
  readonly action: FaultAction
  /** It may also go on, with every request that follows. */
  readonly lasts: boolean
  /** What makes a difference only where something was carried out, or not. */
  readonly writesOnly: boolean
}

type Variant = Omit<Fault, 'name' | 'writesOnly'> & { readonly name: string; readonly writesOnly?: boolean }

/** All faults that the emulator of a CRM knows; another one in its code is another one here, or does not compile. */
export function faultsOf({ name, presets }: Crm): readonly Fault[] {
  const kinds: Readonly<Record<FaultAction['kind'], readonly Variant[]>> = {
    preset: presets.map((preset) => ({
      name: preset,
      action: { kind: 'preset', preset },
      lasts: lasting.has(preset),
      writesOnly: preset.endsWith(afterCommit),
    })),
    drop: [
      { name: 'connection dropped', action: { kind: 'drop', when: 'before' }, lasts: true },
      {
        name: `connection dropped${afterCommit}`,
        action: { kind: 'drop', when: 'after' },
        lasts: false,
        writesOnly: true,
      },
    ],
    hang: [
      { name: 'no answer', action: { kind: 'hang', when: 'before' }, lasts: true },
      {
        name: `no answer${afterCommit}`,
        action: { kind: 'hang', when: 'after' },
        lasts: false,
        writesOnly: true,
      },
    ],
    // Among the kills, where what follows is another command.
    late: [],
    delay: [{ name: 'late answer', action: { kind: 'delay', milliseconds: 1, when: 'after' }, lasts: false }],
    truncate: [{ name: 'answer cut off', action: { kind: 'truncate', bytes: 5 }, lasts: false }],
    slow: [
      { name: 'slow answer', action: { kind: 'slow', bytesPerChunk: 65_536, milliseconds: 0 }, lasts: false },
    ],
    answer: answers[name],
  }
  return Object.values(kinds)
    .flat()
    .map((variant) => ({ writesOnly: false, ...variant }))
}

export const afterCommit = '-after-commit'

/** One of each class also goes on: what others of it do then is the same. */
const lasting: ReadonlySet<string> = new Set([
  'bad-gateway',
  'daily-limit',
  'daily-quota',
  'expired-session',
  'expired-token',
  'row-lock',
  'locked',
])

const answer = (
  name: string,
  status: number,
  body: unknown,
  {
    lasts = false,
    headers = {},
  }: { readonly lasts?: boolean; readonly headers?: Readonly<Record<string, string>> } = {},
): Variant => ({ name, action: { kind: 'answer', answer: { status, body, headers } }, lasts })

const isJson = { 'content-type': 'application/json' }

const common: readonly Variant[] = [
  answer('broken JSON', 200, '{"results":[{"id":', { headers: isJson, lasts: true }),
  answer('other JSON', 200, { something: 'else' }),
  answer('no content', 200, '', { headers: isJson }),
  answer('not found', 404, { message: 'not found' }),
  answer('too many requests', 429, { message: 'slow down' }, { headers: { 'retry-after': '3' } }),
  answer('redirect to a login page', 302, '', { headers: { location: 'https://login.example/' } }),
]

const answers: Readonly<Record<Crm['name'], readonly Variant[]>> = {
  salesforce: [
    ...common,
    answer('broken XML', 200, '<?xml version="1.0"?><soapenv:Envelope><soapenv:Body><mergeResp', {
      headers: { 'content-type': 'text/xml;charset=UTF-8' },
    }),
    answer('refused', 400, [{ errorCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'no' }], {
      lasts: true,
    }),
  ],
  hubspot: [
    ...common,
    answer('refused', 400, { status: 'error', category: 'VALIDATION_ERROR', message: 'no' }, { lasts: true }),
    answer('refused in part (207)', 207, {
      status: 'COMPLETE',
      results: [],
      numErrors: 1,
      errors: [{ status: 'error', category: 'VALIDATION_ERROR', message: 'no' }],
    }),
    answer('maintenance page', 200, '<!DOCTYPE html><html><body>maintenance</body></html>', {
      headers: { 'content-type': 'text/html' },
    }),
  ],
}

import type { FaultAction } from '../../faults.ts'
import type { Incoming, Outgoing } from '../../wire.ts'
import { asAnswer, html, json, missingScopes } from '../answer.ts'
import type { Tokens } from '../auth/tokens.ts'
import { type Policy, tooMany } from '../limits/quota.ts'
import { ApiError } from '../org.ts'

const groupName = 'publicapi:private-app-api-calls'

const errors: Readonly<Record<string, () => ApiError>> = {
  'burst-limit': () => limit('TEN_SECONDLY_ROLLING'),
  'secondly-limit': () => limit('SECONDLY'),
  'daily-limit': () => limit('DAILY'),
  locked: () => new ApiError(423, 'LOCKED', 'The resource is currently locked. Please try again later.'),
  migration: () =>
    new ApiError(477, 'MIGRATION_IN_PROGRESS', 'The account is being moved to another data centre.', {
      headers: { 'retry-after': '60' },
    }),
  'expired-token': () =>
    new ApiError(
      401,
      'EXPIRED_AUTHENTICATION',
      'The OAuth token used to make this call expired 0 second(s) ago.',
    ),
  'missing-scopes': () => missingScopes(['crm.objects.contacts.read']),
  'merge-limit': () => new ApiError(414, 'VALIDATION_ERROR', 'The merge limit of this record was exceeded.'),
  'internal-error': () => new ApiError(500, 'INTERNAL_ERROR', 'internal error'),
}

/** Pages of the machines in front of HubSpot: no JSON, no correlation id. */
const pages: Readonly<Record<string, number>> = {
  'bad-gateway': 502,
  'service-unavailable': 503,
  'gateway-timeout': 504,
  'web-server-down': 521,
  'connection-timed-out': 522,
  'origin-unreachable': 523,
  'timeout-occurred': 524,
}

/** The same, but only after the call was carried out: what was asked for has happened. */
const afterCommit = '-after-commit'

export const presetNames: readonly string[] = [
  ...Object.keys(errors),
  ...Object.keys(pages),
  ...Object.keys(pages).map((name) => `${name}${afterCommit}`),
]

/** The answer given instead of the account's; `undefined` for actions that give none, or one only afterwards. */
export function presetAnswer(tokens: Tokens, action: FaultAction, incoming: Incoming): Outgoing | undefined {
  if (action.kind !== 'preset' || action.preset.endsWith(afterCommit)) return undefined
  const status = pages[action.preset]
  if (status !== undefined) return page(status)
  const error = errors[action.preset]
  if (error === undefined) return undefined
  if (action.preset === 'expired-token') expireCaller(tokens, incoming)
  return asAnswer(error())
}

/** What the client hears of a call that was carried out. */
export function answerAfterCommit(actions: readonly FaultAction[], outgoing: Outgoing): Outgoing {
  for (const action of actions) {
    if (action.kind !== 'preset' || !action.preset.endsWith(afterCommit)) continue
    const status = pages[action.preset.slice(0, -afterCommit.length)]
    if (status !== undefined) return page(status)
  }
  return outgoing
}

function limit(policy: Policy): ApiError {
  return tooMany(policy, groupName)
}

function page(status: number): Outgoing {
  if (status < 520) return html(status, `<html><head><title>${status}</title></head><body></body></html>`)
  return json(status, { status: 'error', message: `error code: ${status}` })
}

/** The token really ends: using it again goes on failing. */
function expireCaller(tokens: Tokens, { headers }: Incoming): void {
  const token = headers.authorization?.match(/^Bearer\s+(\S+)$/i)?.[1]
  tokens.end(token ?? '')
}

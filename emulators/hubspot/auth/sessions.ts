import type { Clock } from '../../clock.ts'
import type { Sessions } from '../door.ts'
import { ApiError } from '../org.ts'
import type { Tokens } from './tokens.ts'

const unknown =
  'Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview'

/** A token that ran out is told from one that never was. */
export function createSessions(tokens: Tokens, clock: Clock): Sessions {
  return {
    authenticate({ headers }) {
      const token = headers.authorization?.match(/^Bearer\s+(\S+)$/i)?.[1]
      const found = tokens.find(token ?? '')
      if (found.state === 'live') return found.session
      if (found.state === 'unknown') throw new ApiError(401, 'INVALID_AUTHENTICATION', unknown)
      const age = describeAge(clock.now().getTime() - found.at)
      throw new ApiError(
        401,
        'EXPIRED_AUTHENTICATION',
        `The OAuth token used to make this call expired ${age} ago.`,
        {
          context: { 'expire time': [new Date(found.at).toISOString()] },
        },
      )
    },
  }
}

function describeAge(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000)
  if (seconds < 60) return `${seconds} second(s)`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} minute(s)`
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} hour(s)`
  return `${Math.floor(seconds / 86_400)} day(s)`
}

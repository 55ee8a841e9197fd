import type { Clock } from '../../clock.ts'
import { ApiError, type Session, type Tier } from '../org.ts'
import { dayOf, nextMidnight } from './day.ts'
import { createWindow, type Window } from './window.ts'

interface Allowances {
  /** In ten seconds, of each private app or service key. */
  readonly burst: number
  /** In ten seconds, of each OAuth app. */
  readonly oauthBurst: number
  /** In a second, of the account. */
  readonly search: number
  /** A day, of the account. */
  readonly daily: number
}

const burstOf: Readonly<Record<Tier, number>> = {
  free: 100,
  starter: 100,
  professional: 190,
  enterprise: 190,
}
const dailyOf: Readonly<Record<Tier, number>> = {
  free: 250_000,
  starter: 250_000,
  professional: 625_000,
  enterprise: 1_000_000,
}

export function allowancesOf(tier: Tier): Allowances {
  return { burst: burstOf[tier], oauthBurst: 110, search: 5, daily: dailyOf[tier] }
}

interface DailyUsage {
  readonly limit: number
  readonly used: number
  readonly resetsAt: Date
}

export interface Limits {
  /** Counts one call and says the rate headers of its answer; throws the 429 when there is no room. */
  readonly take: (session: Session, kind?: 'search') => Readonly<Record<string, string>>
  readonly daily: () => DailyUsage
  readonly allowances: () => Allowances
  readonly allow: (changes: Partial<Allowances>) => void
  /** As if that much of the day had been used by others. */
  readonly pretendUsed: (calls: number) => void
  /** Calls that these limits, and no fault rule, answered with 429. */
  readonly refused: () => number
  /** Forgets the bursts, not the day. */
  readonly rest: () => void
}

interface Asked {
  readonly key: string
  readonly span: number
  readonly most: number
  readonly policy: Policy
  readonly group: string
  /** Says nothing of itself in headers. */
  readonly silent: boolean
  /** Says how much of the day is left, too. */
  readonly ofDay: boolean
}

/**
 * Bursts roll by real time, also under a frozen clock; the day is the account's own.
 * A refused call takes no room.
 */
export function createLimits(
  clock: Clock,
  timeZone: string,
  initial: Allowances,
  ticks: () => number = () => performance.now(),
): Limits {
  let allowed = initial
  let refused = 0
  const day = createDay(clock, timeZone)
  const windows = new Map<string, Window>()
  const takeOf = (asked: Asked) => {
    const window = windows.get(asked.key) ?? createWindow(asked.span)
    windows.set(asked.key, window)
    const now = ticks()
    const inside = window.count(now)
    const policy = inside >= asked.most ? asked.policy : day.used() >= allowed.daily ? 'DAILY' : undefined
    if (policy === undefined) {
      window.add(now)
      day.set(day.used() + 1)
    } else refused += 1
    const left = Math.max(0, asked.most - inside - (policy === undefined ? 1 : 0))
    const ofDay = asked.ofDay ? ([allowed.daily, day.used()] as const) : undefined
    const headers = asked.silent ? {} : rateHeaders(asked.most, left, ofDay)
    if (policy !== undefined) throw tooMany(policy, asked.group, headers)
    return headers
  }
  return {
    take: (session, kind) => takeOf(askedBy(session, kind, allowed)),
    daily: () => ({ limit: allowed.daily, used: day.used(), resetsAt: nextMidnight(clock.now(), timeZone) }),
    allowances: () => allowed,
    allow: (changes) => {
      allowed = { ...allowed, ...changes }
    },
    pretendUsed: day.set,
    refused: () => refused,
    rest: () => windows.clear(),
  }
}

/** Calls of the account's present day. */
function createDay(clock: Clock, timeZone: string) {
  let day = ''
  let used = 0
  const turn = () => {
    const today = dayOf(clock.now(), timeZone)
    if (today !== day) used = 0
    day = today
  }
  return {
    used: () => {
      turn()
      return used
    },
    set: (calls: number) => {
      turn()
      used = calls
    },
  }
}

function askedBy({ kind, appId }: Session, limit: 'search' | undefined, allowed: Allowances): Asked {
  const oauth = kind === 'oauth'
  const group = `publicapi:${oauth ? 'app' : 'private-app'}-api-calls`
  if (limit === 'search')
    return {
      key: 'search',
      span: 1000,
      most: allowed.search,
      policy: 'SECONDLY',
      group: `${group}-search:${appId}`,
      silent: true,
      ofDay: false,
    }
  return {
    key: `app ${appId}`,
    span: 10_000,
    most: oauth ? allowed.oauthBurst : allowed.burst,
    policy: 'TEN_SECONDLY_ROLLING',
    group: `${group}-ten-secondly:${appId}`,
    silent: false,
    ofDay: !oauth,
  }
}

function rateHeaders(
  most: number,
  left: number,
  day: readonly [limit: number, used: number] | undefined,
): Record<string, string> {
  return {
    'x-hubspot-ratelimit-max': String(most),
    'x-hubspot-ratelimit-remaining': String(left),
    'x-hubspot-ratelimit-interval-milliseconds': '10000',
    'x-hubspot-ratelimit-secondly': String(Math.floor(most / 10)),
    'x-hubspot-ratelimit-secondly-remaining': String(Math.min(left, Math.max(0, Math.floor(most / 10) - 1))),
    ...(day === undefined
      ? {}
      : {
          'x-hubspot-ratelimit-daily': String(day[0]),
          'x-hubspot-ratelimit-daily-remaining': String(Math.max(0, day[0] - day[1])),
        }),
  }
}

export type Policy = 'TEN_SECONDLY_ROLLING' | 'SECONDLY' | 'DAILY'

const words: Readonly<Record<Policy, string>> = {
  TEN_SECONDLY_ROLLING: 'ten_secondly_rolling',
  SECONDLY: 'secondly',
  DAILY: 'daily',
}

/** The 429 of each policy, worded as HubSpot does; it says no time after which to come back. */
export function tooMany(
  policyName: Policy,
  groupName: string,
  headers: Readonly<Record<string, string>> = {},
): ApiError {
  return new ApiError(429, '', `You have reached your ${words[policyName]} limit.`, {
    extra: { errorType: 'RATE_LIMIT', policyName, groupName },
    headers,
  })
}

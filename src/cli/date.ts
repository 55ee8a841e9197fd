import { exitCodes, KitError } from '../kit/index.ts'

/** `2026-11-01` or a full ISO 8601 date and time, as ISO 8601 in UTC. */
export function parseDate(text: string, flag: string): string {
  const date = /^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:?\d\d)?)?$/.test(text)
    ? new Date(text)
    : new Date(Number.NaN)
  if (!Number.isNaN(date.getTime())) return date.toISOString()
  throw new KitError('USAGE', `${flag} ${text} is not a date.`, {
    exit: exitCodes.usage,
    actions: ['Write it as 2026-11-01 or 2026-11-01T09:00:00Z'],
  })
}

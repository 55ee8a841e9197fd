import type { Clock } from '../org.ts'

/** `2026-01-31T09:00:00.000+0000`, how the platform writes moments; also how they are stored, for they sort as text. */
export function moment(date: Date): string {
  return `${date.toISOString().slice(0, 19)}.000+0000`
}

export function now(clock: Clock): string {
  return moment(clock.now())
}

/** Any ISO moment to the stored form; null when it is none. */
export function toMoment(text: string): string | null {
  if (/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.000\+0000$/.test(text)) return text
  if (!/^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/.test(text)) return null
  const iso = text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2')
  const zoned = /(Z|[+-]\d{2}:\d{2})$/.test(iso) || !iso.includes('T') ? iso : `${iso}Z`
  const date = new Date(zoned)
  return Number.isNaN(date.getTime()) ? null : moment(date)
}

export function toDate(text: string): string | null {
  const day = /^(\d{4}-\d{2}-\d{2})(T.*)?$/.exec(text)?.[1]
  if (day === undefined) return null
  const date = new Date(`${day}T00:00:00Z`)
  return Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== day ? null : day
}

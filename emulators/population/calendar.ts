import { firstAbove, type Random } from './random.ts'

/** Working time of an org: few things happen at night, at weekends, in August and at Christmas. */
export interface Calendar {
  /** First day of the org's history, milliseconds. */
  readonly start: number
  readonly asOf: number
  /** The moment at this share (0…1) of all that ever happened; later shares are never on an earlier day. */
  readonly at: (share: number, random: Random) => number
  /** A moment of activity between the two, never after the as-of date. */
  readonly between: (from: number, to: number, random: Random) => number
  /** That day at office hours. */
  readonly officeHours: (day: number, random: Random) => number
  /** Days on which a list was loaded in bulk. */
  readonly importDay: (moment: number) => boolean
}

export const day = 86_400_000
const years = 7
const seasons = [0.95, 1.05, 1.15, 1.0, 1.05, 1.1, 0.85, 0.6, 1.1, 1.15, 1.1, 0.7]

export function calendar(asOf: Date): Calendar {
  const end = asOf.getTime()
  const firstDay = Math.floor(end / day) - years * 365
  const days = Math.floor(end / day) - firstDay
  const cumulative = new Float64Array(days)
  let total = 0
  for (let index = 0; index < days; index++) {
    total += weightOf(firstDay + index, index / days)
    cumulative[index] = total
  }
  const start = firstDay * day
  const before = (moment: number): number => {
    const index = Math.min(days - 1, Math.max(0, Math.floor(moment / day) - firstDay))
    return index === 0 ? 0 : (cumulative[index - 1] as number)
  }
  const dayAt = (amount: number): number => (firstDay + firstAbove(cumulative, amount)) * day
  return {
    start,
    asOf: end,
    at: (share, random) => officeHours(dayAt(share * total), random),
    between(from, to, random) {
      const last = Math.min(to, end)
      if (last - from < 2 * day) return Math.floor(from + random.next() * Math.max(0, last - from))
      const low = before(from + day)
      const high = Math.max(low, before(last))
      return Math.min(last, officeHours(dayAt(low + random.next() * (high - low)), random))
    },
    officeHours,
    importDay: (moment) => isImportDay(Math.floor(moment / day)),
  }
}

function weightOf(dayNumber: number, age: number): number {
  const weekday = (dayNumber + 4) % 7
  const month = new Date(dayNumber * day).getUTCMonth()
  const week = weekday === 0 ? 0.03 : weekday === 6 ? 0.06 : weekday === 5 ? 0.85 : 1
  const season = seasons[month] as number
  return week * season * (0.5 + age) + (isImportDay(dayNumber) ? 8 : 0)
}

/** Every 97th day, moved off the weekend by its remainder. */
function isImportDay(dayNumber: number): boolean {
  const weekday = (dayNumber + 4) % 7
  return dayNumber % 97 === 13 && weekday !== 0 && weekday !== 6
}

/** Two humps, before and after lunch, with a thin tail in the evening; UTC. */
function officeHours(dayStart: number, random: Random): number {
  const midnight = Math.floor(dayStart / day) * day
  if (random.chance(0.04)) return midnight + random.int(day)
  const hump = random.chance(0.55) ? 9.8 : 14.9
  const hour = hump + (random.next() + random.next() - 1) * 2.6
  return midnight + Math.floor(hour * 3_600_000)
}

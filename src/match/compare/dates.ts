import type { Comparison } from '../../kit/index.ts'
import type { Level } from '../comparator.ts'
import { encode, rarityOf } from '../kernel/coded.ts'
import { defineKind } from '../kernel/kind.ts'
import { sharedIntsOf } from '../kernel/shared.ts'

const dateLevels = [
  { name: 'same', m: 0.76, u: 5e-4 },
  { name: 'typing error', m: 0.08, u: 1e-3 },
  { name: 'as far as known', m: 0.03, u: 3e-3 },
  { name: 'same day of another year', m: 0.02, u: 3e-3 },
  { name: 'same month', m: 0.02, u: 2e-3, differs: true },
  { name: 'same year', m: 0.03, u: 0.015, conflict: true },
  { name: 'different', m: 0.06, u: 0.9755, conflict: true },
] as const satisfies readonly Level[]

/** Where the rule allows days between, they are as usual as none. */
const tolerantDates = [
  { name: 'same', m: 0.5, u: 1e-3 },
  { name: 'near', m: 0.44, u: 0.02 },
  { name: 'different', m: 0.06, u: 0.979, conflict: true },
] as const satisfies readonly Level[]

interface PackedDates {
  readonly place: number
  /** By date: year, month and day as one number, `19900504`; month and day may be 0. */
  readonly digits: Int32Array
  readonly rarity: Float32Array
  readonly days: number
}

export const dateKind = defineKind<Extract<Comparison, { type: 'date' }>, PackedDates>({
  encode: ({ field, days = 0 }, from) => {
    const dates: DateParts[] = [nothing]
    const day = (text: string): string => text
    const { codes, counts } = encode(from.column(field), dayOf, day, (text) => dates.push(partsOf(text)))
    const vague = days === 0 && firstOfJanuaryIsVague(dates, counts)
    const known = vague ? dates.map(withoutFirstOfJanuary) : dates
    return {
      place: from.line(codes),
      digits: sharedIntsOf(known.map(digitsOf)),
      rarity: rarityOf(counts),
      days,
    }
  },
  open: (name, { place, digits, rarity, days }, { codes, width }) => {
    const dates = Array.from(digits, datesOf) // as many as there are days: tens of thousands at most
    return {
      name,
      levels: days === 0 ? dateLevels : tolerantDates,
      mostRarity: 4,
      level: (a, b) => {
        const codeA = codes[a * width + place] as number
        const codeB = codes[b * width + place] as number
        if (codeA === 0 || codeB === 0) return 0
        const one = dates[codeA] as DateParts
        const other = dates[codeB] as DateParts
        if (days > 0) return codeA === codeB ? 1 : Math.abs(one.number - other.number) <= days ? 2 : 3
        return dateLevel(one, other)
      },
      rarity: (a, _b, level) => (level === 1 ? (rarity[codes[a * width + place] as number] as number) : 0),
    }
  },
})

/** A date, or what is known of it: month and day may be 0. */
export interface DateParts {
  readonly year: number
  readonly month: number
  readonly day: number
  /** Days since 1970. */
  readonly number: number
}

const nothing: DateParts = { year: 0, month: 0, day: 0, number: 0 }

export function partsOf(day: string): DateParts {
  const [year = 0, month = 0, date = 0] = day === '' ? [] : day.split('-').map(Number)
  return { year, month, day: date, number: day === '' ? 0 : Date.parse(day) / 86_400_000 }
}

export function dateLevel(a: DateParts, b: DateParts): number {
  const sameYear = a.year === b.year
  if (a.month === 0 || b.month === 0) return sameYear ? (a.month === b.month ? 1 : 3) : 7
  const sameMonth = a.month === b.month
  if (a.day === 0 || b.day === 0) return sameYear ? (sameMonth ? (a.day === b.day ? 1 : 3) : 6) : 7
  if (sameYear && sameMonth && a.day === b.day) return 1
  if (isDateSlip(a, b)) return 2
  if (sameMonth && a.day === b.day) return 4
  return sameYear ? (sameMonth ? 5 : 6) : 7
}

/** One digit, two neighbouring digits swapped, or day and month swapped. */
function isDateSlip(a: DateParts, b: DateParts): boolean {
  if (a.year === b.year && a.month === b.day && a.day === b.month) return true
  const [one, other] = [digitsOf(a), digitsOf(b)]
  let differing = 0
  let first = -1
  for (let at = 0; at < 8; at++) {
    if (digit(one, at) === digit(other, at)) continue
    differing++
    if (first < 0) first = at
  }
  if (differing === 1) return true
  return (
    differing === 2 &&
    digit(one, first) === digit(other, first + 1) &&
    digit(one, first + 1) === digit(other, first)
  )
}

function digitsOf({ year, month, day }: DateParts): number {
  return year * 10_000 + month * 100 + day
}

function datesOf(digits: number): DateParts {
  const [year, month, day] = [Math.floor(digits / 10_000), Math.floor(digits / 100) % 100, digits % 100]
  const number = year === 0 ? 0 : Date.UTC(year, Math.max(0, month - 1), Math.max(1, day)) / 86_400_000
  return { year, month, day, number }
}

const powers = [1e7, 1e6, 1e5, 1e4, 1e3, 100, 10, 1]

function digit(digits: number, at: number): number {
  return Math.floor(digits / (powers[at] ?? 1)) % 10
}

/** Share of dates on 1 January from which it stands for a year whose day nobody knew. */
const vagueFrom = 0.02

function firstOfJanuaryIsVague(dates: readonly DateParts[], counts: Int32Array): boolean {
  let all = 0
  let first = 0
  for (let code = 1; code < counts.length; code++) {
    const { month, day } = dates[code] ?? nothing
    all += counts[code] ?? 0
    if (month === 1 && day === 1) first += counts[code] ?? 0
  }
  return all >= 100 && first / all >= vagueFrom
}

function withoutFirstOfJanuary(date: DateParts): DateParts {
  return date.month === 1 && date.day === 1 ? { ...date, month: 0, day: 0 } : date
}

/** `1990-05-04`, or `1990-05` and `1990` of a date that is known so far; null when the text is no date. */
export function dayOf(text: string): string | null {
  const trimmed = text.trim()
  const compact = /^(\d{4})(\d\d)(\d\d)$/.exec(trimmed)
  if (compact !== null) return valid(`${compact[1]}-${compact[2]}-${compact[3]}`)
  const turned = /^(\d{1,2})([./-])(\d{1,2})\2(\d{4})\b/.exec(trimmed)
  if (turned !== null) return valid(inOrder(turned))
  const iso = /^\d{4}(?:-\d\d(?:-\d\d)?)?/.exec(trimmed)
  return iso === null ? valid(trimmed.slice(0, 10)) : valid(iso[0])
}

/** Dots and a day over 12 tell that the day stands first; else it is read as month, day, year. */
function inOrder([, one = '', sign = '', other = '', year = '']: readonly string[]): string {
  const dayFirst = sign === '.' || Number(one) > 12
  const [month, day] = dayFirst ? [other, one] : [one, other]
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
}

function valid(day: string): string | null {
  return /^\d{4}/.test(day) && !Number.isNaN(Date.parse(day)) ? day : null
}

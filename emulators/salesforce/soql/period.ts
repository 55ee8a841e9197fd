/** First day and the day after the last, both `YYYY-MM-DD`. */
export interface Period {
  readonly from: string
  readonly until: string
}

type Unit = 'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR'

function text(date: Date): string {
  return date.toISOString().slice(0, 10)
}

/** The first day of the unit that is `step` units away from today's. */
function start(today: Date, unit: Unit, step: number): Date {
  const [year, month, day] = [today.getUTCFullYear(), today.getUTCMonth(), today.getUTCDate()]
  if (unit === 'DAY') return new Date(Date.UTC(year, month, day + step))
  if (unit === 'WEEK') return new Date(Date.UTC(year, month, day - today.getUTCDay() + 7 * step))
  if (unit === 'MONTH') return new Date(Date.UTC(year, month + step, 1))
  if (unit === 'QUARTER') return new Date(Date.UTC(year, 3 * (Math.floor(month / 3) + step), 1))
  return new Date(Date.UTC(year + step, 0, 1))
}

function span(today: Date, unit: Unit, first: number, last: number): Period {
  return { from: text(start(today, unit, first)), until: text(start(today, unit, last + 1)) }
}

/** `LAST_N_DAYS:n` ends with today; the longer units leave the current one out. */
function counted(today: Date, direction: string, unit: Unit, n: number): Period {
  if (direction === 'AGO') return span(today, unit, -n, -n)
  if (unit === 'DAY') return direction === 'LAST' ? span(today, unit, -n, 0) : span(today, unit, 1, n)
  return direction === 'LAST' ? span(today, unit, -n, -1) : span(today, unit, 1, n)
}

/** The days that a date literal covers, seen from the clock; weeks begin on Sunday, fiscal years in January. */
export function periodOf(literal: string, today: Date): Period | undefined {
  const word = literal.toUpperCase().replace('FISCAL_', '')
  if (word === 'TODAY') return span(today, 'DAY', 0, 0)
  if (word === 'YESTERDAY') return span(today, 'DAY', -1, -1)
  if (word === 'TOMORROW') return span(today, 'DAY', 1, 1)
  if (word === 'LAST_90_DAYS') return span(today, 'DAY', -90, 0)
  if (word === 'NEXT_90_DAYS') return span(today, 'DAY', 1, 90)
  const single = /^(LAST|THIS|NEXT)_(WEEK|MONTH|QUARTER|YEAR)$/.exec(word)
  if (single) {
    const step = single[1] === 'LAST' ? -1 : single[1] === 'NEXT' ? 1 : 0
    return span(today, single[2] as Unit, step, step)
  }
  const ranged = /^(LAST|NEXT)_N_(DAY|WEEK|MONTH|QUARTER|YEAR)S:(\d+)$/.exec(word)
  if (ranged) return counted(today, ranged[1] ?? '', ranged[2] as Unit, Number(ranged[3]))
  const past = /^N_(DAY|WEEK|MONTH|QUARTER|YEAR)S_AGO:(\d+)$/.exec(word)
  return past ? counted(today, 'AGO', past[1] as Unit, Number(past[2])) : undefined
}

const hour = 60 * 60 * 1000

const formats = new Map<string, Intl.DateTimeFormat>()

/** `YYYY-MM-DD` of the moment in that zone. */
export function dayOf(moment: Date, timeZone: string): string {
  const format = formats.get(timeZone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' })
  formats.set(timeZone, format)
  return format.format(moment)
}

/** The first moment of the next day in that zone, to the minute; days may have 23 or 25 hours. */
export function nextMidnight(moment: Date, timeZone: string): Date {
  const today = dayOf(moment, timeZone)
  const minute = 60 * 1000
  let low = Math.floor(moment.getTime() / minute)
  let high = low + (26 * hour) / minute
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (dayOf(new Date(middle * minute), timeZone) === today) low = middle
    else high = middle
  }
  return new Date(high * minute)
}

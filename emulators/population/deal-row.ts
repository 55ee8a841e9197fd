import { type Calendar, day } from './calendar.ts'
import { type DealErrorKind, dealErrors } from './errors/kinds.ts'
import { type Random, random, Stream } from './random.ts'

type DealKind = 'new' | 'renewal' | 'extension' | 'donation'

/** Which rows a company or household has, before they are filled in. */
export interface DealSlot {
  /** Number of the deal in the world, within its unit. */
  readonly entity: number
  readonly kind: DealKind
  /** Deals of one series look alike year after year and are different deals. */
  readonly series: number
  readonly period: number
  readonly repeats: number
  readonly copy: number
}

export interface DealRow {
  readonly slot: DealSlot
  readonly name: string
  readonly amount: number | null
  readonly outcome: 'open' | 'won' | 'lost'
  /** 0 first talk … 4 signature; only of interest while open. */
  readonly stage: number
  readonly createdAt: number
  /** ISO date. */
  readonly closeDate: string
  readonly otherOwner: boolean
  readonly otherCompanyRow: boolean
  readonly errors: readonly DealErrorKind[]
  readonly source: Random
}

export const dealsTwice = 0.07
const products = [
  'Platform',
  'Support Plan',
  'Licences',
  'Consulting',
  'Training',
  'Maintenance',
  'Equipment',
  'Fleet',
  'Hardware',
  'Onboarding',
  'Audit',
  'Warranty',
]

/** `room`: years since the unit has been known. */
export function dealPlan(
  seed: number,
  unit: number,
  donor: boolean,
  activity: number,
  room: number,
): readonly DealSlot[] {
  const source = random(seed, Stream.deals, unit)
  const slots: DealSlot[] = []
  const wanted = Math.floor(source.next() ** 2 * 2.6 * activity + source.next() * 0.8)
  let entity = 0
  for (let series = 0; series < wanted; series++) {
    const repeats = Math.min(1 + Math.floor(room), source.chance(donor ? 0.6 : 0.3) ? 2 + source.int(4) : 1)
    for (let period = 0; period < repeats; period++) {
      const kind: DealKind = donor
        ? 'donation'
        : repeats > 1
          ? 'renewal'
          : source.chance(0.7)
            ? 'new'
            : 'extension'
      const copies = source.chance(dealsTwice) ? 2 : 1
      for (let copy = 0; copy < copies; copy++) slots.push({ entity, kind, series, period, repeats, copy })
      entity++
    }
  }
  return slots
}

export interface DealPlace {
  readonly unit: number
  readonly slots: readonly DealSlot[]
  readonly at: number
  readonly name: string
  readonly since: number
  readonly calendar: Calendar
}

export function dealRow(seed: number, place: DealPlace): DealRow {
  const slot = place.slots[place.at] as DealSlot
  const series = random(seed, Stream.deals, place.unit, 1 + slot.series)
  const product = series.pick(products)
  const base = Math.round(10 ** (2.6 + series.next() * 2.6) / 50) * 50
  const first = place.calendar.between(
    place.since,
    place.calendar.asOf - (slot.repeats - 1) * 365 * day,
    series,
  )
  const dated = series.chance(0.5)
  const own = random(seed, Stream.deals, place.unit, 100 + slot.entity)
  const createdAt = reflected(first + slot.period * 365 * day + own.int(20) * day, place.calendar.asOf)
  const year = new Date(createdAt).getUTCFullYear()
  const row: DealRow = {
    slot,
    name: dealName(slot, place.name, product, dated ? year : 0),
    amount: slot.kind === 'renewal' ? Math.round(base * (1 + slot.period * 0.03)) : base,
    ...progress(own, createdAt, place.calendar.asOf),
    createdAt,
    otherOwner: false,
    otherCompanyRow: false,
    errors: [],
    source: own,
  }
  return slot.copy === 0
    ? row
    : entered(row, random(seed, Stream.deals, place.unit, 10_000 + slot.entity), place, product)
}

function dealName(slot: DealSlot, name: string, product: string, year: number): string {
  if (slot.kind === 'donation') return `${name} Donation${year > 0 ? ` ${year}` : ''}`
  const what = slot.kind === 'renewal' ? `${product} Renewal` : product
  return `${name} - ${what}${slot.kind === 'renewal' && year > 0 ? ` ${year}` : ''}`
}

function progress(
  own: Random,
  createdAt: number,
  asOf: number,
): Pick<DealRow, 'outcome' | 'stage' | 'closeDate'> {
  const closes = createdAt + (15 + own.int(150)) * day
  const outcome = closes > asOf || own.chance(0.06) ? 'open' : own.chance(0.62) ? 'won' : 'lost'
  return { outcome, stage: own.int(5), closeDate: new Date(closes).toISOString().slice(0, 10) }
}

/** The same deal, entered by somebody else within weeks. */
function entered(row: DealRow, source: Random, place: DealPlace, product: string): DealRow {
  const hit = (kind: DealErrorKind): boolean => source.chance(dealErrors[kind].share)
  const errors: DealErrorKind[] = []
  const fresh = {
    ...row,
    source,
    createdAt: reflected(row.createdAt + source.int(40 * 24) * 3_600_000, place.calendar.asOf),
  }
  for (const kind of Object.keys(dealErrors) as DealErrorKind[]) {
    if (!hit(kind)) continue
    errors.push(kind)
    if (kind === 'name-changed') fresh.name = renamed(source, row, place.name, product)
    if (kind === 'amount-rounded')
      fresh.amount = row.amount === null ? null : Math.round(row.amount / 1000) * 1000 || row.amount
    if (kind === 'amount-lost') fresh.amount = null
    if (kind === 'close-date-moved') fresh.closeDate = shifted(row.closeDate, source.int(60) - 20)
    if (kind === 'stage-behind') Object.assign(fresh, { outcome: 'open', stage: source.int(3) })
  }
  return {
    ...fresh,
    otherOwner: errors.includes('other-owner'),
    otherCompanyRow: errors.includes('other-company-row'),
    errors,
  }
}

function renamed(source: Random, row: DealRow, name: string, product: string): string {
  const ways = [
    `${product} ${name}`,
    `${name} ${product}`,
    product,
    `${name} - ${product} (new)`,
    row.name.toUpperCase(),
    `${name}: ${product.toLowerCase()}`,
  ]
  return source.pick(ways)
}

function shifted(date: string, days: number): string {
  return new Date(Date.parse(date) + days * day).toISOString().slice(0, 10)
}

/** A time after `asOf` as far before it: cut off there, hundreds of deals would share one moment. */
function reflected(time: number, asOf: number): number {
  return time <= asOf ? time : 2 * asOf - time
}

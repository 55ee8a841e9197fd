import { type Calendar, day } from './calendar.ts'
import { type CaseErrorKind, caseErrors } from './errors/kinds.ts'
import { keyboardTypo } from './errors/typos.ts'
import { type Random, random, Stream } from './random.ts'

/** Which rows a company or household has, before they are filled in. */
export interface CaseSlot {
  readonly entity: number
  /** Cases of one series are the same trouble again, months later: different cases. */
  readonly series: number
  readonly period: number
  readonly repeats: number
  readonly copy: number
}

const channels = ['Email', 'Web', 'Phone', 'Chat'] as const

export interface CaseRow {
  readonly slot: CaseSlot
  readonly subject: string
  readonly text: string
  readonly channel: (typeof channels)[number]
  readonly priority: 'Low' | 'Medium' | 'High'
  readonly createdAt: number
  readonly closedAt: number | null
  /** Which of the unit's people opened it; null when nobody was linked. */
  readonly reporter: number | null
  readonly errors: readonly CaseErrorKind[]
  readonly source: Random
}

export const casesTwice = 0.08
const english: readonly (readonly [string, string])[] = [
  ['Cannot log in', 'The portal says that my password is wrong since this morning.'],
  ['Invoice {n} is wrong', 'The amount does not match our order. Please send a corrected invoice.'],
  ['Order {n} not delivered', 'We have been waiting for two weeks. Where is the delivery?'],
  ['Error message when exporting', 'The export stops at 40 % with an error. A screenshot is attached.'],
  ['Device {n} does not start', 'The device stays dark after the power cut.'],
  ['Question about the contract', 'When does our contract end, and what is the notice period?'],
  ['Change of address', 'We have moved. Please update our address for deliveries.'],
  ['Cancel order {n}', 'We ordered twice by mistake, please cancel this order.'],
]
const spanish: readonly (readonly [string, string])[] = [
  ['No puedo acceder', 'Desde esta mañana la contraseña no funciona.'],
  ['Factura {n} incorrecta', 'El importe no coincide con nuestro pedido.'],
  ['Pedido {n} no recibido', 'Llevamos dos semanas esperando. ¿Dónde está el envío?'],
  ['Avería del equipo {n}', 'El equipo no arranca después del corte de luz.'],
  ['Consulta sobre el contrato', '¿Cuándo vence el contrato y cuál es el plazo de preaviso?'],
  ['Cambio de dirección', 'Nos hemos mudado, actualicen por favor la dirección de entrega.'],
]

/** `room`: years since the unit has been known. */
export function casePlan(seed: number, unit: number, activity: number, room: number): readonly CaseSlot[] {
  const source = random(seed, Stream.cases, unit)
  const slots: CaseSlot[] = []
  const wanted = Math.floor(source.next() ** 2.5 * 3 * activity + source.next() * 0.6)
  let entity = 0
  for (let series = 0; series < wanted; series++) {
    const repeats = Math.min(1 + Math.floor(room * 3), source.chance(0.2) ? 2 + source.int(4) : 1)
    for (let period = 0; period < repeats; period++) {
      const copies = source.chance(casesTwice) ? (source.chance(0.15) ? 3 : 2) : 1
      for (let copy = 0; copy < copies; copy++) slots.push({ entity, series, period, repeats, copy })
      entity++
    }
  }
  return slots
}

export interface CasePlace {
  readonly unit: number
  readonly slots: readonly CaseSlot[]
  readonly at: number
  readonly spanish: boolean
  readonly people: number
  readonly since: number
  readonly calendar: Calendar
}

export function caseRow(seed: number, place: CasePlace): CaseRow {
  const slot = place.slots[place.at] as CaseSlot
  const series = random(seed, Stream.cases, place.unit, 1 + slot.series)
  const [title, words] = series.skewed(place.spanish ? spanish : english)
  const { calendar } = place
  const first = calendar.between(place.since, calendar.asOf - (slot.repeats - 1) * 120 * day, series)
  const reporter = series.int(Math.min(6, place.people))
  const own = random(seed, Stream.cases, place.unit, 100 + slot.entity)
  const createdAt = Math.min(
    calendar.asOf,
    first + slot.period * 120 * day - own.int(slot.period === 0 ? 1 : 50) * day + own.int(7_200_000),
  )
  const closedAt = createdAt + Math.floor(own.next() ** 3 * 30 * day) + 1_800_000
  const number = 10_000 + own.int(90_000)
  const row: CaseRow = {
    slot,
    subject: title.replace('{n}', String(number)),
    text: `${words}${own.chance(0.5) ? ` (${number})` : ''}`,
    channel: own.skewed(channels),
    priority: own.skewed(['Medium', 'Low', 'High'] as const),
    createdAt,
    closedAt: closedAt > calendar.asOf || own.chance(0.08) ? null : closedAt,
    reporter,
    errors: [],
    source: own,
  }
  return slot.copy === 0
    ? row
    : openedAgain(row, random(seed, Stream.cases, place.unit, 10_000 + slot.entity * 8 + slot.copy), calendar)
}

/** The customer writes again within hours because nobody has answered. */
function openedAgain(row: CaseRow, source: Random, calendar: Calendar): CaseRow {
  const fresh = {
    ...row,
    source,
    createdAt: Math.min(calendar.asOf, row.createdAt + 600_000 + Math.floor(source.next() ** 2 * 1.2 * day)),
  }
  const errors: CaseErrorKind[] = []
  for (const kind of Object.keys(caseErrors) as CaseErrorKind[]) {
    if (!source.chance(caseErrors[kind].share)) continue
    errors.push(kind)
    if (kind === 'subject-prefix')
      fresh.subject = `${source.pick(['Re: ', 'RE: ', 'Fwd: ', 'URGENT: ', 'RV: '])}${fresh.subject}`
    if (kind === 'subject-reworded')
      fresh.subject = `${fresh.subject}${source.pick([' - still waiting', '!!', ' (second mail)', ', please help'])}`
    if (kind === 'subject-typo') fresh.subject = keyboardTypo(source, fresh.subject)
    if (kind === 'other-channel') fresh.channel = source.pick(channels)
    if (kind === 'text-lost') fresh.text = ''
    if (kind === 'contact-lost') fresh.reporter = null
  }
  if (fresh.closedAt !== null && fresh.closedAt < fresh.createdAt)
    fresh.closedAt = Math.min(calendar.asOf, fresh.createdAt + 3_600_000)
  return { ...fresh, errors }
}

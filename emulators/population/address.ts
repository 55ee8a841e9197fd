import { cultureFacts } from './culture.ts'
import { type Culture, namePool } from './names/pools.ts'
import { mix, type Random } from './random.ts'

export interface Address {
  readonly street: string
  readonly city: string
  readonly state: string
  readonly postalCode: string
  readonly country: string
}

const usStates =
  'CA TX FL NY PA IL OH GA NC MI NJ VA WA AZ TN MA IN MO MD WI CO MN SC AL LA KY OR OK CT UT NV IA AR KS'.split(
    ' ',
  )
const mexicanStates = [
  'CDMX',
  'Jalisco',
  'Nuevo León',
  'Puebla',
  'Guanajuato',
  'Veracruz',
  'Querétaro',
  'Yucatán',
]
const usUnits = ['Suite', 'Ste', 'Unit', 'Floor']

export function address(random: Random, culture: Culture): Address {
  const pool = namePool(culture)
  const city = pool.city.draw(random)
  const place = [...city].reduce((sum, letter) => mix(sum + (letter.codePointAt(0) ?? 0)), 17)
  return {
    street: street(random, culture, random.skewed(pool.street)),
    city,
    state: stateOf(culture, place),
    postalCode: postalCode(random, culture, place),
    country: cultureFacts[culture].country,
  }
}

function street(random: Random, culture: Culture, name: string): string {
  const number = 1 + Math.floor(random.next() ** 2 * (culture === 'en-US' ? 4800 : 180))
  switch (culture) {
    case 'en-US':
      return `${number} ${name}${random.chance(0.12) ? `, ${random.pick(usUnits)} ${1 + random.int(400)}` : ''}`
    case 'en-GB':
      return `${number} ${name}`
    case 'es-ES':
      return `${random.skewed(['Calle', 'Avenida', 'Plaza', 'Paseo', 'Carretera'])} ${name}, ${number}${floor(random)}`
    case 'es-MX':
      return `${random.skewed(['Calle', 'Avenida', 'Calzada', 'Boulevard'])} ${name} ${number}`
    case 'de-DE':
      return `${name} ${number}`
    case 'fr-FR':
      return `${number} ${random.skewed(['rue', 'avenue', 'boulevard', 'place'])} ${name}`
    case 'it-IT':
      return `${random.skewed(['Via', 'Viale', 'Piazza', 'Corso'])} ${name}, ${number}`
    case 'pt-PT':
      return `${random.skewed(['Rua', 'Avenida', 'Travessa', 'Praça'])} ${name}, ${number}`
  }
}

function floor(random: Random): string {
  return random.chance(0.4)
    ? `, ${1 + random.int(9)}º ${random.pick(['A', 'B', 'C', 'D', 'Izq.', 'Dcha.'])}`
    : ''
}

function stateOf(culture: Culture, place: number): string {
  if (culture === 'en-US')
    return usStates[Math.floor(((place % 1000) ** 2 / 1_000_000) * usStates.length)] as string
  if (culture === 'es-MX') return mexicanStates[place % mexicanStates.length] as string
  return ''
}

function postalCode(random: Random, culture: Culture, place: number): string {
  const digits = (count: number, value: number): string => String(value % 10 ** count).padStart(count, '0')
  const district = random.int(20)
  if (culture === 'en-GB')
    return `${letter(place)}${letter(place >> 5)}${1 + (district % 19)} ${1 + random.int(9)}${letter(random.int(24))}${letter(random.int(24))}`
  if (culture === 'pt-PT')
    return `${1 + (place % 9)}${digits(3, district * 5)}-${digits(3, random.int(1000))}`
  if (culture === 'es-ES') return `${digits(2, 1 + (place % 52))}${digits(3, district)}`
  return `${digits(3, 10 + (place % 980))}${digits(2, district)}`
}

function letter(value: number): string {
  return 'ABCDEFGHJKLMNPRSTUVWXYZB'[Math.abs(value) % 24] as string
}

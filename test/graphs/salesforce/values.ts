import type { Chance } from '../chance.ts'
import type { Column } from './client.ts'

const words = [
  'Acme',
  'Zoë',
  'Müller & Sons',
  "O'Neill",
  'Łódź',
  '日本',
  'a;b',
  '<b>',
  '“quoted”',
  'x',
] as const

/** Something that the column takes; references are somebody else's. */
export function valueFor(column: Column, chance: Chance, unique: string): unknown {
  const { type, length, precision, scale, picklistValues } = column
  const options = picklistValues.filter(({ active }) => active).map(({ value }) => value)
  switch (type) {
    case 'boolean':
      return chance.is(0.5)
    case 'int':
      return chance.int(Math.min(10 ** precision, 2000))
    case 'double':
    case 'currency':
    case 'percent':
      return chance.int(Math.min(10 ** (precision - scale), 90)) + (scale > 0 ? 0.5 : 0)
    case 'date':
      return dayOf(chance)
    case 'datetime':
      return `${dayOf(chance)}T0${chance.int(10)}:30:00.000+0000`
    case 'time':
      return `0${chance.int(10)}:15:00.000Z`
    case 'email':
      return `${unique}@example.com`
    case 'phone':
      return `+49 30 555${chance.int(10_000)}`
    case 'url':
      return `https://${unique}.example.com`
    case 'base64':
      return Buffer.from(unique).toString('base64')
    case 'multipicklist':
      return chance.some(options, 0.5).join(';') || (options[0] ?? null)
    case 'picklist':
    case 'combobox':
      return options.length > 0 ? chance.pick(options) : unique.slice(0, length)
    default:
      return textFor(column, chance, unique)
  }
}

function textFor({ unique: mustBeUnique, length }: Column, chance: Chance, unique: string): string {
  if (mustBeUnique || length < 12) return unique.slice(-length)
  return `${chance.pick(words)} ${unique}`.slice(0, length).trim()
}

function dayOf(chance: Chance): string {
  return `202${chance.int(6)}-0${1 + chance.int(9)}-1${chance.int(10)}`
}

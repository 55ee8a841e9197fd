import { hostileTexts } from '../../population/hostile.ts'
import { definition, type Short } from '../schema/properties.ts'
import { defineGroup, defineProperty } from '../store/define.ts'
import { date, type Properties, type Seeding, stamp, stream } from './seeding.ts'

/** HubSpot allows 1,000 custom properties for each type of record. */
const mostCustom = 1000

const kinds = [
  'text',
  'number',
  'date',
  'datetime',
  'bool',
  'area',
  'a|b|c=The third',
  '*red|green|blue',
] as const
const number: Short = ['customer_number', 'Customer number', 'text']
const group = 'own_information'

/** Properties that only this account has; `wide` more of them for contacts. */
export function fillCustomProperties({ org, world }: Seeding, wide: number): void {
  const since = stamp(world.calendar.start)
  function define(type: string, short: Short): void {
    const custom = { hubspotDefined: false, readOnlyDefinition: false, archivable: true }
    defineProperty(org, type, { ...definition(short, group), ...custom, createdAt: since, updatedAt: since })
  }
  for (const type of ['contacts', 'companies']) {
    defineGroup(org, type, { name: group, label: 'Own information', displayOrder: 90, archived: false })
    define(type, number)
  }
  for (let index = 0; index < Math.min(wide, mostCustom); index++)
    define('contacts', [nameOf(index), `Custom ${index + 1}`, kindOf(index)])
}

function nameOf(index: number): string {
  return `custom_${String(index + 1).padStart(4, '0')}`
}

function kindOf(index: number): (typeof kinds)[number] {
  return kinds[index % kinds.length] as (typeof kinds)[number]
}

/** Every fiftieth contact has all of them, the others one in a hundred. */
export function wideValues({ world }: Seeding, wide: number, row: number): Properties {
  if (wide === 0) return {}
  const source = stream(world, 130, row)
  const all = row % 50 === 0
  const values: Properties = {}
  for (let index = all ? 0 : source.int(100); index < Math.min(wide, mostCustom); index += all ? 1 : 100)
    values[nameOf(index)] = drawn(kindOf(index), source.int(1_000_000), world.calendar.asOf)
  return values
}

function drawn(kind: (typeof kinds)[number], draw: number, asOf: number): string {
  if (kind === 'number') return String(draw / 100)
  if (kind === 'date') return date(asOf - draw * 100_000)
  if (kind === 'datetime') return stamp(asOf - draw * 100_000)
  if (kind === 'bool') return String(draw % 2 === 0)
  if (kind === 'a|b|c=The third') return 'abc'.charAt(draw % 3)
  if (kind === '*red|green|blue') return draw % 2 === 0 ? 'red;blue' : 'green'
  return draw % 20 === 0 ? (hostileTexts[draw % hostileTexts.length] as string) : `value ${draw}`
}

import type { SharedFamily } from '../../population/across.ts'
import { rowsOf } from '../../population/across.ts'
import { hash, Stream } from '../../population/random.ts'
import {
  accountOfContact,
  companyAccountId,
  contactId,
  leadId,
  salesforceNaming,
} from '../../population/salesforce-rows.ts'
import type { World } from '../../population/world.ts'

/** Percentage of the records that have a counterpart of their own which the integration has linked to it. */
const linked = 80

/** What the Salesforce integration has written into records: nothing where it is off. */
export interface Links {
  /** Row of the first system that this row is linked to. */
  readonly rowOf: (family: SharedFamily, row: number) => number | null
  /** As the truth names it. */
  readonly idOf: (family: SharedFamily, row: number) => string | null
  readonly contactProperties: (row: number) => Readonly<Record<string, string | null>>
  readonly companyProperties: (row: number) => Readonly<Record<string, string | null>>
}

export function linksBetween(world: World, first: World, on: boolean): Links {
  const naming = salesforceNaming(first)
  function rowOf(family: SharedFamily, row: number): number | null {
    if (!on || hash(world.rowSeed, Stream.second, row, family === 'people' ? 20 : 21) % 100 >= linked)
      return null
    const { personOf, companyOf, firstRow, firstCompanyRow } = world.layout
    const index = (family === 'people' ? personOf[row] : companyOf[row]) as number
    if (world.shared === null || index >= world.shared[family === 'people' ? 'persons' : 'companies'])
      return null
    const there = rowsOf(family, first, index)
    const copy = row - ((family === 'people' ? firstRow[index] : firstCompanyRow[index]) as number)
    return there[copy] ?? null
  }
  return {
    rowOf,
    idOf: (family, row) => {
      const to = rowOf(family, row)
      return to === null ? null : naming(family, to).id
    },
    contactProperties: (row) => {
      const to = rowOf('people', row)
      return to === null ? {} : personProperties(first, to)
    },
    companyProperties: (row) => {
      const to = rowOf('companies', row)
      return to === null ? {} : { salesforceaccountid: companyAccountId(first, to), ...synced(first) }
    },
  }
}

function personProperties(first: World, row: number): Readonly<Record<string, string | null>> {
  const person = first.layout.personOf[row] as number
  const copy = row - (first.layout.firstRow[person] as number)
  if (first.kindOf(person, copy) === 'lead') return { salesforceleadid: leadId(first, row), ...synced(first) }
  const account = accountOfContact(first, row)
  return { salesforcecontactid: contactId(first, row), salesforceaccountid: account, ...synced(first) }
}

function synced(first: World): Readonly<Record<string, string>> {
  return { salesforcelastsynctime: new Date(first.calendar.asOf - 900_000).toISOString() }
}

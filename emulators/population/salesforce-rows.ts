import type { PeopleRow } from './people-row.ts'
import { hash, Stream } from './random.ts'
import { idOf } from './salesforce-id.ts'
import type { Naming } from './truth.ts'
import type { World } from './world.ts'

/** Serials follow the order of creation, and leads and contacts share one sequence. */
export function contactId(world: World, row: number): string {
  return idOf('003', world.peopleOrder.forward(row) + 1)
}

export function leadId(world: World, row: number): string {
  return idOf('00Q', world.peopleOrder.forward(row) + 1)
}

export function companyAccountId(world: World, row: number): string {
  return idOf('001', world.companyOrder.forward(row) + 1)
}

/** Accounts of persons and of households come after those of companies. */
export function ownAccountId(world: World, row: number): string {
  return idOf('001', world.layout.companyRows + world.peopleOrder.forward(row) + 1)
}

export function householdAccountId(world: World, household: number): string {
  return idOf('001', world.layout.companyRows + world.layout.rows + household + 1)
}

export function dealId(world: World, row: number): string {
  return idOf('006', world.deals.order.forward(row) + 1)
}

export function caseId(world: World, row: number): string {
  return idOf('500', world.cases.order.forward(row) + 1)
}

/** Person and copy of a people row. */
export function placeOf(
  world: World,
  row: number,
): { readonly person: number; readonly copy: number; readonly copies: number } {
  const person = world.layout.personOf[row] as number
  const first = world.layout.firstRow[person] as number
  return { person, copy: row - first, copies: (world.layout.firstRow[person + 1] as number) - first }
}

/** The account a contact row hangs on; null for people at home who have none. */
export function accountOfContact(world: World, row: number): string | null {
  const { person, copy } = placeOf(world, row)
  if (world.kindOf(person, copy) === 'person') return ownAccountId(world, row)
  if (world.variant === 'nonprofit') return householdOf(world, row)
  const at = world.employmentOf(row)
  return at.company === null ? null : accountOfCompany(world, at.company, at.otherCompanyRow ? 1 : 0)
}

/** The same when the row is at hand. */
export function accountOfRow(world: World, row: number, made: PeopleRow): string | null {
  if (made.kind === 'person') return ownAccountId(world, row)
  if (world.variant === 'nonprofit') return householdOf(world, row)
  return made.company === null
    ? null
    : accountOfCompany(world, made.company.index, made.otherCompanyRow ? 1 : 0)
}

export function accountOfCompany(world: World, company: number, copy = 0): string | null {
  const first = world.layout.firstCompanyRow[company] as number
  return (world.layout.firstCompanyRow[company + 1] as number) > first
    ? companyAccountId(world, first + copy)
    : null
}

/** Nonprofit: the household's account, or one of their own for workers and for every other copy. */
function householdOf(world: World, row: number): string {
  const { person, copy } = placeOf(world, row)
  const unit = world.layout.unitOf[person] as number
  if (unit >= 0) return ownAccountId(world, row)
  return copy === 0 || sharesHousehold(world, row)
    ? householdAccountId(world, -1 - unit)
    : ownAccountId(world, row)
}

export function sharesHousehold(world: World, row: number): boolean {
  return hash(world.seed, Stream.activity, row, 900) % 2 === 0
}

export function hasDuplicates(world: World, row: number): boolean {
  return placeOf(world, row).copies > 1
}

/** Person accounts go by the id of their account half. */
export function salesforceNaming(world: World): Naming {
  return (family, row) => {
    if (family === 'companies') return { id: companyAccountId(world, row), object: 'Account' }
    if (family === 'deals') return { id: dealId(world, row), object: 'Opportunity' }
    if (family === 'cases') return { id: caseId(world, row), object: 'Case' }
    const { person, copy } = placeOf(world, row)
    const kind = world.kindOf(person, copy)
    if (kind === 'lead') return { id: leadId(world, row), object: 'Lead' }
    return kind === 'person'
      ? { id: ownAccountId(world, row), object: 'PersonAccount' }
      : { id: contactId(world, row), object: 'Contact' }
  }
}

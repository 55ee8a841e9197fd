import type { CompanyRow } from '../../population/company-row.ts'
import { hash, Stream } from '../../population/random.ts'
import {
  companyAccountId,
  householdAccountId,
  ownAccountId,
  placeOf,
  sharesHousehold,
} from '../../population/salesforce-rows.ts'
import { personAccountColumns, personAccountRows } from './person-accounts.ts'
import { recordTypes } from './record-types.ts'
import { date, fill, peopleInOrder, type Row, type Seeding, stamp } from './seeding.ts'

const audit = 'CreatedDate CreatedById LastModifiedDate LastModifiedById SystemModstamp'

export function fillAccounts(seeding: Seeding): void {
  const { personAccounts, nonprofit } = seeding.org.schema
  const columns = `Id Name RecordTypeId Type ParentId Phone Website Industry NumberOfEmployees AnnualRevenue BillingStreet BillingCity
    BillingState BillingPostalCode BillingCountry ShippingStreet ShippingCity ShippingState ShippingPostalCode ShippingCountry
    AccountSource Rating Site YearStarted ERP_Id__c Region__c OwnerId ${audit} ${nonprofit ? 'npe01__SYSTEM_AccountType__c' : ''}`
  fill(seeding, 'Account', columns, companyRows(seeding))
  if (personAccounts) fill(seeding, 'Account', personAccountColumns, personAccountRows(seeding))
  if (nonprofit) {
    const household = `Id Name RecordTypeId Type npe01__SYSTEM_AccountType__c npe01__SYSTEMIsIndividual__c BillingStreet BillingCity
      BillingState BillingPostalCode BillingCountry npo02__Formal_Greeting__c npo02__Informal_Greeting__c npo02__LastCloseDate__c OwnerId ${audit}`
    fill(seeding, 'Account', household, householdRows(seeding))
  }
}

function* companyRows(seeding: Seeding): Generator<Row> {
  const { world } = seeding
  for (let position = 0; position < world.layout.companyRows; position++) {
    const row = world.companyOrder.backward(position)
    yield companyCells(seeding, row, world.companyRow(row))
  }
}

function companyCells(seeding: Seeding, row: number, made: CompanyRow): Row {
  const { world, staff } = seeding
  const { source, company } = made
  const since = world.companySince(row)
  const owner = staff.owner(since, source)
  const imported = world.calendar.importDay(since) && source.chance(0.8)
  const modified = stamp(world.calendar.between(since, world.calendar.asOf, source))
  const place = [
    made.street.slice(0, 255),
    made.city.slice(0, 40),
    made.state,
    made.postalCode.slice(0, 20),
    made.country,
  ]
  const shipping = source.chance(0.6) ? place : [null, null, null, null, null]
  const known = made.copy === 0 ? 0.7 : 0.3
  const { nonprofit } = seeding.org.schema
  const partner = company.index % 25 === 0
  return [
    companyAccountId(world, row),
    made.name.slice(0, 255),
    nonprofit ? recordTypes.organization : partner ? recordTypes.partner : recordTypes.business,
    partner
      ? 'Technology Partner'
      : source.skewed(['Customer - Direct', 'Prospect', 'Customer - Channel', 'Other']),
    parentOf(seeding, company.index),
    made.phone,
    made.website.slice(0, 255),
    source.chance(known) ? company.industry : null,
    source.chance(known) ? company.employees : null,
    source.chance(known) ? company.revenue : null,
    ...place,
    ...shipping,
    source.pick(['Web', 'Phone Inquiry', 'Partner Referral', 'Purchased List', 'Other']),
    source.skewed(['Warm', 'Cold', 'Hot']),
    made.site,
    source.chance(0.2) ? String(company.founded) : null,
    source.chance(made.copy === 0 ? 0.45 : 0.1) ? `A-${String(row + 1).padStart(7, '0')}` : null,
    source.pick(['North', 'South', 'East', 'West']),
    owner.id,
    stamp(since),
    imported ? staff.imports.id : owner.id,
    modified,
    source.chance(0.2) ? staff.imports.id : owner.id,
    modified,
    ...(nonprofit ? [null] : []),
  ]
}

/** Most subsidiaries and divisions are linked to their parent; companies that only look related never are. */
function parentOf(seeding: Seeding, company: number): string | null {
  const { world } = seeding
  const { layout } = world
  const part = layout.partOf[company] as number
  if (part === 0) return null
  const root = company - part
  const { kind } = world.company(company)
  const first = layout.firstCompanyRow[root] as number
  const linked = kind === 'subsidiary' || kind === 'division'
  if (!linked || (layout.firstCompanyRow[root + 1] as number) === first) return null
  return hash(world.seed, Stream.activity, company, 905) % 10 < 8 ? companyAccountId(world, first) : null
}

function* householdRows(seeding: Seeding): Generator<Row> {
  const { world } = seeding
  for (let household = 0; household < world.layout.households; household++) {
    const first = world.layout.householdFirst[household] as number
    const size = world.layout.householdSize[household] as number
    const row = world.layout.firstRow[first] as number
    if (isUsed(seeding, first, size))
      yield householdCells(seeding, householdAccountId(world, household), row, size)
  }
  for (const row of peopleInOrder(world)) {
    const { person, copy } = placeOf(world, row)
    if (world.kindOf(person, copy) !== 'contact') continue
    const unit = world.layout.unitOf[person] as number
    const own = unit >= 0 || (copy > 0 && !sharesHousehold(world, row))
    if (own) yield householdCells(seeding, ownAccountId(world, row), row, 1)
  }
}

/** Some households have leads only. */
function isUsed(seeding: Seeding, first: number, size: number): boolean {
  const { world } = seeding
  const last = world.layout.firstRow[first + size] as number
  for (let row = world.layout.firstRow[first] as number; row < last; row++) {
    const { person, copy } = placeOf(world, row)
    if (world.kindOf(person, copy) === 'contact' && (copy === 0 || sharesHousehold(world, row))) return true
  }
  return false
}

function householdCells(seeding: Seeding, id: string, row: number, size: number): Row {
  const { world, staff } = seeding
  const made = world.peopleRow(row)
  const { source } = made
  const since = world.peopleSince(row)
  const owner = staff.owner(since, source)
  const modified = stamp(world.calendar.between(since, world.calendar.asOf, source))
  const last = made.lastName || 'Unknown'
  return [
    id,
    `${last} Household`.slice(0, 255),
    recordTypes.household,
    'Household',
    'Household Account',
    size === 1,
    made.street.slice(0, 255),
    made.city.slice(0, 40),
    made.state,
    made.postalCode.slice(0, 20),
    made.country,
    `${made.firstName} ${last}`.trim(),
    made.firstName,
    source.chance(0.5) ? date(since) : null,
    owner.id,
    stamp(since),
    owner.id,
    modified,
    owner.id,
    modified,
  ]
}

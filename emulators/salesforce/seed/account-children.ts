import { random, Stream } from '../../population/random.ts'
import {
  accountOfContact,
  caseId,
  companyAccountId,
  contactId,
  dealId,
  placeOf,
} from '../../population/salesforce-rows.ts'
import { idOf } from '../store/id.ts'
import { casesInOrder } from './cases.ts'
import { contactsOfUnit, dealsInOrder } from './deals.ts'
import { date, fill, howMany, type Row, type Seeding, stamp, stream } from './seeding.ts'

/** What hangs on accounts: relations, teams, shares, business, history. */
export function fillAccountChildren(seeding: Seeding): void {
  fill(
    seeding,
    'AccountContactRelation',
    'AccountId ContactId IsDirect IsActive Roles StartDate CreatedDate',
    relations(seeding),
  )
  fillSharing(seeding)
  fill(seeding, 'AccountContactRole', 'AccountId ContactId Role IsPrimary CreatedDate', roles(seeding))
  fillBusiness(seeding)
  fill(
    seeding,
    'AccountHistory',
    'AccountId Field DataType OldValue NewValue CreatedDate CreatedById',
    histories(seeding),
  )
}

function fillSharing(seeding: Seeding): void {
  fill(
    seeding,
    'AccountTeamMember',
    'AccountId UserId TeamMemberRole AccountAccessLevel OpportunityAccessLevel CreatedDate',
    teams(seeding),
  )
  fill(
    seeding,
    'AccountShare',
    'AccountId UserOrGroupId AccountAccessLevel OpportunityAccessLevel CaseAccessLevel RowCause LastModifiedDate',
    shares(seeding),
  )
  fill(
    seeding,
    'OpportunityShare',
    'OpportunityId UserOrGroupId OpportunityAccessLevel RowCause LastModifiedDate',
    dealShares(seeding),
  )
  fill(
    seeding,
    'CaseShare',
    'CaseId UserOrGroupId CaseAccessLevel RowCause LastModifiedDate',
    caseShares(seeding),
  )
}

function fillBusiness(seeding: Seeding): void {
  fill(
    seeding,
    'Asset',
    'Id Name AccountId ContactId SerialNumber Status InstallDate Quantity OwnerId CreatedDate',
    assets(seeding),
  )
  fill(
    seeding,
    'Contract',
    'Id ContractNumber AccountId Status StartDate ContractTerm CustomerSignedId OwnerId CreatedDate',
    contracts(seeding),
  )
  fill(
    seeding,
    'Order',
    'Id OrderNumber AccountId Status EffectiveDate TotalAmount BillToContactId OwnerId CreatedDate',
    orders(seeding),
  )
}

/** One direct relation per contact with an account, and for a few contacts a second employer. */
function* relations(seeding: Seeding): Generator<Row> {
  const { world } = seeding
  for (let row = 0; row < world.layout.rows; row++) {
    const { person, copy } = placeOf(world, row)
    if (world.kindOf(person, copy) !== 'contact') continue
    const account = accountOfContact(world, row)
    if (account === null) continue
    const since = stamp(world.peopleSince(row))
    yield [account, contactId(world, row), true, true, null, null, since]
    const source = stream(world, 50, person)
    if (world.layout.companyRows < 2 || !source.chance(0.05)) continue
    const second = companyAccountId(world, source.int(world.layout.companyRows))
    if (second !== account)
      yield [
        second,
        contactId(world, row),
        false,
        source.chance(0.8),
        source.pick(['Decision Maker', 'Influencer', null]),
        since.slice(0, 10),
        since,
      ]
  }
}

function* accounts(seeding: Seeding, table: number, mean: number, more: number) {
  const { world } = seeding
  for (let row = 0; row < world.layout.companyRows; row++) {
    const company = world.layout.companyOf[row] as number
    const twice =
      (world.layout.firstCompanyRow[company + 1] as number) -
        (world.layout.firstCompanyRow[company] as number) >
      1
    const source = random(world.seed, Stream.setup, row, table)
    const wanted = howMany(source, (twice ? more : mean) * world.activity)
    if (wanted === 0) continue
    const parent = { id: companyAccountId(world, row), company, since: world.companySince(row), source }
    for (let child = 0; child < wanted; child++) yield { ...parent, child }
  }
}

function* teams(seeding: Seeding): Generator<Row> {
  for (const { id, since, source } of accounts(seeding, 51, 0.08, 0.5)) {
    yield [
      id,
      seeding.staff.owner(since, source).id,
      source.pick(['Account Manager', 'Sales Rep', 'Executive Sponsor']),
      source.pick(['Read', 'Edit']),
      'Read',
      stamp(since),
    ]
  }
}

function* shares(seeding: Seeding): Generator<Row> {
  for (const { id, since, source } of accounts(seeding, 52, 0.05, 0.4)) {
    yield [
      id,
      seeding.staff.owner(since, source).id,
      source.pick(['Read', 'Edit']),
      'None',
      'None',
      'Manual',
      stamp(since),
    ]
  }
}

function* dealShares(seeding: Seeding): Generator<Row> {
  const { world, staff } = seeding
  for (const row of dealsInOrder(world)) {
    const source = stream(world, 53, row)
    if (!source.chance(0.04)) continue
    const { createdAt } = world.dealRow(row)
    yield [dealId(world, row), staff.owner(createdAt, source).id, 'Edit', 'Manual', stamp(createdAt)]
  }
}

function* caseShares(seeding: Seeding): Generator<Row> {
  const { world, staff } = seeding
  for (const row of casesInOrder(world)) {
    const source = stream(world, 54, row)
    if (!source.chance(0.04)) continue
    const { createdAt } = world.caseRow(row)
    yield [caseId(world, row), staff.agent(createdAt, source).id, 'Read', 'Manual', stamp(createdAt)]
  }
}

/** A contact of the company, if it has one. */
function contactOf(seeding: Seeding, company: number, number: number): string | null {
  const contacts = contactsOfUnit(seeding.world, company)
  return contacts.length === 0 ? null : contactId(seeding.world, contacts[number % contacts.length] as number)
}

function* roles(seeding: Seeding): Generator<Row> {
  for (const { id, company, since, source, child } of accounts(seeding, 55, 0.05, 0.2)) {
    const contact = contactOf(seeding, company, child)
    if (contact !== null)
      yield [id, contact, source.pick(['Decision Maker', 'Technical Buyer']), child === 0, stamp(since)]
  }
}

function* assets(seeding: Seeding): Generator<Row> {
  let serial = 0
  for (const { id, company, since, source, child } of accounts(seeding, 56, 0.12, 0.4)) {
    yield [
      idOf('02i', ++serial),
      source.pick(['Pump', 'Printer', 'Licence pack', 'Compressor']),
      id,
      contactOf(seeding, company, child),
      `SN${String(serial).padStart(8, '0')}`,
      'Installed',
      date(since),
      1,
      seeding.staff.owner(since, source).id,
      stamp(since),
    ]
  }
}

function* contracts(seeding: Seeding): Generator<Row> {
  let serial = 0
  for (const { id, company, since, source, child } of accounts(seeding, 57, 0.1, 0.3)) {
    yield [
      idOf('800', ++serial),
      String(serial).padStart(8, '0'),
      id,
      source.skewed(['Activated', 'Draft']),
      date(since),
      source.pick([12, 24, 36]),
      contactOf(seeding, company, child),
      seeding.staff.owner(since, source).id,
      stamp(since),
    ]
  }
}

function* orders(seeding: Seeding): Generator<Row> {
  let serial = 0
  for (const { id, company, since, source, child } of accounts(seeding, 58, 0.12, 0.4)) {
    const at = seeding.world.calendar.between(since, seeding.world.calendar.asOf, source)
    yield [
      idOf('801', ++serial),
      String(serial).padStart(8, '0'),
      id,
      source.skewed(['Activated', 'Draft']),
      date(at),
      100 * (1 + source.int(90)),
      contactOf(seeding, company, child),
      seeding.staff.owner(at, source).id,
      stamp(at),
    ]
  }
}

function* histories(seeding: Seeding): Generator<Row> {
  for (const { id, since, source } of accounts(seeding, 59, 0.2, 0.7)) {
    const at = seeding.world.calendar.between(since, seeding.world.calendar.asOf, source)
    yield [id, source.pick(['Name', 'Phone', 'Owner']), 'Text', null, null, stamp(at), seeding.staff.admin.id]
  }
}

import { dealId } from '../../population/salesforce-rows.ts'
import { idOf } from '../store/id.ts'
import { dealsInOrder } from './deals.ts'
import { fill, type Row, type Seeding, stamp, stream } from './seeding.ts'

const products = ['Platform', 'Support Plan', 'Training', 'Hardware Kit', 'Maintenance'] as const

/** A small price book, and what some deals sold from it. */
export function fillProducts(seeding: Seeding): void {
  fill(
    seeding,
    'Product2',
    'Id Name ProductCode IsActive Family',
    products.map((name, index) => [
      idOf('01t', index + 1),
      name,
      `P-${index + 1}`,
      index < 4,
      index === 3 ? 'Hardware' : 'Service',
    ]),
  )
  fill(seeding, 'Pricebook2', 'Id Name IsActive IsStandard', [
    [idOf('01s', 1), 'Standard Price Book', true, true],
  ])
  fill(
    seeding,
    'PricebookEntry',
    'Id Pricebook2Id Product2Id UnitPrice IsActive',
    products.map((_name, index) => [
      idOf('01u', index + 1),
      idOf('01s', 1),
      idOf('01t', index + 1),
      100 * (index + 1),
      true,
    ]),
  )
  fill(
    seeding,
    'OpportunityLineItem',
    'OpportunityId PricebookEntryId Product2Id Quantity UnitPrice TotalPrice CreatedDate',
    lineItems(seeding),
  )
}

function* lineItems(seeding: Seeding): Generator<Row> {
  const { world } = seeding
  for (const row of dealsInOrder(world)) {
    const source = stream(world, 4, row)
    const deal = source.chance(0.25) ? world.dealRow(row) : null
    if (deal === null || deal.amount === null || deal.slot.kind === 'donation') continue
    const product = source.int(products.length)
    const quantity = 1 + source.int(20)
    yield [
      dealId(world, row),
      idOf('01u', product + 1),
      idOf('01t', product + 1),
      quantity,
      deal.amount / quantity,
      deal.amount,
      stamp(deal.createdAt),
    ]
  }
}

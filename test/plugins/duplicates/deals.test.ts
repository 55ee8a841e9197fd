import { describe, expect, it } from 'vitest'
import { deals } from '../../../plugins/duplicates/deals.ts'
import { groupsOf, match, type Sample } from '../../match/source.ts'

function deal(
  id: string,
  companyName: string,
  name: string,
  amount: number | null,
  closeDate: string,
): Sample {
  return { id, kind: 'deal', companyId: companyName.slice(0, 4), companyName, name, amount, closeDate }
}

const firms = [
  'Acme Ibérica SL',
  'Globex',
  'Initech',
  'Umbra Foods',
  'Vandelay',
  'Wonka Sweets',
  'Stark Metals',
  'Wayne Transit',
]
const things = [
  'Fleet rollout',
  'Support contract',
  'Pilot',
  'Licence extension',
  'Training days',
  'Data migration',
]
const fillers = firms.flatMap((firm, f) =>
  things.map((thing, t) =>
    deal(
      `z${f}${t}`,
      firm,
      `${firm} ${thing}`,
      1000 * (f + 3) + 770 * t,
      `2026-${String(1 + ((f + 2 * t) % 12)).padStart(2, '0')}-${10 + f}`,
    ),
  ),
)

const org: readonly Sample[] = [
  deal('a1', 'Acme Ibérica SL', 'Acme - Cloud storage', 48_000, '2026-06-30'),
  deal('a2', 'ACME Iberica', 'Acme Cloud Storage', 48_000, '2026-07-15'),
  deal('b1', 'Globex', 'Globex maintenance renewal', 12_000, '2025-03-31'),
  deal('b2', 'Globex', 'Globex maintenance renewal', 12_000, '2026-03-31'),
  deal('c1', 'Initech', 'Printer renewal 2025', 9_000, '2026-01-10'),
  deal('c2', 'Initech', 'Printer renewal 2026', 9_000, '2026-01-20'),
  deal('d1', 'Vandelay', 'Latex import', 70_000, '2026-05-01'),
  deal('d2', 'Wonka Sweets', 'Latex import', 70_000, '2026-05-01'),
  deal('e1', 'Stark Metals', 'Armour plating', 500_000, '2026-09-01'),
  deal('e2', 'Stark Metals', 'Armour plating', 505_000, '2026-09-01'),
  deal('f1', 'Wayne Transit', 'Bus line', 10_000, '2026-02-01'),
  deal('f2', 'Wayne Transit', 'Bus line', 90_000, '2026-02-03'),
]

describe('duplicates/deals', () => {
  it('finds what was entered twice; leaves renewals, other companies and other amounts apart', async () => {
    expect(groupsOf(await match(deals, [...org, ...fillers]))).toEqual(['a1 a2', 'e1 e2'])
  })
})

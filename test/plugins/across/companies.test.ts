import { describe, expect, it } from 'vitest'
import type { Row } from '../../scan/across/orgs.ts'
import { acrossPolicy, org } from '../../scan/across/orgs.ts'
import { findingsOf, newFolder, scan } from '../../scan/scan.ts'

type Values = Readonly<Record<string, Row[string]>>

const towns = ['Leeds', 'Turku', 'Parma', 'Ghent', 'Basel', 'Porto']
const trades = [
  'Bakery',
  'Logistics',
  'Optics',
  'Paper',
  'Dairy',
  'Shipping',
  'Tools',
  'Glass',
  'Seeds',
  'Wool',
]

function firms(prefix: string, further: readonly Values[]): Row[] {
  const plain = trades.flatMap((trade, row) =>
    towns.map((town, column) => ({
      id: `${prefix}${row}-${column}`,
      name: `${town} ${trade} Ltd`,
      website: `https://${town}${trade}.com`.toLowerCase(),
      phone: `+44 20 7${100000 + (row * 6 + column) * 7919}`,
      street: `${row + 1} ${town} Street`,
      city: town,
      postalCode: `LS${row}${column} 1AA`,
      parentId: null,
      employees: row * 10 + column,
    })),
  )
  return [...plain, ...further.map((values, at) => ({ id: `${prefix}x${at}`, ...values }))] as Row[]
}

const acme: Values = {
  name: 'Acme Ibérica, S.L.',
  website: 'https://www.acme-iberica.es/inicio',
  phone: '+34 91 555 01 00',
  street: 'Calle Mayor 3',
  city: 'Madrid',
  postalCode: '28013',
  employees: 40,
}

async function say(one: readonly Values[], other: readonly Values[]) {
  const outcome = await scan({
    home: newFolder(),
    policy: await acrossPolicy(),
    selectors: ['across/companies'],
    connections: [
      org({ name: 'sales', companies: firms('s', one) }),
      org({ name: 'mail', companies: firms('m', other) }),
    ],
  })
  const findings = await findingsOf(outcome)
  return findings.map(({ messageId, records, group }) => [
    messageId,
    records
      .map(({ id }) => id)
      .sort()
      .join(' '),
    group?.across?.differing.join(' '),
  ])
}

describe('across/companies', () => {
  it.each<[string, readonly Values[], readonly Values[], string[][]]>([
    [
      'spelling is no difference',
      [acme],
      [{ ...acme, name: 'ACME IBERICA', website: 'acme-iberica.es', street: 'C/ Mayor, 3' }],
      [],
    ],
    [
      'what differs is named',
      [acme],
      [{ ...acme, phone: '+34 91 777 88 99', employees: 400 }],
      [['differs', 'mx0 sx0', 'employees phone']],
    ],
    [
      'a branch is not its parent in the other org',
      [
        { ...acme, name: 'Acme Holding', street: 'Gran Via 1', website: null, phone: null },
        { ...acme, parentId: 'sx0' },
      ],
      [{ ...acme, employees: 41 }],
      [['differs', 'mx0 sx1', 'employees']],
    ],
    ['tax numbers that differ', [{ ...acme, taxId: 'B1234567' }], [{ ...acme, taxId: 'B7654321' }], []],
  ])('%s', async (_, one, other, wanted) => {
    expect(await say(one, other)).toEqual(wanted)
  })
})

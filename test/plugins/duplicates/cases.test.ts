import { describe, expect, it } from 'vitest'
import { cases } from '../../../plugins/duplicates/cases.ts'
import { groupsOf, match, type Sample } from '../../match/source.ts'

function opened(
  id: string,
  personId: string | null,
  email: string | null,
  companyId: string,
  name: string,
  createdAt: string,
): Sample {
  return { id, kind: 'case', personId, email, companyId, name, createdAt, parentId: null }
}

const subjects = [
  'Cannot log in',
  'Where is my order',
  'Invoice is wrong',
  'App crashes on start',
  'Change of address',
  'Refund please',
]
const fillers = Array.from({ length: 60 }, (_, at) =>
  opened(
    `z${String(at).padStart(2, '0')}`,
    `p${at % 40}`,
    `p${at % 40}@firm${at % 15}.com`,
    `c${at % 15}`,
    subjects[at % 6] ?? '',
    `2026-${String(1 + (at % 10)).padStart(2, '0')}-${String(1 + ((at * 7) % 27)).padStart(2, '0')}T09:00:00Z`,
  ),
)

const org: readonly Sample[] = [
  opened('a1', 'q1', 'ana@acme.es', 'k1', 'Printer on floor 3 is broken', '2026-05-04T08:00:00Z'),
  opened('a2', 'q1', 'ana@acme.es', 'k1', 'RE: Printer on floor 3 is broken', '2026-05-05T10:00:00Z'),
  opened('a3', null, 'ana@acme.es', 'k1', 'Printer on floor 3 is broken!', '2026-05-04T09:00:00Z'),
  opened('b1', 'q2', 'bo@globex.com', 'k2', 'Monthly password reset', '2026-03-01T08:00:00Z'),
  opened('b2', 'q2', 'bo@globex.com', 'k2', 'Monthly password reset', '2026-04-01T08:00:00Z'),
  opened('c1', 'q3', 'cy@initech.io', 'k3', 'Order 1001 did not arrive', '2026-06-01T08:00:00Z'),
  opened('c2', 'q3', 'cy@initech.io', 'k3', 'Order 1002 did not arrive', '2026-06-01T09:00:00Z'),
  opened('d1', 'q4', 'di@umbra.com', 'k4', 'Website is down', '2026-07-01T08:00:00Z'),
  opened('d2', 'q5', 'ed@vandelay.com', 'k5', 'Website is down', '2026-07-01T08:05:00Z'),
  { ...opened('e1', 'q6', 'fa@wonka.com', 'k6', 'Chocolate line stops', '2026-08-01T08:00:00Z') },
  {
    ...opened('e2', 'q6', 'fa@wonka.com', 'k6', 'Chocolate line stops', '2026-08-01T09:00:00Z'),
    parentId: 'e1',
  },
]

describe('duplicates/cases', () => {
  it('finds one matter opened twice; leaves what recurs, other orders, other customers and child cases apart', async () => {
    expect(groupsOf(await match(cases, [...org, ...fillers]))).toEqual(['a1 a2 a3'])
  })
})

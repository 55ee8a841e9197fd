import { describe, it } from 'vitest'
import { memory } from '../../../connectors/memory/index.ts'
import { connectorConformance } from '../../../src/kit/testing.ts'

const rows = [
  { id: '1', firstName: 'Ann', lastName: 'Bell', email: 'ann@acme.example', shoeSize: '38' },
  { id: '2', firstName: 'Bob', lastName: 'Cole', createdAt: '2020-01-01T00:00:00Z' },
]

describe('the memory connector', () => {
  const checks = connectorConformance({
    connector: memory,
    settings: { objects: { Contact: { entity: 'person', kind: 'contact', rows } } },
    records: { Contact: 2 },
    broken: [],
  })
  for (const check of checks) it(check.name, check.run)
})

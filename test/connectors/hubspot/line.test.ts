import { expect, it } from 'vitest'
import { splitQuery } from '../../../connectors/hubspot/line.ts'

it.each([
  ['/crm/v3/owners', ['/crm/v3/owners', '']],
  ['/crm/v3/owners?limit=1', ['/crm/v3/owners', '?limit=1']],
  ['/crm/v3/owners?email=a?b@example.com&limit=1', ['/crm/v3/owners', '?email=a?b@example.com&limit=1']],
])('loses nothing of the query of %s', (path, parts) => {
  expect(splitQuery(path)).toEqual(parts)
})

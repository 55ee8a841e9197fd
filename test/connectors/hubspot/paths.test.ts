import { expect, test } from 'vitest'
import { asSdkExpects, dated } from '../../../connectors/hubspot/paths.ts'

test.each([
  ['/crm/v3/objects/contacts', '/crm/objects/2026-09/contacts'],
  ['/crm/v3/objects/2-77/batch/read', '/crm/objects/2026-09/2-77/batch/read'],
  ['/crm/v4/objects/contacts/1/associations/deals', '/crm/objects/2026-09/contacts/1/associations/deals'],
  ['/crm/v4/associations/contacts/deals/batch/read', '/crm/associations/2026-09/contacts/deals/batch/read'],
  ['/crm/v3/owners/', '/crm/owners/2026-09'],
  ['/crm/v3/properties/contacts', '/crm/properties/2026-09/contacts'],
  ['/crm/v3/lists/7/memberships/add', '/crm/lists/2026-09/7/memberships/add'],
  ['/crm-object-schemas/v3/schemas', '/crm-object-schemas/2026-09/schemas'],
  ['/account-info/v3/details', '/account-info/2026-09/details'],
  ['/communication-preferences/v4/statuses/a', '/communication-preferences/2026-09/statuses/a'],
  ['/settings/v3/users/', '/settings/users/2026-03'],
  ['/oauth/v1/token/introspect', '/oauth/2026-03/token/introspect'],
  ['/oauth/v2/private-apps/get/access-token-info', '/oauth/v2/private-apps/get/access-token-info'],
])('%s is asked for as %s', (path, expected) => {
  expect(dated(path)).toBe(expected)
})

test.each([
  ['POST', '/crm/v4/associations/contacts/deals/batch/create', 200, 201],
  ['POST', '/crm/v4/associations/contacts/deals/batch/create', 207, 207],
  ['POST', '/crm/v4/associations/contacts/deals/batch/labels/archive', 200, 204],
  ['POST', '/crm/v4/associations/contacts/deals/batch/read', 200, 200],
  ['POST', '/crm/v3/objects/tasks', 200, 201],
  ['POST', '/crm/v3/objects/contacts/batch/archive', 200, 204],
  ['POST', '/crm/v3/objects/contacts/batch/update', 200, 200],
  ['PUT', '/crm/v4/objects/contacts/1/associations/default/deals/2', 200, 200],
  ['DELETE', '/crm/v3/objects/contacts/1', 200, 204],
  ['POST', '/crm/v3/objects/tasks', 502, 502],
])('%s %s with %i counts as %i', (method, path, status, expected) => {
  expect(asSdkExpects(method, path, status)).toBe(expected)
})

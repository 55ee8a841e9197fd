import { insertSubscriptionType } from './consent/tables.ts'
import { defaultPipelines, insertPipeline } from './metadata/pipeline-tables.ts'
import type { Org } from './org.ts'
import { insertOwner, insertUser } from './people/tables.ts'

/** An owner has another id than the user who it is. */
const adminId = 70_000_001
const adminOwnerId = 50_000_011

/** What an account has before anybody worked in it, as far as it is not there yet. */
export function fillBareAccount(org: Org): void {
  const createdAt = org.clock.now().getTime()
  if (isEmpty(org, 'pipeline')) for (const spec of defaultPipelines(createdAt)) insertPipeline(org, spec)
  if (isEmpty(org, 'account_user')) addAdmin(org, createdAt)
  if (isEmpty(org, 'subscription_type'))
    insertSubscriptionType(org, {
      id: 90_000_001,
      name: 'Marketing Information',
      description: 'Marketing offers and updates.',
      createdAt,
    })
}

function addAdmin(org: Org, createdAt: number): void {
  const person = { email: 'admin@example.com', firstName: 'Ada', lastName: 'Admin' }
  insertUser(org, { ...person, id: adminId, superAdmin: true })
  insertOwner(org, { ...person, id: adminOwnerId, userId: adminId, createdAt })
}

function isEmpty(org: Org, table: string): boolean {
  return org.db.prepare(`SELECT 1 FROM ${table} LIMIT 1`).get() === undefined
}

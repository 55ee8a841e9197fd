import { placeOf, salesforceNaming } from '../../population/salesforce-rows.ts'
import { countTruth, type TruthCounts, writeTruth } from '../../population/truth.ts'
import { createWorld, type Variant, type World } from '../../population/world.ts'
import { fillAccess } from './access.ts'
import { fillAccountChildren } from './account-children.ts'
import { fillAccounts } from './accounts.ts'
import { fillActivities } from './activities.ts'
import { fillAutomation } from './automation.ts'
import { fillCampaigns } from './campaigns.ts'
import { fillCases } from './cases.ts'
import { fillChildren } from './children.ts'
import { fillConsent } from './consent.ts'
import { fillDeals } from './deals.ts'
import { fillLeads } from './leads.ts'
import { fillContacts } from './people.ts'
import { fillProducts } from './products.ts'
import { fillRecordTypes } from './record-types.ts'
import { fillSecurity } from './security.ts'
import type { Seeding, StoreOrg } from './seeding.ts'
import { fillSetup } from './setup.ts'
import { staff } from './staff.ts'
import { fillUsers } from './users.ts'

export interface SeedOptions {
  readonly seed: number
  /** Contact, lead and person account rows, duplicates included. */
  readonly people: number
  readonly asOf: Date
  readonly hostile?: boolean
  /** Factor for deals, cases, activities and other children; default 1. */
  readonly activity?: number
  /** Where the truth goes, readable for its owner only; without it the truth is only counted. */
  readonly truthFile?: string
}

export interface SeedCounts {
  readonly people: number
  readonly contacts: number
  readonly leads: number
  readonly personAccounts: number
  /** Business accounts, duplicates included. */
  readonly companies: number
  readonly households: number
  readonly opportunities: number
  readonly cases: number
  readonly users: number
  /** Of people: true pairs, clusters, and rows beside the first of their cluster. */
  readonly duplicatePairs: number
  readonly clusters: number
  readonly duplicates: number
  readonly truth: TruthCounts
  /** Rows by object, everything included. */
  readonly rows: Readonly<Record<string, number>>
  readonly total: number
}

/**
 * Fills an empty org. Person accounts and household accounts come when the org's schema has them.
 * Quickest on a store that is indexed afterwards.
 */
export function seedSalesforce(org: StoreOrg, options: SeedOptions): SeedCounts {
  const world = createWorld({ ...options, variant: variantOf(org) })
  const seeding: Seeding = { org, world, staff: staff(world), counts: new Map() }
  fillSetup(seeding)
  fillRecordTypes(seeding)
  fillAccess(seeding)
  fillUsers(seeding)
  fillSecurity(seeding)
  fillAccounts(seeding)
  fillContacts(seeding)
  fillLeads(seeding)
  fillDeals(seeding)
  fillProducts(seeding)
  fillCampaigns(seeding)
  fillCases(seeding)
  fillActivities(seeding)
  fillAccountChildren(seeding)
  fillChildren(seeding)
  fillConsent(seeding)
  fillAutomation(seeding)
  const naming = salesforceNaming(world)
  const truth =
    options.truthFile === undefined ? countTruth(world, naming) : writeTruth(options.truthFile, world, naming)
  return summary(seeding, truth)
}

function variantOf(org: StoreOrg): Variant {
  if (org.schema.nonprofit) return 'nonprofit'
  return org.schema.personAccounts ? 'standard' : 'business'
}

function summary({ world, counts }: Seeding, truth: TruthCounts): SeedCounts {
  const rows = Object.fromEntries([...counts].sort(([left], [right]) => (left < right ? -1 : 1)))
  const of = (object: string): number => counts.get(object) ?? 0
  const personAccounts = world.layout.rows - of('Lead') - businessContacts(world)
  return {
    people: world.layout.rows,
    contacts: of('Contact') - personAccounts,
    leads: of('Lead'),
    personAccounts,
    companies: world.layout.companyRows,
    households: of('Account') - world.layout.companyRows - personAccounts,
    opportunities: of('Opportunity'),
    cases: of('Case'),
    users: of('User'),
    duplicatePairs: truth.pairs.people,
    clusters: truth.clusters.people,
    duplicates: truth.duplicates.people,
    truth,
    rows,
    total: [...counts.values()].reduce((sum, count) => sum + count, 0),
  }
}

function businessContacts(world: World): number {
  let found = 0
  for (let row = 0; row < world.layout.rows; row++) {
    const { person, copy } = placeOf(world, row)
    if (world.kindOf(person, copy) === 'contact') found++
  }
  return found
}

import type { Overlap, SharedFamily } from '../../population/across.ts'
import { uniqueAddresses } from '../../population/addresses.ts'
import { salesforceNaming } from '../../population/salesforce-rows.ts'
import { countTruth, type FirstSystem, type TruthCounts, writeTruth } from '../../population/truth.ts'
import { createWorld, type Variant } from '../../population/world.ts'
import { activityTables } from '../account/tables.ts'
import { consentTables } from '../consent/tables.ts'
import { listTables } from '../lists/tables.ts'
import { defaultPipelines, insertPipeline, pipelineTables } from '../metadata/pipeline-tables.ts'
import type { Org } from '../org.ts'
import { peopleTables } from '../people/tables.ts'
import { settle } from '../store/settle.ts'
import { fillActivities } from './activities.ts'
import { fillCompanies } from './companies.ts'
import { fillSubscriptionTypes } from './consent.ts'
import { fillContacts } from './contacts.ts'
import { fillCustomProperties } from './custom-properties.ts'
import { fillDeals } from './deals.ts'
import { fillEmployees, staff } from './employees.ts'
import { fillEvents } from './events.ts'
import { linksBetween } from './links.ts'
import { fillLists } from './lists.ts'
import { hubspotNaming } from './naming.ts'
import { fillPast } from './past.ts'
import { type Seeding, startsOf } from './seeding.ts'
import { fillTickets } from './tickets.ts'
import { writeTies } from './ties.ts'

export interface SeedOptions {
  readonly seed: number
  /** Contacts, duplicates included. */
  readonly people: number
  readonly asOf: Date
  /** That of the Salesforce org beside; decides who there is. */
  readonly variant?: Variant
  readonly hostile?: boolean
  /** Factor for deals, tickets, activities and other children; default 1. */
  readonly activity?: number
  /** Custom properties of contacts beside the usual ones, 1,000 at most. */
  readonly customProperties?: number
  /** Where the truth goes, readable for its owner only; without it the truth is only counted. */
  readonly truthFile?: string
}

export interface SeedCounts {
  readonly people: number
  readonly contacts: number
  /** Duplicates included. */
  readonly companies: number
  readonly deals: number
  readonly tickets: number
  readonly users: number
  /** Of people: true pairs, clusters, and rows beside the first of their cluster. */
  readonly duplicatePairs: number
  readonly clusters: number
  readonly duplicates: number
  /** Persons and companies in this account and in the Salesforce org of the same seed and size. */
  readonly across: Readonly<Record<SharedFamily, Overlap>>
  readonly truth: TruthCounts
  /** Rows by object, associations and further tables included. */
  readonly rows: Readonly<Record<string, number>>
  readonly total: number
}

/** Fills an empty account; quickest on a store that is indexed afterwards. */
export function seedHubspot(org: Org, options: SeedOptions): SeedCounts {
  const first = createWorld(options)
  const world = uniqueAddresses(createWorld({ ...options, system: 'second' }))
  const seeding: Seeding = {
    org,
    world,
    staff: staff(world),
    links: linksBetween(world, first, org.behaviour.salesforceSync),
    ties: new Map(),
    starts: startsOf(org),
    wide: options.customProperties ?? 0,
    counts: new Map(),
  }
  fillAll(seeding)
  const naming = hubspotNaming(seeding)
  const other: FirstSystem = { world: first, naming: salesforceNaming(first), linkOf: seeding.links.idOf }
  const { truthFile } = options
  const truth =
    truthFile === undefined ? countTruth(world, naming, other) : writeTruth(truthFile, world, naming, other)
  return summary(seeding, truth)
}

function fillAll(seeding: Seeding): void {
  const { db } = seeding.org
  db.exec(peopleTables + listTables + consentTables + activityTables + pipelineTables)
  db.exec('BEGIN')
  try {
    fillPipelines(seeding)
    fillSubscriptionTypes(seeding)
    fillCustomProperties(seeding, seeding.wide)
    fillEmployees(seeding)
    fillCompanies(seeding)
    fillContacts(seeding)
    fillPast(seeding)
    fillDeals(seeding)
    fillTickets(seeding)
    fillActivities(seeding)
    fillLists(seeding)
    fillEvents(seeding)
    writeTies(seeding)
    settle(seeding.org)
    db.exec('COMMIT')
  } catch (error) {
    db.exec('ROLLBACK')
    throw error
  }
}

/** An account that was opened with pipelines keeps them. */
function fillPipelines({ org, world }: Seeding): void {
  if (org.db.prepare('SELECT 1 FROM pipeline').get() !== undefined) return
  for (const pipeline of defaultPipelines(world.calendar.start)) insertPipeline(org, pipeline)
}

function summary({ world, counts }: Seeding, truth: TruthCounts): SeedCounts {
  const of = (object: string): number => counts.get(object) ?? 0
  return {
    people: world.layout.rows,
    contacts: of('contacts'),
    companies: of('companies'),
    deals: of('deals'),
    tickets: of('tickets'),
    users: of('users'),
    duplicatePairs: truth.pairs.people,
    clusters: truth.clusters.people,
    duplicates: truth.duplicates.people,
    across: truth.across as SeedCounts['across'],
    truth,
    rows: Object.fromEntries([...counts].sort(([left], [right]) => (left < right ? -1 : 1))),
    total: [...counts.values()].reduce((sum, number) => sum + number, 0),
  }
}

import { defaultTuning, salesforceConnector } from '../../../connectors/salesforce/index.ts'
import type { Entity } from '../../../src/kit/index.ts'
import type { ChosenValue, Decided } from '../../../src/plan/group/group.ts'
import { openOrg } from '../../connectors/salesforce/open-org.ts'
import { type Chance, chanceOf } from '../chance.ts'
import { decidedGroup } from '../decided.ts'
import type { World } from '../world.ts'
import { PlainClient } from './client.ts'
import { meddle } from './meddle.ts'
import { type Planter, planterFor } from './planter.ts'
import { valueFor } from './values.ts'

const policy = `version: 1
apply: { refusedShare: 1 }
survivorship:
  person: { owners: survivor }
  company: { owners: survivor }
  case: { owners: survivor }
  deal: { owners: survivor, linkAndClose: { Opportunity: { link: Duplicate_Of__c, set: { StageName: Closed Lost } } } }
`

const linkedCases = policy.replace(
  'case: { owners: survivor }',
  'case: { owners: survivor, by: link-and-close, linkAndClose: { Case: { link: ParentId, set: { Status: Closed } } } }',
)

/** The org of this seed: what is in it, which of it is one, and who merges it how. */
export async function salesforceGraph(seed: number): Promise<World> {
  const chance = chanceOf(seed)
  const variant = chance.is(0.4) ? 'standard' : 'business'
  const world = await openOrg({
    variant,
    mergedIndividual: chance.is(0.3) ? 'most-recent' : 'master',
    users: ['b', 'c', 'd'].map((name) => ({ username: `${name}@steward.example` })),
  })
  try {
    const client = new PlainClient(world.org, variant)
    const planter = await planterFor(client, chance)
    const passTime = () => world.control('/clock', { advance: 1000 * (1 + chance.int(90)) })
    const columnOf = (object: string, name: string) =>
      planter.describes.get(object)?.fields.find((field) => field.name === name)
    const isGiven = (object: string, name: string) => columnOf(object, name)?.createable === true
    const groups = await plantGroups(planter, { chance, persons: variant === 'standard', passTime })
    await passTime()
    return {
      connector: salesforceConnector({ ...defaultTuning, runtime: world.runtime }),
      settings: { instanceUrl: world.org.url, tokenEnv: 'TOKEN' },
      env: { TOKEN: world.org.accessToken },
      tempDir: world.tempDir,
      policy: chance.is(0.25) ? linkedCases : policy,
      groups,
      connect: () => world.connect(),
      dump: () => client.dump(),
      meddle: () => meddle({ client, planter, chance, groups }),
      isKept: (object, column) =>
        told.test(column) || columnOf(object, column)?.updateable === true || isGiven(object, column),
      isGiven,
      isHalfOf: (object, { IsPersonAccount, AccountId }) =>
        object === 'Contact' && IsPersonAccount === true ? String(AccountId) : null,
      tellsOf: (object) => (object.startsWith('Feed') ? ['feed-lost'] : []),
      [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
    }
  } catch (error) {
    await world[Symbol.asyncDispose]()
    throw error
  }
}

/** Nobody writes them, and they say something all the same. */
const told = /^(MasterRecordId|IsDirect|AccountId|PersonContactId|ContentDocumentId)$/

interface Kind {
  readonly object: string
  readonly entity: Entity
  readonly kind: string
  /** Columns of which a person may choose a value. */
  readonly chosen: readonly string[]
}

const kinds: readonly Kind[] = [
  {
    object: 'Account',
    entity: 'company',
    kind: 'company',
    chosen: ['Phone', 'Site', 'Industry', 'Description'],
  },
  {
    object: 'Contact',
    entity: 'person',
    kind: 'contact',
    chosen: ['Title', 'Phone', 'Department', 'LeadSource'],
  },
  { object: 'Lead', entity: 'person', kind: 'lead', chosen: ['Title', 'Phone', 'Industry', 'Rating'] },
  { object: 'Case', entity: 'case', kind: 'case', chosen: ['Subject', 'Priority', 'Reason', 'Description'] },
  { object: 'Opportunity', entity: 'deal', kind: 'deal', chosen: [] },
]
const persons: Kind = {
  object: 'Account',
  entity: 'person',
  kind: 'person-account',
  chosen: ['Phone', 'PersonTitle', 'Description'],
}

interface Planting {
  readonly chance: Chance
  readonly persons: boolean
  readonly passTime: () => Promise<unknown>
}

async function plantGroups(planter: Planter, planting: Planting): Promise<readonly Decided[]> {
  const { chance, passTime } = planting
  for (const object of [
    'Account',
    'Account',
    'Contact',
    'Contact',
    'Lead',
    'Campaign',
    'Opportunity',
    'Case',
  ])
    await planter.plant(object)
  const all = planting.persons ? [...kinds, persons] : kinds
  const wanted = Array.from({ length: 1 + chance.int(3) }, () => chance.pick(all))
  const planted: { kind: Kind; ids: readonly string[] }[] = []
  for (const kind of wanted) {
    const ids: string[] = []
    for (let left = 2 + Math.min(chance.int(4), chance.int(4)); left > 0; left--) {
      ids.push(
        ...[await planter.plant(kind.object, identityOf(kind, planter, chance))].filter((id) => id !== null),
      )
      if (chance.is(0.5)) await passTime()
    }
    if (ids.length > 1) planted.push({ kind, ids })
  }
  for (const { kind, ids } of planted) for (const id of ids) await plantChildren(planter, kind, id, chance)
  const groups: Decided[] = []
  for (const [n, { kind, ids }] of planted.entries()) groups.push(groupOf(kind, ids, n, chance))
  return groups
}

/** What members need to be of one kind; external ids would make most groups a person's business. */
function identityOf(
  { object, kind, chosen }: Kind,
  planter: Planter,
  chance: Chance,
): Readonly<Record<string, unknown>> {
  const columns = planter.describes.get(object)?.fields.filter(({ name }) => chosen.includes(name)) ?? []
  const values = columns.map((column) => [column.name, valueFor(column, chance, `c${chance.int(100)}`)])
  const none = { ...Object.fromEntries(values), ERP_Id__c: undefined }
  if (kind === 'person-account') return { ...none, Name: undefined, LastName: 'Lovelace' }
  return object === 'Opportunity' ? { ...none, Duplicate_Of__c: undefined } : none
}

const ownRows = /(History|ChangeEvent)$/

/** Rows by every way that there is. */
async function plantChildren(
  planter: Planter,
  { object, kind }: Kind,
  id: string,
  chance: Chance,
): Promise<void> {
  await hang(planter, object, id, chance)
  if (kind !== 'person-account') return
  const contact = await planter.twinOf(id)
  if (contact !== null) await hang(planter, 'Contact', contact, chance, /^FeedItem$/) // people post on the account
}

async function hang(
  planter: Planter,
  object: string,
  id: string,
  chance: Chance,
  without = /^$/,
): Promise<void> {
  for (const { childSObject, field } of planter.describes.get(object)?.childRelationships ?? []) {
    if (ownRows.test(childSObject) || without.test(childSObject)) continue
    const child = planter.describes.get(childSObject)
    const column = child?.fields.find(({ name }) => name === field)
    if (!child?.createable || !column?.createable || childSObject === 'User') continue
    for (let left = chance.is(0.4) ? 1 + (chance.is(0.3) ? 1 : 0) : 0; left > 0; left--)
      await planter.plant(childSObject, { [field]: id })
  }
}

function groupOf(kind: Kind, ids: readonly string[], n: number, chance: Chance): Decided {
  const members = chance.shuffled(ids)
  const values = chance
    .some(kind.chosen, 0.3)
    .map((field): ChosenValue => ({ field, from: chance.pick(members), typed: null }))
  return decidedGroup(kind, members, n, values)
}

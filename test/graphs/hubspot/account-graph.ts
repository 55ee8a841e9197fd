import { defaultTuning, hubspotConnector } from '../../../connectors/hubspot/index.ts'
import { insertSubscriptionType, setSubscriptionStatus } from '../../../emulators/hubspot/consent/tables.ts'
import { settle } from '../../../emulators/hubspot/store/settle.ts'
import type { Entity } from '../../../src/kit/index.ts'
import type { Decided } from '../../../src/plan/group/group.ts'
import { type OpenAccount, openAccount } from '../../connectors/hubspot/open-account.ts'
import { type Chance, chanceOf } from '../chance.ts'
import { decidedGroup } from '../decided.ts'
import type { World } from '../world.ts'
import { objects, PlainClient } from './client.ts'
import { type Planter, planterFor } from './planter.ts'

interface Kind {
  readonly object: string
  readonly entity: Entity
  readonly kind: string
}

const kinds: readonly Kind[] = [
  { object: 'contacts', entity: 'person', kind: 'contact' },
  { object: 'companies', entity: 'company', kind: 'company' },
  { object: 'deals', entity: 'deal', kind: 'deal' },
  { object: 'tickets', entity: 'case', kind: 'ticket' },
]

/** The account of this seed: what is in it, which of it is one, and who merges it how. */
export async function hubspotGraph(seed: number): Promise<World> {
  const chance = chanceOf(seed)
  const by = () => chance.pick(['native', 'preserving', 'preserving'])
  const policy = `version: 1
apply: { refusedShare: 1 }
survivorship:
  person: { owners: survivor }
  company: { owners: survivor, by: ${by()} }
  case: { owners: survivor, by: ${by()} }
  deal: { owners: survivor, by: ${by()} }
`
  const world = await openAccount({
    burst: 1_000_000,
    daily: 10_000_000,
    staticLists: chance.pick(['leave', 'combine']),
  })
  try {
    const client = new PlainClient(world)
    const planter = planterFor(client, chance)
    const groups = await plantGroups(world, client, { planter, chance })
    const open = new Map<string, ReadonlySet<string>>()
    for (const object of objects) {
      const writable = (await client.properties(object)).filter(
        ({ modificationMetadata, calculated }) =>
          modificationMetadata?.readOnlyValue !== true && calculated !== true,
      )
      open.set(object, new Set(writable.map(({ name }) => name)))
    }
    const isGiven = (object: string, column: string) => open.get(object)?.has(column) === true
    return {
      connector: hubspotConnector({ ...defaultTuning, runtime: world.runtime }),
      settings: { baseUrl: world.account.url, tokenEnv: 'TOKEN' },
      env: { TOKEN: world.account.accessToken },
      tempDir: world.tempDir,
      policy,
      groups,
      connect: () => world.connect(),
      dump: () => client.dump(),
      meddle: () => meddle({ client, planter, chance, groups }),
      bringBack: async (object, ids) => {
        await world.control('/restore', { object, ids })
      },
      isKept: (object, column) =>
        column !== 'associatedcompanyid' && (isGiven(object, column) || column === 'hs_email_optout'),
      isGiven,
      isHalfOf: () => null,
      tellsOf: () => [],
      [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
    }
  } catch (error) {
    await world[Symbol.asyncDispose]()
    throw error
  }
}

interface Planting {
  readonly planter: Planter
  readonly chance: Chance
}

async function plantGroups(
  world: OpenAccount,
  client: PlainClient,
  { planter, chance }: Planting,
): Promise<readonly Decided[]> {
  for (const [from, to] of [
    ['contacts', 'companies'],
    ['contacts', 'deals'],
    ['companies', 'companies'],
  ]) {
    const body = { label: `Friend of ${to}`, name: `friend_${from}_${to}` }
    const { status, text } = await client.send('POST', `/crm/v4/associations/${from}/${to}/labels`, body)
    if (status > 201) throw new Error(text)
  }
  for (const object of [...objects, ...objects]) await planter.plant(object)
  const wanted = Array.from({ length: 1 + chance.int(3) }, () => chance.pick(kinds))
  const planted: { kind: Kind; ids: readonly string[] }[] = []
  for (const kind of wanted) {
    const ids: string[] = []
    for (let left = 2 + Math.min(chance.int(4), chance.int(4)); left > 0; left--) {
      ids.push(await planter.plant(kind.object, further(kind, ids.length, chance)))
      if (chance.is(0.5)) await world.control('/clock', { advance: 1000 * (1 + chance.int(90)) })
    }
    planted.push({ kind, ids })
  }
  // Members are tied to each other, too, within their group and across groups.
  for (const { kind, ids } of planted)
    for (const id of ids)
      for (const to of objects)
        for (const other of planter.planted.get(to) ?? [])
          if (chance.is(0.3)) await planter.tie(kind.object, id, to, other)
  await plantLists(client, planter, chance)
  plantOptOuts(world, planter, chance)
  await world.control('/clock', { advance: 100_000 })
  return planted.map(({ kind, ids }, n) => decidedGroup(kind, chance.shuffled(ids), n))
}

function further({ object }: Kind, n: number, chance: Chance): Readonly<Record<string, string>> {
  if (!chance.is(0.3)) return {}
  if (object === 'contacts') return { hs_additional_emails: `more${n}-${chance.int(1e6)}@example.com` }
  return {}
}

async function plantLists(client: PlainClient, planter: Planter, chance: Chance): Promise<void> {
  for (const [name, object, objectTypeId] of [
    ['One', 'contacts', '0-1'],
    ['Two', 'contacts', '0-1'],
    ['Three', 'companies', '0-2'],
  ] as const) {
    const { json, text } = await client.send('POST', '/crm/v3/lists', {
      name,
      objectTypeId,
      processingType: 'MANUAL',
    })
    const id = json?.list?.listId
    if (id === undefined) throw new Error(text)
    const members = chance.some(planter.planted.get(object) ?? [], 0.4)
    if (members.length > 0) await planter.join(String(id), members)
  }
}

function plantOptOuts({ org }: OpenAccount, planter: Planter, chance: Chance): void {
  const at = org.clock.now().getTime()
  insertSubscriptionType(org, { id: 7, name: 'News', createdAt: at })
  for (const email of chance.some(planter.emails(), 0.2)) {
    const subscriptionId = chance.is(0.5) ? 7 : null
    setSubscriptionStatus(org, { email, subscriptionId, status: 'UNSUBSCRIBED', source: 'test', at })
  }
  settle(org)
}

interface Meddling {
  readonly client: PlainClient
  readonly planter: Planter
  readonly chance: Chance
  readonly groups: readonly Decided[]
}

/** Somebody edits, ties or unties something, without knowing what was merged. */
async function meddle({ client, planter, chance, groups }: Meddling): Promise<string> {
  const { key } = chance.pick(chance.pick(groups).members)
  const { json } = await client.send('GET', `/crm/v3/objects/${key.object}/${key.id}`)
  const id = json?.id
  if (id === undefined) return `${key.object} ${key.id} is not there`
  if (chance.is(0.5)) {
    const open = (await client.properties(key.object)).filter(
      ({ name, type, modificationMetadata, calculated }) =>
        type === 'string' &&
        !/^hs_|domain|email|stage|^pipeline|owner/.test(name) &&
        modificationMetadata?.readOnlyValue !== true &&
        calculated !== true,
    )
    const property = chance.pick(open)
    const properties = { [property.name]: planter.value(key.object, property) }
    const { status } = await client.send('PATCH', `/crm/v3/objects/${key.object}/${id}`, { properties })
    return `edit ${key.object} ${id} ${property.name}: ${status}`
  }
  const to = chance.pick(objects)
  const other = chance.pick(planter.planted.get(to) ?? [])
  const path = `/crm/v4/objects/${key.object}/${id}/associations/${to}/${other}`
  const { status } = await client.send('DELETE', path)
  return `untie ${key.object} ${id} from ${to} ${other}: ${status}`
}

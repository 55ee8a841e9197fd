import type { Connection, Entity, Value, Writer } from '../../../src/kit/index.ts'
import { buildPlan } from '../../../src/plan/build/index.ts'
import type { LeftOut, PlanAction, PlanFile } from '../../../src/plan/files/plan-file.ts'
import { planText } from '../../../src/plan/files/seal.ts'
import type { ValuesFile } from '../../../src/plan/files/values-file.ts'
import type { Decided, Member } from '../../../src/plan/group/group.ts'
import { Policy } from '../../../src/policy/schema.ts'
import { showGroup, showPlan } from '../../../src/report/plan/index.ts'
import { type ConnectOptions, type OpenOrg, openOrg } from '../../connectors/salesforce/open-org.ts'

type Row = Readonly<Record<string, Value>>

/** A plan, and all that is printed of it: the whole, then each group, those left out included. */
export interface Planned {
  readonly plan: PlanFile
  readonly values: ValuesFile
  readonly said: string
  /** The only action. */
  readonly action: PlanAction
  readonly leftOut: readonly LeftOut[]
  /** Codes of what is said about the whole plan, and of what keeps groups out. */
  readonly careful: readonly string[]
  readonly kept: readonly string[]
}

export interface HazardOrg extends AsyncDisposable {
  readonly world: OpenOrg
  readonly add: (object: string, values: Row) => Promise<string>
  readonly twins: (object: string, ...rows: readonly Row[]) => Promise<string[]>
  readonly query: (soql: string) => Promise<Readonly<Record<string, unknown>>[]>
  /** As somebody else would, in the meantime. */
  readonly merge: (object: string, survivor: string, loser: string) => Promise<void>
  readonly plan: (groups: readonly Decided[], options?: PlanOptions) => Promise<Planned>
}

export interface PlanOptions {
  readonly policy?: object
  readonly login?: ConnectOptions
}

/** A bare emulated org to plant hazards in, and plans for what was planted, over HTTP. */
export async function openHazardOrg(options: Parameters<typeof openOrg>[0] = {}): Promise<HazardOrg> {
  const world = await openOrg(options)
  const own = await world.connect()

  async function add(object: string, values: Row): Promise<string> {
    const [id = ''] = await world.create(object, [values])
    return id
  }

  async function query(soql: string): Promise<Readonly<Record<string, unknown>>[]> {
    const answer = await world.request('GET', `/query?q=${encodeURIComponent(soql)}`)
    const { records } = (await answer.json()) as { records: Readonly<Record<string, unknown>>[] }
    return records
  }

  async function merge(object: string, survivor: string, loser: string): Promise<void> {
    const key = (id: string) => ({ connection: 'acme', object, id })
    const step = { survivor: key(survivor), losers: [key(loser)], values: {} }
    const [outcome] = await writerOf(own).merge(object, [step])
    if (outcome?.result !== 'done') throw new Error(JSON.stringify(outcome))
  }

  async function plan(groups: readonly Decided[], { policy = {}, login }: PlanOptions = {}) {
    const connection = login === undefined ? own : await world.connect(login)
    return await planFor(connection, groups, policy)
  }

  return {
    world,
    add,
    twins: (object, ...rows) => world.create(object, rows),
    query,
    merge,
    plan,
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  }
}

async function planFor(connection: Connection, groups: readonly Decided[], policy: object): Promise<Planned> {
  const { plan, values } = await buildPlan({
    connection,
    writer: writerOf(connection),
    name: 'acme',
    decided: groups,
    leftOut: [],
    policy: Policy.parse({ version: 1, ...policy }),
    policyHash: 'a'.repeat(64),
    scan: { run: 1, asOf: '2026-02-01T09:00:00.000Z', selectors: ['duplicates'] },
    tool: '0.1.0',
    createdAt: new Date('2026-02-01T09:00:00Z'),
    key: '0f'.repeat(32),
    valuesFile: 'plan.values.json',
  })
  return told(plan, values)
}

export function writerOf({ writer }: Connection): Writer {
  if (writer === undefined) throw new Error('the emulated org is written to')
  return writer
}

export async function told(plan: PlanFile, values: ValuesFile): Promise<Planned> {
  const names = [...plan.actions, ...plan.leftOut].map(({ group }) => group)
  const input = { plan, path: 'plan.json', width: 10_000, limit: 1000 }
  const said = [
    ...(await Array.fromAsync(showPlan(input))),
    ...(await Promise.all(
      names.map(async (group) => {
        const parts = await Array.fromAsync(showGroup({ ...input, group, mask: true }))
        return parts.join('')
      }),
    )),
  ].join('\n')
  return {
    plan,
    values,
    said,
    leftOut: plan.leftOut,
    careful: plan.radius.hazards.map(({ code }) => code),
    kept: plan.leftOut.map(({ code }) => code),
    get action() {
      const [action, ...others] = plan.actions
      if (action === undefined || others.length > 0) throw new Error(`not one action:\n${planText(plan)}`)
      return action
    },
  }
}

let groups = 0

interface More extends Partial<Pick<Decided, 'survivor' | 'score' | 'values' | 'why' | 'mergeWithin'>> {
  readonly entity?: Entity
  readonly kinds?: readonly string[]
  /** Canonical values that a scan would have read, by member. */
  readonly read?: readonly Member['values'][]
}

const known: Readonly<Record<string, readonly [Entity, string]>> = {
  Contact: ['person', 'contact'],
  Lead: ['person', 'lead'],
  Account: ['company', 'company'],
  PersonAccount: ['person', 'person-account'],
  Opportunity: ['deal', 'deal'],
  Case: ['case', 'case'],
}

/** A group that a person decided, the first record its survivor unless said otherwise. */
export function group(object: string, ids: readonly string[], more: More = {}): Decided {
  const [entity, kind] = known[object] ?? ['person', object]
  const { kinds = [], read = [], survivor = ids[0] ?? null, ...rest } = more
  const members = ids.map((id, at) => ({
    key: { connection: 'acme', object: objectOf(kinds[at] ?? object), id },
    kind: known[kinds[at] ?? '']?.[1] ?? kind,
    url: '',
    values: read[at] ?? {},
  }))
  return {
    rule: `duplicates/${entity}`,
    entity,
    group: (++groups).toString(16).padStart(8, '0').repeat(2),
    score: 0.99,
    members,
    proposed: 0,
    pairs: ids.slice(1).map((_, at) => ({ a: at, b: at + 1, score: 0.99, comparisons: [] })),
    evidence: '',
    mergeWithin: [],
    why: { by: 'decision', file: 'groups.csv', who: 'ada' },
    values: [],
    ...rest,
    survivor,
  }
}

function objectOf(name: string): string {
  return name === 'PersonAccount' ? 'Account' : name
}

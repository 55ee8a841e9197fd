import type {
  ChildRow,
  Connection,
  Fact,
  Hazard,
  MergeGroupView,
  ObjectMapping,
  Value,
  Writer,
} from '../../../src/kit/index.ts'
import { type BuildRequest, buildPlan } from '../../../src/plan/build/index.ts'
import type { Decided, Member } from '../../../src/plan/group/group.ts'
import { Policy } from '../../../src/policy/schema.ts'
import { ScriptedCrm } from '../scripted-crm.ts'
import {
  column,
  mergeable,
  object,
  relationship,
  type ScriptedObject,
  scriptedObjects,
} from '../scripted-objects.ts'

const person = {
  name: 'LastName',
  lastName: 'LastName',
  title: 'Title',
  phone: 'Phone',
  companyId: 'AccountId',
  email: 'Email',
  optOutEmail: 'HasOptedOutOfEmail',
  companyName: { via: 'AccountId', object: 'Account', column: 'Name' },
} as const

export const mappings: readonly ObjectMapping[] = [
  mapping('Contact', 'person', 'contact', person),
  mapping('Account', 'company', 'company', { name: 'Name', phone: 'Phone', parentId: 'ParentId' }),
  mapping('Opportunity', 'deal', 'deal', { name: 'Name', stage: 'StageName' }),
]

function mapping(
  name: string,
  entity: ObjectMapping['entity'],
  kind: string,
  fields: ObjectMapping['fields'],
): ObjectMapping {
  return {
    object: name,
    entity,
    kind,
    when: [],
    fields,
    url: `https://crm.test/${name}/{id}`,
    revision: null,
  }
}

const contact = scriptedObjects.Contact as ScriptedObject

/** The scripted org with addresses and consent on contacts. */
export const objects: Readonly<Record<string, ScriptedObject>> = {
  ...scriptedObjects,
  Contact: {
    ...contact,
    description: object('Contact', [
      ...contact.description.fields.filter(({ system }) => !system),
      column('Email', { nativeType: 'email' }),
      column('HasOptedOutOfEmail', { nativeType: 'boolean', type: 'boolean', nillable: false }),
    ]),
    abilities: {
      ...mergeable(),
      traits: {
        groups: { email: ['Email', 'HasOptedOutOfEmail'] },
        consents: [{ field: 'HasOptedOutOfEmail', address: 'Email', out: true }],
        foreignIds: [],
        owner: 'OwnerId',
        recordType: null,
      },
    },
    relationships: [...contact.relationships, relationship('FeedItem', 'ParentId', { undo: 'lost' })],
  },
  FeedItem: {
    description: object('FeedItem', [column('ParentId', { referenceTo: ['Contact'] })]),
    abilities: mergeable(),
    relationships: [],
    slots: {},
  },
}

type Values = Readonly<Record<string, Value>>

/** An org, what a scan saw of it, and what was decided. */
export class SmallOrg {
  readonly crm: ScriptedCrm
  readonly #mappings: readonly ObjectMapping[]
  readonly decided: Decided[] = []
  facts: readonly Extract<Fact, { kind: 'automation' }>[] = []
  hazards: (group: MergeGroupView) => readonly Hazard[] = () => []
  factsMissing = false
  /** Ties of records, besides the rows that the org itself has. */
  readonly ties: ChildRow[] = []

  constructor(of: Readonly<Record<string, ScriptedObject>> = objects, mapped = mappings) {
    this.crm = new ScriptedCrm(of)
    this.#mappings = mapped
  }

  /** A record, and how a scan saw it: as it is unless `seen` says otherwise. */
  record(name: string, id: string, values: Values = {}, seen: Member['values'] = {}): Member {
    this.crm.add(name, id, values)
    const found = this.#mappings.find((one) => one.object === name)
    const canonical = Object.entries(found?.fields ?? {}).flatMap(([field, source]) =>
      typeof source === 'string' ? [[field, values[source] ?? null] as const] : [],
    )
    return {
      key: { connection: 'acme', object: name, id },
      kind: found?.kind ?? '',
      url: `https://crm.test/${name}/${id}`,
      values: { ...Object.fromEntries(canonical), ...seen },
    }
  }

  group(name: string, members: readonly Member[], more: Partial<Decided> = {}): Decided {
    const pairs = members.slice(1).map((_, index) => ({ a: index, b: index + 1, score: 1, comparisons: [] }))
    const decided: Decided = {
      rule: 'duplicates/people',
      entity: this.#mappings.find((one) => one.object === members[0]?.key.object)?.entity ?? 'person',
      group: name.padEnd(16, '0'),
      score: 0.99,
      members,
      proposed: 0,
      pairs,
      evidence: '',
      mergeWithin: [],
      why: { by: 'decision', file: 'groups.csv', who: 'ada' },
      survivor: null,
      values: [],
      ...more,
    }
    this.decided.push(decided)
    return decided
  }

  get writer(): Writer {
    return {
      ...this.crm.writer,
      examine: async (name, groups) => {
        await this.crm.writer.examine(name, groups)
        return groups.map((group) => this.hazards(group))
      },
      children: async (name, ids, options) => {
        const read = await this.crm.writer.children(name, ids, options)
        const tied = this.ties.filter(
          ({ member, relationship }) => ids.includes(member) && relationship.startsWith(`${name}.`),
        )
        return { ...read, rows: [...read.rows, ...tied] }
      },
    }
  }

  connection(): Connection & { readonly writer: Writer } {
    const facts = (async () =>
      this.factsMissing
        ? { complete: false, gap: { what: 'automation', why: 'View Setup is missing' } }
        : { complete: true, facts: this.facts }) as Connection['facts']
    return { ...this.crm.connection(), mappings: this.#mappings, facts, writer: this.writer }
  }

  build(
    policy: Readonly<Record<string, unknown>> = {},
    more: Partial<BuildRequest> = {},
  ): ReturnType<typeof buildPlan> {
    return buildPlan({
      connection: this.connection(),
      writer: this.writer,
      name: 'acme',
      decided: this.decided,
      leftOut: [],
      policy: Policy.parse({ version: 1, ...policy }),
      policyHash: 'a'.repeat(64),
      scan: { run: 31, asOf: '2026-10-05T00:00:00.000Z', selectors: ['duplicates/people'] },
      tool: '0.1.0',
      createdAt: new Date('2026-10-05T14:02:00.000Z'),
      key: '0f'.repeat(32),
      valuesFile: 'plan.values.json',
      ...more,
    })
  }
}

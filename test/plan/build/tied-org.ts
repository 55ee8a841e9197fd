import type {
  Abilities,
  ChildRow,
  MergeTraits,
  NativeRecord,
  ObjectMapping,
  Relationship,
  Value,
} from '../../../src/kit/index.ts'
import { column, object, type ScriptedObject } from '../scripted-objects.ts'
import { SmallOrg } from './small-org.ts'

const traits: MergeTraits = { groups: {}, consents: [], foreignIds: [], owner: 'owner', recordType: null }

export const noUndo = 'a merge is final; a later re-split makes a new record, without its history'

function isBlank(value: Value | undefined): boolean {
  return value === undefined || value === null || value === ''
}

/** Blanks are filled with what the first loser has. */
function foresee(survivor: NativeRecord, losers: readonly NativeRecord[]): Record<string, Value> {
  const values: Record<string, Value> = {}
  for (const name of Object.keys(survivor.values)) {
    const from = losers.find((one) => !isBlank(one.values[name]))
    if (isBlank(survivor.values[name]) && from !== undefined) values[name] = from.values[name] ?? null
  }
  return values
}

/** Two records at a time, each request one merge, values afterwards, no way back. */
const merge: NonNullable<Abilities['merge']> = {
  recordsPerMerge: 2,
  mergesPerRequest: 1,
  takesValues: false,
  changes: [],
  foresee,
  undo: { kind: 'impossible', why: noUndo },
}

function tie(own: string, other: string, more: Partial<Relationship> = {}): Relationship {
  return {
    object: other,
    field: 'association',
    name: `${own}.${other}`,
    updateable: false,
    cascadeDelete: false,
    restrictedDelete: false,
    anchor: null,
    moves: true,
    undo: 'attach',
    tiesPerRequest: 3,
    changes: [],
    ...more,
  }
}

const reads = { records: 100, parents: 100, relationships: 1 }

const contacts: ScriptedObject = {
  description: object('contacts', [
    column('lastname'),
    column('title'),
    column('email', { nativeType: 'email' }),
    column('optout', { nativeType: 'boolean', type: 'boolean', updateable: false }),
    column('owner', { referenceTo: ['users'] }),
    column('company', { referenceTo: ['companies'] }),
    column('manager', { referenceTo: ['contacts'] }),
    column('twin'),
    column('twinlead'),
  ]),
  abilities: {
    merge,
    why: null,
    whyNotPreserving: 'What a person did stays on a timeline that nothing takes over.',
    traits: {
      ...traits,
      consents: [{ field: 'optout', address: 'email', out: true, ofAddress: true }],
    },
    updatesPerRequest: 100,
    reads,
  },
  relationships: [
    tie('contacts', 'companies'),
    tie('contacts', 'lists', { field: 'membership', moves: false }),
    tie('contacts', 'contacts'),
    withoutTies(tie('contacts', 'subscriptions', { moves: false, undo: 'lost', readApart: 'subscriptions' })),
  ],
  slots: {},
}

const companies: ScriptedObject = {
  description: object('companies', [column('name'), column('phone'), column('owner')]),
  abilities: {
    merge,
    why: null,
    preserving: {
      undo: { kind: 'approximate', why: 'the duplicate is brought back by hand, within 90 days' },
      loses: 'what happened to the duplicates.',
    },
    traits,
    updatesPerRequest: 100,
    reads,
  },
  relationships: [
    tie('companies', 'contacts'),
    tie('companies', 'companies'),
    tie('companies', 'notes', { tiesPerRequest: 2 }),
    withoutTies(tie('companies', 'invoices', { undo: 'move' })),
  ],
  slots: {},
}

/** Rows of their own. */
function withoutTies(relationship: Relationship): Relationship {
  const { tiesPerRequest: _, ...rest } = relationship
  return rest
}

const other = { ...companies, abilities: { ...companies.abilities, merge: null, why: 'no merge' } }

function mapping(
  of: string,
  entity: ObjectMapping['entity'],
  kind: string,
  fields: ObjectMapping['fields'],
): ObjectMapping {
  return { object: of, entity, kind, when: [], fields, url: `https://crm.test/${of}/{id}`, revision: null }
}

const mappings: readonly ObjectMapping[] = [
  {
    ...mapping('contacts', 'person', 'contact', {
      lastName: 'lastname',
      title: 'title',
      email: 'email',
      optOutEmail: 'optout',
      ownerId: 'owner',
    }),
    counterparts: [
      { crm: 'othercrm', column: 'twin' },
      { crm: 'othercrm', column: 'twinlead' },
    ],
  },
  mapping('companies', 'company', 'company', { name: 'name', phone: 'phone', ownerId: 'owner' }),
]

/** An org whose rows are ties, and whose merges fill blanks and cannot be undone. */
export function tiedOrg(
  changed: Readonly<Record<string, Partial<ScriptedObject['abilities']>>> = {},
): SmallOrg {
  const of = { contacts, companies, invoices: other, notes: other, lists: other, subscriptions: other }
  const objects = Object.entries(of).map(([name, one]) => [
    name,
    { ...one, abilities: { ...one.abilities, ...changed[name] } },
  ])
  return new SmallOrg(Object.fromEntries(objects), mappings)
}

/** `companies 9:1` hangs on `member`; a tie's slot is its id unless only one of its kind can be. */
export function tied(
  org: SmallOrg,
  relationship: string,
  member: string,
  id: string,
  slot: string | null = id,
) {
  const row: ChildRow = { relationship, id, member, pointer: member, slot, values: {} }
  org.ties.push(row)
}

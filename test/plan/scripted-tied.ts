import type { NativeRecord, Value } from '../../src/kit/index.ts'
import { column, mergeable, object, relationship, type ScriptedObject } from './scripted-objects.ts'

/** What a merge makes of people: blanks filled in order, the furthest stage, all addresses. */
export function foresee(
  survivor: NativeRecord,
  losers: readonly NativeRecord[],
): Readonly<Record<string, Value>> {
  const told: Record<string, Value> = {}
  for (const name of ['firstname', 'jobtitle', 'phone']) {
    const from = losers.find(({ values }) => values[name] !== null && values[name] !== '')
    if ((survivor.values[name] ?? '') === '' && from !== undefined) told[name] = from.values[name] ?? null
  }
  const furthest = [survivor, ...losers].map(({ values }) => Number(values.stage ?? 0))
  if (Math.max(...furthest) !== furthest[0]) told.stage = Math.max(...furthest)
  const others = losers.flatMap(({ values }) => [values.email, ...String(values.more ?? '').split(';')])
  const more = [...String(survivor.values.more ?? '').split(';'), ...others].filter((one) => one)
  if (others.some((one) => one)) told.more = more.join(';')
  return told
}

function tied(own: string, other: string, more: Parameters<typeof relationship>[2] = {}) {
  return relationship(other, 'association', {
    name: `${own}.${other}`,
    undo: 'attach',
    tiesPerRequest: 3,
    ...more,
  })
}

const irrevocable = { kind: 'impossible', why: 'the CRM has no call for it' } as const

const person: ScriptedObject = {
  description: object('contacts', [
    ...['email', 'firstname', 'jobtitle', 'phone'].map((name) => column(name)),
    column('stage', { type: 'number', nativeType: 'number' }),
    column('more', { picklist: ['x'], nativeType: 'multi' }),
    column('score', { calculated: true, updateable: false }),
  ]),
  abilities: {
    ...mergeable({
      recordsPerMerge: 2,
      mergesPerRequest: 1,
      takesValues: false,
      foresee,
      undo: irrevocable,
    }),
    updatesPerRequest: 100,
  },
  relationships: [
    tied('contacts', 'companies'),
    tied('contacts', 'deals'),
    tied('contacts', 'contacts'),
    tied('contacts', 'lists'),
    relationship('subscriptions', 'subscription', {
      name: 'contacts.subscriptions',
      moves: false,
      undo: 'lost',
    }),
  ],
  slots: {},
}

const company: ScriptedObject = {
  description: object('companies', [
    ...['name', 'domain', 'phone', 'city'].map((name) => column(name)),
    column('parent', { referenceTo: ['companies'] }),
  ]),
  abilities: {
    ...mergeable({ recordsPerMerge: 2, mergesPerRequest: 1, takesValues: false, undo: irrevocable }),
    updatesPerRequest: 100,
    preserving: { undo: { kind: 'approximate', why: 'only once restored by hand' }, loses: 'its timeline' },
  },
  relationships: [tied('companies', 'contacts'), tied('companies', 'deals'), tied('companies', 'companies')],
  slots: {},
}

function other(name: string): ScriptedObject {
  return {
    description: object(name, [column('name')]),
    abilities: { ...mergeable(), merge: null },
    relationships: [],
    slots: {},
  }
}

/** An account whose merges yield new records, one per request, and whose rows are ties. */
export const tiedObjects: Readonly<Record<string, ScriptedObject>> = {
  contacts: person,
  companies: company,
  deals: other('deals'),
  lists: other('lists'),
  subscriptions: other('subscriptions'),
}

const splitting = {
  losses: [{ what: 'old id', why: 'the CRM gives ids', source: 'not documented' }],
  fromTies: [],
}

/** The same account, where merged records can be split again. */
export const splitObjects: Readonly<Record<string, ScriptedObject>> = {
  ...tiedObjects,
  contacts: {
    ...person,
    description: {
      ...person.description,
      fields: [
        ...person.description.fields,
        column('optout', { type: 'boolean', updateable: false, createable: false }),
      ],
    },
    abilities: {
      ...person.abilities,
      split: splitting,
      emptiedFirst: ['stage'],
      traits: {
        ...person.abilities.traits,
        gathers: [{ main: 'email', further: 'more' }],
        consents: [{ field: 'optout', address: 'email', out: true, ofAddress: true }],
      },
    },
  },
  companies: { ...company, abilities: { ...company.abilities, split: splitting } },
}

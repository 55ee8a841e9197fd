import type {
  Abilities,
  ColumnType,
  FieldDescription,
  MergeTraits,
  ObjectDescription,
  Relationship,
} from '../../src/kit/index.ts'

/** An object of the scripted CRM. `slots`: by relationship name, the column of its rows that must not come twice. */
export interface ScriptedObject {
  readonly description: ObjectDescription
  readonly abilities: Abilities
  readonly relationships: readonly Relationship[]
  readonly slots: Readonly<Record<string, string>>
}

export function column(name: string, more: Partial<FieldDescription> = {}): FieldDescription {
  return {
    name,
    label: name,
    nativeType: 'string',
    type: 'text' satisfies ColumnType,
    updateable: true,
    createable: true,
    nillable: true,
    calculated: false,
    system: false,
    unique: false,
    externalId: false,
    referenceTo: [],
    picklist: [],
    ...more,
  }
}

const stamps = [
  column('LastModifiedDate', { type: 'datetime', system: true, updateable: false }),
  column('SystemModstamp', { type: 'datetime', system: true, updateable: false }),
]

export function object(name: string, fields: readonly FieldDescription[]): ObjectDescription {
  return {
    name,
    label: name,
    custom: false,
    mergeable: true,
    restorable: true,
    fields: [column('Id', { system: true, updateable: false }), ...fields, ...stamps],
    children: [],
  }
}

export function relationship(
  objectName: string,
  field: string,
  more: Partial<Relationship> = {},
): Relationship {
  return {
    object: objectName,
    field,
    updateable: true,
    cascadeDelete: false,
    restrictedDelete: false,
    name: `${objectName}.${field}`,
    anchor: null,
    moves: true,
    undo: 'move',
    changes: [],
    ...more,
  }
}

const traits: MergeTraits = { groups: {}, consents: [], foreignIds: [], owner: 'OwnerId', recordType: null }

export function mergeable(more: Partial<NonNullable<Abilities['merge']>> = {}): Abilities {
  return {
    merge: {
      recordsPerMerge: 3,
      mergesPerRequest: 20,
      takesValues: true,
      changes: [],
      undo: { kind: 'exact' },
      ...more,
    },
    why: null,
    traits,
    updatesPerRequest: 200,
  }
}

const unmergeable: Abilities = { merge: null, why: 'it has no merge', traits, updatesPerRequest: 200 }

function plain(description: ObjectDescription): ScriptedObject {
  return { description, abilities: unmergeable, relationships: [], slots: {} }
}

const opportunity: ScriptedObject = {
  ...plain(
    object('Opportunity', [
      column('Name'),
      column('StageName'),
      column('Duplicate_Of__c', { referenceTo: ['Opportunity'] }),
    ]),
  ),
  relationships: [relationship('Opportunity', 'Duplicate_Of__c')],
}

const contact: ScriptedObject = {
  description: object('Contact', [
    column('LastName'),
    column('Title'),
    column('Phone'),
    column('Level__c'),
    column('Score__c', { calculated: true, updateable: false }),
    column('AccountId', { referenceTo: ['Account'] }),
    column('ReportsToId', { referenceTo: ['Contact'] }),
  ]),
  abilities: mergeable({ changes: ['Merged__c'] }),
  relationships: [
    relationship('Task', 'WhoId'),
    relationship('Contact', 'ReportsToId'),
    relationship('CampaignMember', 'ContactId', { undo: 'create' }),
    relationship('OpportunityContactRole', 'ContactId', { undo: 'create', changes: ['IsPrimary'] }),
  ],
  slots: { 'CampaignMember.ContactId': 'CampaignId' },
}

/** A small org: contacts and accounts that merge, opportunities that do not, and what hangs on them. */
export const scriptedObjects: Readonly<Record<string, ScriptedObject>> = {
  Contact: contact,
  Account: {
    description: object('Account', [
      column('Name'),
      column('Phone'),
      column('ParentId', { referenceTo: ['Account'] }),
    ]),
    abilities: mergeable(),
    relationships: [relationship('Contact', 'AccountId'), relationship('Account', 'ParentId')],
    slots: {},
  },
  Opportunity: opportunity,
  Task: plain(
    object('Task', [column('Subject'), column('Priority'), column('WhoId', { referenceTo: ['Contact'] })]),
  ),
  CampaignMember: plain(
    object('CampaignMember', [
      column('Status'),
      column('CampaignId', { referenceTo: ['Campaign'] }),
      column('ContactId', { referenceTo: ['Contact'], updateable: false }),
    ]),
  ),
  OpportunityContactRole: plain(
    object('OpportunityContactRole', [
      column('Role'),
      column('IsPrimary', { type: 'boolean' }),
      column('ContactId', { referenceTo: ['Contact'] }),
    ]),
  ),
}

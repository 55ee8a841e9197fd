import type { Client } from '@hubspot/api-client'

export interface Operation {
  readonly name: string
  /** Where the client keeps the models of its answer. */
  readonly group: string
  readonly call: (client: Client) => Promise<unknown>
}

function operation(name: string, group: string, call: Operation['call']): Operation {
  return { name, group, call }
}

const status = (word: string) => word as never
const inputs = <T>(...list: readonly T[]) => ({ inputs: [...list] })
const pair = (primaryObjectId: string, objectIdToMerge: string) => ({ primaryObjectId, objectIdToMerge })
const search = {
  filterGroups: [{ filters: [{ propertyName: 'lastname', operator: status('EQ'), value: 'same' }] }],
  limit: 3,
  properties: ['lastname'],
}
const plain = { associationCategory: status('HUBSPOT_DEFINED'), associationTypeId: 279 }
const task = {
  hs_timestamp: '2026-02-01T09:00:00Z',
  hs_task_subject: 'Ask',
  hs_task_status: 'NOT_STARTED',
}

const objects: readonly Operation[] = [
  operation('list contacts', 'crm/contacts', (hs) =>
    hs.crm.contacts.basicApi.getPage(2, undefined, ['email']),
  ),
  operation('list contacts with history', 'crm/contacts', (hs) =>
    hs.crm.contacts.basicApi.getPage(2, undefined, ['email'], ['email'], ['companies']),
  ),
  operation('read a contact', 'crm/contacts', (hs) => hs.crm.contacts.basicApi.getById('1')),
  operation('read a contact by address', 'crm/contacts', (hs) =>
    hs.crm.contacts.basicApi.getById('person1@x.example', undefined, undefined, undefined, false, 'email'),
  ),
  operation('create a contact', 'crm/contacts', (hs) =>
    hs.crm.contacts.basicApi.create({ properties: { email: 'new@x.example' }, associations: [] }),
  ),
  operation('update a contact', 'crm/contacts', (hs) =>
    hs.crm.contacts.basicApi.update('1', { properties: { phone: '1' } }),
  ),
  operation('read contacts', 'crm/contacts', (hs) =>
    hs.crm.contacts.batchApi.read({
      ...inputs({ id: '1' }, { id: '2' }),
      properties: ['email'],
      propertiesWithHistory: [],
    }),
  ),
  operation('read contacts, one of which is none', 'crm/contacts', (hs) =>
    hs.crm.contacts.batchApi.read({
      ...inputs({ id: '1' }, { id: '77' }),
      properties: [],
      propertiesWithHistory: [],
    }),
  ),
  operation('create contacts', 'crm/contacts', (hs) =>
    hs.crm.contacts.batchApi.create(inputs({ properties: { email: 'new2@x.example' }, associations: [] })),
  ),
  operation('create contacts, one of which is there', 'crm/contacts', (hs) =>
    hs.crm.contacts.batchApi.create(
      inputs(
        { properties: { email: 'new3@x.example' }, associations: [], objectWriteTraceId: 'a' },
        { properties: { email: 'person1@x.example' }, associations: [], objectWriteTraceId: 'b' },
      ),
    ),
  ),
  operation('update contacts', 'crm/contacts', (hs) =>
    hs.crm.contacts.batchApi.update(
      inputs({ id: '1', properties: { phone: '2' } }, { id: '77', properties: { phone: '2' } }),
    ),
  ),
  operation('upsert contacts', 'crm/contacts', (hs) =>
    hs.crm.contacts.batchApi.upsert(
      inputs(
        { id: 'person1@x.example', idProperty: 'email', properties: { phone: '3' } },
        { id: 'new4@x.example', idProperty: 'email', properties: { phone: '3' } },
      ),
    ),
  ),
  operation('search contacts', 'crm/contacts', (hs) => hs.crm.contacts.searchApi.doSearch(search)),
  operation('merge contacts', 'crm/contacts', (hs) => hs.crm.contacts.basicApi.merge(pair('1', '2'))),
  operation('read a contact that was merged', 'crm/contacts', (hs) => hs.crm.contacts.basicApi.getById('2')),
  operation('list companies', 'crm/companies', (hs) => hs.crm.companies.basicApi.getPage()),
  operation('merge companies', 'crm/companies', (hs) => hs.crm.companies.basicApi.merge(pair('11', '12'))),
  operation('list deals', 'crm/deals', (hs) => hs.crm.deals.basicApi.getPage()),
  operation('merge deals', 'crm/deals', (hs) => hs.crm.deals.basicApi.merge(pair('21', '22'))),
  operation('list tickets', 'crm/tickets', (hs) => hs.crm.tickets.basicApi.getPage()),
  operation('merge tickets', 'crm/tickets', (hs) => hs.crm.tickets.basicApi.merge(pair('31', '32'))),
  operation('create a task', 'crm/objects', (hs) =>
    hs.crm.objects.basicApi.create('tasks', { properties: task, associations: [] }),
  ),
  operation('create a note', 'crm/objects', (hs) =>
    hs.crm.objects.basicApi.create('notes', {
      properties: { hs_timestamp: '2026-02-01T09:00:00Z', hs_note_body: 'Hello' },
      associations: [],
    }),
  ),
  operation('list tasks', 'crm/objects', (hs) => hs.crm.objects.basicApi.getPage('tasks')),
]

const associations: readonly Operation[] = [
  operation('associate by default', 'crm/associations/v4', (hs) =>
    hs.crm.associations.v4.basicApi.createDefault('contacts', '3', 'companies', '13'),
  ),
  operation('associate with a label', 'crm/associations/v4', (hs) =>
    hs.crm.associations.v4.basicApi.create('contacts', '4', 'companies', '13', [plain]),
  ),
  operation('read associations', 'crm/associations/v4', (hs) =>
    hs.crm.associations.v4.basicApi.getPage('contacts', '3', 'companies'),
  ),
  operation('read associations of many', 'crm/associations/v4', (hs) =>
    hs.crm.associations.v4.batchApi.getPage('contacts', 'companies', inputs({ id: '3' }, { id: '4' })),
  ),
  operation('associate many', 'crm/associations/v4', (hs) =>
    hs.crm.associations.v4.batchApi.create(
      'contacts',
      'companies',
      inputs({ _from: { id: '5' }, to: { id: '13' }, types: [plain] }),
    ),
  ),
  operation('associate many by default', 'crm/associations/v4', (hs) =>
    hs.crm.associations.v4.batchApi.createDefault(
      'contacts',
      'companies',
      inputs({ _from: { id: '6' }, to: { id: '13' } }),
    ),
  ),
  operation('list labels', 'crm/associations/v4/schema', (hs) =>
    hs.crm.associations.v4.schema.definitionsApi.getAll('contacts', 'companies'),
  ),
]

const property = {
  name: 'wish',
  label: 'Wish',
  groupName: 'contactinformation',
  type: status('enumeration'),
  fieldType: status('select'),
  options: [{ label: 'A', value: 'a', displayOrder: 0, hidden: false }],
}

const metadata: readonly Operation[] = [
  operation('list properties', 'crm/properties', (hs) => hs.crm.properties.coreApi.getAll('contacts')),
  operation('read a property', 'crm/properties', (hs) =>
    hs.crm.properties.coreApi.getByName('contacts', 'email'),
  ),
  operation('create a property', 'crm/properties', (hs) =>
    hs.crm.properties.coreApi.create('contacts', property),
  ),
  operation('change a property', 'crm/properties', (hs) =>
    hs.crm.properties.coreApi.update('contacts', 'wish', { label: 'Wishes' }),
  ),
  operation('read properties, one of which is none', 'crm/properties', (hs) =>
    hs.crm.properties.batchApi.read('contacts', {
      archived: false,
      ...inputs({ name: 'email' }, { name: 'nope' }),
    } as never),
  ),
  operation('list groups', 'crm/properties', (hs) => hs.crm.properties.groupsApi.getAll('companies')),
  operation('create a group', 'crm/properties', (hs) =>
    hs.crm.properties.groupsApi.create('companies', { name: 'own', label: 'Own' }),
  ),
  operation('list pipelines', 'crm/pipelines', (hs) => hs.crm.pipelines.pipelinesApi.getAll('deals')),
  operation('read a pipeline', 'crm/pipelines', (hs) =>
    hs.crm.pipelines.pipelinesApi.getById('tickets', '0'),
  ),
  operation('list stages', 'crm/pipelines', (hs) =>
    hs.crm.pipelines.pipelineStagesApi.getAll('deals', 'default'),
  ),
  operation('list schemas', 'crm/schemas', (hs) => hs.crm.schemas.coreApi.getAll()),
  operation('read a schema', 'crm/schemas', (hs) => hs.crm.schemas.coreApi.getById('contacts')),
]

const people: readonly Operation[] = [
  operation('list owners', 'crm/owners', (hs) => hs.crm.owners.ownersApi.getPage(undefined, undefined, 1)),
  operation('list archived owners', 'crm/owners', (hs) =>
    hs.crm.owners.ownersApi.getPage(undefined, undefined, 100, true),
  ),
  operation('read an owner', 'crm/owners', (hs) => hs.crm.owners.ownersApi.getById(50_000_011)),
  operation('list users', 'settings/users', (hs) => hs.settings.users.usersApi.getPage(1)),
  operation('read a user by address', 'settings/users', (hs) =>
    hs.settings.users.usersApi.getById('seller@x.example', status('EMAIL')),
  ),
  operation('list roles', 'settings/users', (hs) => hs.settings.users.rolesApi.getAll()),
  operation('list teams', 'settings/users', (hs) => hs.settings.users.teamsApi.getAll()),
]

const lists: readonly Operation[] = [
  operation('create a list', 'crm/lists', (hs) =>
    hs.crm.lists.listsApi.create({ name: 'Mine', objectTypeId: '0-1', processingType: 'MANUAL' }),
  ),
  operation('read a list', 'crm/lists', (hs) => hs.crm.lists.listsApi.getById('1', true)),
  operation('read a list by name', 'crm/lists', (hs) => hs.crm.lists.listsApi.getByName('Mine', '0-1')),
  operation('read lists', 'crm/lists', (hs) => hs.crm.lists.listsApi.getAll(['1', '77'])),
  operation('rename a list', 'crm/lists', (hs) => hs.crm.lists.listsApi.updateName('1', 'Ours')),
  operation('search lists', 'crm/lists', (hs) => hs.crm.lists.listsApi.doSearch({ query: 'our' })),
  operation('add members', 'crm/lists', (hs) => hs.crm.lists.membershipsApi.add('1', ['3', '4', '77'])),
  operation('page through members', 'crm/lists', (hs) =>
    hs.crm.lists.membershipsApi.getPage('1', undefined, undefined, 1),
  ),
  operation('page through members as they joined', 'crm/lists', (hs) =>
    hs.crm.lists.membershipsApi.getPageOrderedByAddedToListDate('1', undefined, undefined, 1),
  ),
  operation('lists of a record', 'crm/lists', (hs) => hs.crm.lists.membershipsApi.getLists('0-1', '3')),
  operation('add and remove members', 'crm/lists', (hs) =>
    hs.crm.lists.membershipsApi.addAndRemove('1', { recordIdsToAdd: ['5'], recordIdsToRemove: ['3'] }),
  ),
  operation('remove members', 'crm/lists', (hs) => hs.crm.lists.membershipsApi.remove('1', ['5'])),
]

const consent: readonly Operation[] = [
  operation('list subscription types', 'communication_preferences', (hs) =>
    hs.communicationPreferences.definitionApi.getPage(),
  ),
  operation('unsubscribe', 'communication_preferences', (hs) =>
    hs.communicationPreferences.statusApi.unsubscribe({
      emailAddress: 'person3@x.example',
      subscriptionId: '90000001',
      legalBasis: status('LEGITIMATE_INTEREST_CLIENT'),
      legalBasisExplanation: 'asked on the phone',
    }),
  ),
  operation('subscribe', 'communication_preferences', (hs) =>
    hs.communicationPreferences.statusApi.subscribe({
      emailAddress: 'person4@x.example',
      subscriptionId: '90000001',
    }),
  ),
  operation('read subscriptions', 'communication_preferences', (hs) =>
    hs.communicationPreferences.statusApi.getEmailStatus('person3@x.example'),
  ),
]

/** Those that answer with nothing. */
export const silent: readonly Operation[] = [
  operation('archive a contact', '', (hs) => hs.crm.contacts.basicApi.archive('6')),
  operation('archive companies', '', (hs) => hs.crm.companies.batchApi.archive(inputs({ id: '13' }))),
  operation('forget a contact', '', (hs) => hs.crm.contacts.basicApi.purge({ objectId: '5' })),
  operation('take associations away', '', (hs) =>
    hs.crm.associations.v4.batchApi.archive(
      'contacts',
      'companies',
      inputs({ _from: { id: '3' }, to: [{ id: '11' }] }),
    ),
  ),
  operation('archive a property', '', (hs) => hs.crm.properties.coreApi.archive('contacts', 'wish')),
  operation('remove all members', '', (hs) => hs.crm.lists.membershipsApi.removeAll('1')),
  operation('delete a list', '', (hs) => hs.crm.lists.listsApi.remove('1')),
  operation('restore a list', '', (hs) => hs.crm.lists.listsApi.restore('1')),
]

/** Those that are refused. */
export const refused: readonly Operation[] = [
  operation('a contact that is none', 'crm/contacts', (hs) => hs.crm.contacts.basicApi.getById('777')),
  operation('an address that is taken', 'crm/contacts', (hs) =>
    hs.crm.contacts.basicApi.create({ properties: { email: 'person3@x.example' }, associations: [] }),
  ),
  operation('a property that is none', 'crm/contacts', (hs) =>
    hs.crm.contacts.basicApi.update('3', { properties: { nope: '1' } }),
  ),
  operation('a record merged with itself', 'crm/contacts', (hs) =>
    hs.crm.contacts.basicApi.merge(pair('3', '3')),
  ),
  operation('a search with a strange operator', 'crm/contacts', (hs) =>
    hs.crm.contacts.searchApi.doSearch({
      filterGroups: [{ filters: [{ propertyName: 'lastname', operator: status('LIKE'), value: 'x' }] }],
    }),
  ),
  operation('a property that is there', 'crm/properties', (hs) =>
    hs.crm.properties.coreApi.create('contacts', { ...property, name: 'email' }),
  ),
  operation('an owner that is none', 'crm/owners', (hs) => hs.crm.owners.ownersApi.getById(1)),
  operation('a user that is none', 'settings/users', (hs) => hs.settings.users.usersApi.getById('1')),
  operation('a list that is none', 'crm/lists', (hs) => hs.crm.lists.listsApi.getById('777')),
  operation('a pipeline that is none', 'crm/pipelines', (hs) =>
    hs.crm.pipelines.pipelinesApi.getById('deals', 'nope'),
  ),
]

/** In this order: later ones see what earlier ones did. */
export const operations: readonly Operation[] = [
  ...objects,
  ...associations,
  ...metadata,
  ...people,
  ...lists,
  ...consent,
]

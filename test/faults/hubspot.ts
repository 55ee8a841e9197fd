import { defaultTuning, hubspotConnector } from '../../connectors/hubspot/index.ts'
import { presetNames } from '../../emulators/hubspot/control/presets.ts'
import { startHubspotAccount } from '../../emulators/hubspot/index.ts'
import type { Connection } from '../../src/kit/index.ts'
import type { Decided } from '../../src/plan/group/group.ts'
import { planOf } from './plan-of.ts'
import type { Crm, Emulated } from './site.ts'

const policy = `version: 1
survivorship:
  person: { owners: survivor, fields: { city: survivor } }
  company: { by: preserving, owners: survivor }
  deal: { by: preserving, owners: survivor }
apply: { stages: [1], refusedShare: 1 }
`

export const hubspotCrm: Crm = {
  name: 'hubspot',
  policy,
  presets: presetNames,
  start: (options) => startHubspotAccount({ burst: 1_000_000, daily: 10_000_000, ...options }),
  connector: (runtime) => hubspotConnector({ ...defaultTuning, runtime, concurrency: 1 }),
  settings: (url) => ({
    baseUrl: url,
    refreshTokenEnv: 'REFRESH',
    clientIdEnv: 'CLIENT',
    clientSecretEnv: 'SECRET',
  }),
  seed,
}

/** People with what usually hangs on them, and companies that are emptied. */
async function seed(emulated: Emulated, connect: () => Promise<Connection>): ReturnType<Crm['seed']> {
  const { accessToken } = emulated
  async function call(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
    const answer = await fetch(`${emulated.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path}: ${text}`)
    return text === '' ? {} : JSON.parse(text)
  }
  const add = async (object: string, properties: object) =>
    String((await call('POST', `/crm/v3/objects/${object}`, { properties })).id)
  const tie = (from: string, one: string, to: string, other: string) =>
    call('PUT', `/crm/v4/objects/${from}/${one}/associations/default/${to}/${other}`)
  const ada = { firstname: 'Ada', lastname: 'Lovelace' }
  const a = await add('contacts', { ...ada, email: 'ada@acme.example' })
  const b = await add('contacts', { ...ada, email: 'ada@home.example', jobtitle: 'CEO', city: 'Ulm' })
  const c = await add('contacts', { ...ada, email: 'ada@other.example', phone: '+49 30 5550199' })
  const acme = await add('companies', { name: 'Acme', domain: 'acme.example' })
  const other = await add('companies', { name: 'Acme', phone: '+49 30 5550100', city: 'Ulm' })
  const deal = await add('deals', { dealname: 'Big', dealstage: 'appointmentscheduled', pipeline: 'default' })
  const ticket = await add('tickets', { subject: 'Printer', hs_pipeline: '0', hs_pipeline_stage: '1' })
  const note = await add('notes', { hs_note_body: 'Call back', hs_timestamp: '2026-01-01T00:00:00Z' })
  await tie('contacts', a, 'companies', acme)
  await tie('contacts', b, 'companies', other)
  await tie('companies', other, 'deals', deal)
  await tie('companies', other, 'tickets', ticket)
  await tie('contacts', b, 'deals', deal)
  await tie('contacts', c, 'notes', note)
  const list = await call('POST', '/crm/v3/lists', {
    name: 'Static',
    objectTypeId: '0-1',
    processingType: 'MANUAL',
  })
  const { listId } = list.list as { listId: string }
  await call('PUT', `/crm/v3/lists/${listId}/memberships/add`, [b] as unknown as object)
  const group = (
    object: string,
    entity: Decided['entity'],
    kind: string,
    ids: readonly string[],
  ): Decided => ({
    rule: `duplicates/${entity}`,
    entity,
    group: ids.join('').padStart(16, '0').slice(0, 16),
    score: 0.99,
    members: ids.map((id) => ({ key: { connection: 'acme', object, id }, kind, url: '', values: {} })),
    proposed: 0,
    pairs: ids.slice(1).map((_, at) => ({ a: at, b: at + 1, score: 0.99, comparisons: [] })),
    evidence: '',
    mergeWithin: [],
    why: { by: 'decision', file: 'groups.csv', who: 'ada' },
    survivor: ids[0] ?? null,
    values: [],
  })
  return await planOf(await connect(), policy, [
    group('companies', 'company', 'company', [acme, other]),
    group('contacts', 'person', 'contact', [a, b, c]),
  ])
}

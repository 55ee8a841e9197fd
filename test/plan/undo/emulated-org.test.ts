import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defaultTuning, salesforceConnector } from '../../../connectors/salesforce/index.ts'
import { packs } from '../../../plugins/index.ts'
import type { KitError } from '../../../src/kit/index.ts'
import { carryOut } from '../../../src/plan/carry-out.ts'
import type { PlanFile } from '../../../src/plan/files/plan-file.ts'
import { sealPlan } from '../../../src/plan/files/seal.ts'
import type { ValuesFile } from '../../../src/plan/files/values-file.ts'
import type { Decided } from '../../../src/plan/group/group.ts'
import { forgetInJournals, RunLock, verifyJournal } from '../../../src/plan/journal/index.ts'
import { foretellUndo, type TakeBackRequest, takeBack } from '../../../src/plan/take-back.ts'
import type { GroupUndo } from '../../../src/plan/undo/index.ts'
import { loadPolicy } from '../../../src/policy/index.ts'
import { group, type HazardOrg, openHazardOrg } from '../hazards/hazard-org.ts'
import { byItem } from './undo-stage.ts'

const now = () => new Date('2026-02-01T09:00:00Z')
const policyText = `version: 1
survivorship:
  person: { owners: survivor }
  deal: { linkAndClose: { Opportunity: { link: Duplicate_Of__c, set: { StageName: Closed Lost } } } }
`

let org: HazardOrg
let base: Omit<TakeBackRequest, 'plan' | 'values' | 'valuesNow' | 'groups' | 'consent'>

beforeEach(async () => {
  org = await openHazardOrg()
  const { world } = org
  const cwd = join(world.tempDir, 'desk')
  mkdirSync(cwd)
  const connector = salesforceConnector({ ...defaultTuning, runtime: world.runtime })
  writeFileSync(join(cwd, 'steward.yml'), policyText)
  const settings = connector.settings.parse({ instanceUrl: world.org.url, tokenEnv: 'TOKEN' })
  base = {
    home: join(world.tempDir, 'home'),
    policy: await loadPolicy({ cwd, packs, connectors: [connector] }),
    target: { name: 'acme', connector, settings },
    dir: join(world.tempDir, 'journal'),
    confirmOrg: new URL(world.org.url).host,
    tool: '0.1.0',
    get env() {
      return { TOKEN: world.org.accessToken }
    },
    now,
    pause: async () => undefined,
    signal: new AbortController().signal,
    progress: () => undefined,
    log: () => undefined,
  }
})
afterEach(() => org[Symbol.asyncDispose]())

interface Planned {
  readonly plan: PlanFile
  readonly values: ValuesFile
}

async function applied(groups: readonly Decided[]): Promise<Planned> {
  const { plan: draft, values } = await org.plan(groups, { policy: base.policy.policy })
  const plan = sealPlan({ ...draft, policy: base.policy.hash }, values, 'plan.values.json')
  const outcome = await carryOut({
    ...base,
    plan,
    values,
    journal: { dir: base.dir, named: true },
    resume: false,
    unattended: false,
    beyondBin: true,
    confirmPlan: plan.id,
    consent: async () => '--confirm-plan',
  })
  expect(outcome.error).toBeNull()
  expect(outcome).toMatchObject({ exit: 0, left: 0 })
  return { plan, values }
}

async function undone(planned: Planned, more: Partial<TakeBackRequest> = {}) {
  let foreseen: readonly GroupUndo[] = []
  const consent = async (groups: readonly GroupUndo[]): Promise<string> => {
    foreseen = groups
    return '--confirm-plan'
  }
  const valuesNow = () => planned.values
  const outcome = await takeBack({ ...base, ...planned, valuesNow, groups: null, consent, ...more })
  return { foreseen: byItem(foreseen), outcome, items: byItem(outcome.groups) }
}

async function valuesOf(
  object: string,
  id: string,
  fields: string,
): Promise<Readonly<Record<string, unknown>>> {
  const [found] = await org.query(`SELECT ${fields} FROM ${object} WHERE Id = '${id}'`)
  const { attributes: _, ...values } = found ?? {}
  return values
}

async function edit(object: string, id: string, values: object): Promise<void> {
  const answer = await org.world.request('PATCH', `/sobjects/${object}/${id}`, values)
  expect(answer.status).toBe(204)
}

async function emptyFromBin(id: string): Promise<void> {
  const { url, accessToken } = org.world.org
  const body = `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header><SessionHeader xmlns="urn:partner.soap.sforce.com"><sessionId>${accessToken}</sessionId></SessionHeader></e:Header><e:Body><emptyRecycleBin xmlns="urn:partner.soap.sforce.com"><ids>${id}</ids></emptyRecycleBin></e:Body></e:Envelope>`
  const headers = { 'content-type': 'text/xml', soapaction: '""' }
  const answer = await fetch(`${url}/services/Soap/u/66.0`, { method: 'POST', headers, body })
  expect(await answer.text()).toContain('<success>true</success>')
}

/** Five of one person with what usually hangs on people. */
async function people() {
  const { add } = org
  const name = { FirstName: 'Ada', LastName: 'Lovelace' }
  const ids = await org.twins(
    'Contact',
    name,
    { ...name, Title: 'CEO', ERP_Id__c: 'E-1' },
    name,
    { ...name, Phone: '+49 30 5550199' },
    name,
  )
  const [a = '', b = '', c = ''] = ids
  const campaign = await add('Campaign', { Name: 'Spring' })
  const members = await org.twins(
    'CampaignMember',
    { CampaignId: campaign, ContactId: a },
    { CampaignId: campaign, ContactId: b },
  )
  const tasks = await org.twins('Task', { Subject: 'Call', WhoId: b }, { Subject: 'Mail', WhoId: c })
  const opportunity = await add('Opportunity', {
    Name: 'Big',
    StageName: 'Prospecting',
    CloseDate: '2026-03-01',
  })
  const role = await add('OpportunityContactRole', {
    OpportunityId: opportunity,
    ContactId: b,
    Role: 'Decision Maker',
  })
  return { ids, a, b, c, members, tasks, role }
}

describe('undo on the emulated org', () => {
  it('is foretold without a write, and without naming a production org', async () => {
    const { ids, a, b } = await people()
    const planned = await applied([group('Contact', ids)])
    const written = readFileSync(join(base.dir, 'journal.ndjson'), 'utf8')
    const { groups, told } = await foretellUndo({ ...base, ...planned, groups: null, confirmOrg: null })
    expect(groups.map(({ refused }) => refused)).toEqual([null])
    expect(byItem(groups)).toMatchObject({ [`record ${b}`]: 'exact', [`Title ${a}`]: 'exact' })
    expect(told.calls).toBeGreaterThan(told.looked)
    expect(readFileSync(join(base.dir, 'journal.ndjson'), 'utf8')).toBe(written)
    expect(await org.query(`SELECT Id FROM Contact WHERE Id = '${b}'`)).toEqual([])
  })

  it('brings five records back that became one in two steps, with their values and rows', async () => {
    const { ids, a, b, c, members, tasks, role } = await people()
    const autumn = await org.add('Campaign', { Name: 'Autumn' })
    const moved = await org.add('CampaignMember', { CampaignId: autumn, ContactId: c, Status: 'Responded' })
    const fields = 'Title, Phone, ERP_Id__c'
    const before = await Promise.all(ids.map((id) => valuesOf('Contact', id, fields)))
    const planned = await applied([group('Contact', ids)])
    expect(await valuesOf('Contact', a, fields)).toMatchObject({ Title: 'CEO', Phone: '+49 30 5550199' })
    const { foreseen, outcome, items } = await undone(planned)
    expect(outcome).toMatchObject({ ended: 'finished', exit: 0 })
    expect(outcome.stamps).toEqual(expect.arrayContaining(['LastModifiedById', 'LastModifiedDate']))
    expect(outcome.calls).toBeGreaterThan(0)
    const went = { oldest: '2026-02-01T09:00:00.000Z', until: '2026-02-16T09:00:00.000Z' }
    expect(outcome.windows).toEqual([{ object: 'Contact', days: 15, ...went }])
    expect({ byHand: outcome.byHand, unknown: outcome.firesUnknown }).toEqual({ byHand: [], unknown: [] })
    expect(items).toEqual(foreseen)
    expect(await Promise.all(ids.map((id) => valuesOf('Contact', id, fields)))).toEqual(before)
    for (const [at, who] of [b, c].entries())
      expect(await valuesOf('Task', tasks[at] ?? '', 'WhoId')).toEqual({ WhoId: who })
    expect(await valuesOf('OpportunityContactRole', role, 'ContactId')).toEqual({ ContactId: b })
    expect(await org.query(`SELECT Id FROM CampaignMember WHERE ContactId = '${a}'`)).toMatchObject([
      { Id: members[0] },
    ])
    expect(await org.query(`SELECT Id FROM CampaignMember WHERE ContactId = '${b}'`)).toHaveLength(1)
    const inAutumn = `SELECT Id, ContactId, Status FROM CampaignMember WHERE CampaignId = '${autumn}'`
    expect(await org.query(inAutumn)).toMatchObject([{ ContactId: c, Status: 'Responded' }])
    expect(items).toMatchObject({
      [`CampaignMember.ContactId ${moved}`]: 'approximate: moved back as a new row with a new id',
    })
    expect(await org.query(`SELECT Id FROM CampaignMember WHERE Id = '${moved}'`)).toEqual([])
    expect(await verifyJournal(base.dir)).toMatchObject({ ok: true, problems: [] })

    const lines = readFileSync(join(base.dir, 'journal.ndjson'), 'utf8').split('\n')
    const again = await undone(planned)
    expect(again).toMatchObject({ foreseen: {}, items: {}, outcome: { exit: 0 } })
    const more = readFileSync(join(base.dir, 'journal.ndjson'), 'utf8')
      .split('\n')
      .slice(lines.length - 1)
    expect(more.filter((line) => line.includes('"intent"'))).toEqual([])
    expect(await org.query(`SELECT Id FROM CampaignMember WHERE ContactId = '${b}'`)).toHaveLength(1)
  })

  it('keeps what people did since, and brings nothing back that they deleted', async () => {
    const { ids, a, tasks, role } = await people()
    const planned = await applied([group('Contact', ids)])
    const [moved = '', deleted = ''] = tasks
    const other = await org.add('Contact', { LastName: 'Other' })
    await edit('Contact', a, { Title: 'Chair' })
    await edit('Task', moved, { WhoId: other })
    for (const path of [`Task/${deleted}`, `OpportunityContactRole/${role}`])
      expect((await org.world.request('DELETE', `/sobjects/${path}`)).status).toBe(204)
    const { foreseen, items, outcome } = await undone(planned)
    expect(items).toEqual(foreseen)
    expect(items).toMatchObject({
      [`Title ${a}`]: 'kept: changed since the merge',
      [`Phone ${a}`]: 'exact',
      [`Task.WhoId ${moved}`]: 'kept: moved elsewhere since',
      [`Task.WhoId ${deleted}`]: 'kept: deleted since',
      [`OpportunityContactRole.ContactId ${role}`]: 'kept: deleted since',
    })
    expect(outcome.exit).toBe(0)
    expect(await valuesOf('Contact', a, 'Title, Phone')).toEqual({ Title: 'Chair', Phone: null })
    expect(await valuesOf('Task', moved, 'WhoId')).toEqual({ WhoId: other })
    expect(await org.query(`SELECT Id FROM Task WHERE Id = '${deleted}'`)).toEqual([])
  })

  it('is refused while the survivor is merged into another record', async () => {
    const { ids, a } = await people()
    const planned = await applied([group('Contact', ids)])
    await org.merge('Contact', await org.add('Contact', { LastName: 'Other' }), a)
    const { outcome } = await undone(planned)
    expect(outcome).toMatchObject({ exit: 68, groups: [{ refused: { code: 'survivor-merged' } }] })
  })

  it('says what left the recycle bin, and brings the others back', async () => {
    const { ids, b } = await people()
    const planned = await applied([group('Contact', ids)])
    await emptyFromBin(b)
    const { items, foreseen, outcome } = await undone(planned)
    expect(items).toEqual(foreseen)
    expect(items[`record ${b}`]).toBe('impossible: no longer in the recycle bin')
    expect(outcome.exit).toBe(68)
  })

  it('opens deals again that were linked and closed', async () => {
    const deal = { Name: 'Big', StageName: 'Prospecting', CloseDate: '2026-03-01' }
    const [first = '', second = ''] = await org.twins('Opportunity', deal, deal)
    const planned = await applied([group('Opportunity', [first, second])])
    const fields = 'StageName, Duplicate_Of__c'
    expect(await valuesOf('Opportunity', second, fields)).toEqual({
      StageName: 'Closed Lost',
      Duplicate_Of__c: first,
    })
    const { items, foreseen, outcome } = await undone(planned)
    expect(items).toEqual(foreseen)
    expect(outcome.exit).toBe(0)
    expect(await valuesOf('Opportunity', second, fields)).toEqual({
      StageName: 'Prospecting',
      Duplicate_Of__c: null,
    })
  })
})

describe('undo goes by what is so once it was agreed to', () => {
  it('brings nothing back of a person who is forgotten meanwhile', async () => {
    const [a = '', b = ''] = await org.twins(
      'Contact',
      { LastName: 'Ada' },
      { LastName: 'Ada', Title: 'CEO' },
    )
    const planned = await applied([group('Contact', [a, b])])
    const consent = async (): Promise<string> => {
      expect((await forgetInJournals(base.home, `acme/Contact/${b}`, now)).failed).toEqual([])
      return 'terminal'
    }
    const { outcome } = await undone(planned, { consent })
    expect(outcome).toMatchObject({ exit: 68, groups: [{ refused: { code: 'forgotten' } }] })
    expect(await org.query(`SELECT Id FROM Contact WHERE Id = '${b}'`)).toEqual([])
    expect(await valuesOf('Contact', a, 'Title')).toEqual({ Title: 'CEO' })
    expect(await verifyJournal(base.dir)).toMatchObject({ ok: true, problems: [] })
  })

  it('does nothing twice when another undo ends meanwhile', async () => {
    const ids = await org.twins('Contact', { LastName: 'Ada' }, { LastName: 'Ada', Title: 'CEO' })
    const planned = await applied([group('Contact', ids)])
    const consent = async (): Promise<string> => {
      await undone(planned, { home: join(org.world.tempDir, 'other-home') })
      return 'terminal'
    }
    const { outcome } = await undone(planned, { consent })
    expect(outcome).toMatchObject({ exit: 0, groups: [{ refused: null, items: [] }] })
    expect(await verifyJournal(base.dir)).toMatchObject({ ok: true, problems: [] })
  })

  it('takes ids that came back out of the list of ended ones', async () => {
    const [a = '', b = ''] = await org.twins('Contact', { LastName: 'Ada' }, { LastName: 'Ada' })
    const [c = '', d = ''] = await org.twins('Contact', { LastName: 'Bob' }, { LastName: 'Bob' })
    const planned = await applied([group('Contact', [a, b]), group('Contact', [c, d])])
    const action = planned.plan.actions.find(({ survivor }) => survivor === a)
    const path = join(base.dir, 'id-map.csv')
    expect(readFileSync(path, 'utf8')).toContain(b)
    const { outcome } = await undone(planned, { groups: [action?.id ?? ''] })
    expect(outcome.idMap).toEqual({ path, back: 1 })
    const text = readFileSync(path, 'utf8')
    expect(text).not.toContain(b)
    expect(text).toContain(`Contact,${d},${c},`)
  })
})

describe('undo is refused, and nothing written', () => {
  const other = (planned: Planned): Planned => {
    const { id: _, checksum: __, values: ___, ...draft } = planned.plan
    const connection = { ...draft.connection, orgId: '00D000000000002EAA' }
    return { ...planned, plan: { ...planned.plan, connection } }
  }
  it.each<readonly [string, string, number, (planned: Planned) => Partial<TakeBackRequest>]>([
    ['on another org than the plan was made for', 'OTHER_ORG', 31, other],
    [
      'with the journal of another plan',
      'OTHER_JOURNAL',
      31,
      ({ plan }) => ({ plan: { ...plan, id: '00000000' } }),
    ],
    ['in production that was not named', 'NOT_CONFIRMED', 31, () => ({ confirmOrg: null })],
    ['of a group that the plan does not have', 'UNKNOWN_GROUP', 2, () => ({ groups: ['ffffffff'] })],
    ['without a journal', 'JOURNAL_MISSING', 2, () => ({ dir: join(org.world.tempDir, 'none') })],
  ])('%s', async (_, code, exit, more) => {
    const ids = await org.twins('Contact', { LastName: 'Ada' }, { LastName: 'Ada' })
    const planned = await applied([group('Contact', ids)])
    const journal = readFileSync(join(base.dir, 'journal.ndjson'), 'utf8')
    const error = await undone(planned, more(planned)).catch((thrown: KitError) => thrown)
    expect(error).toMatchObject({ code, exit })
    expect(readFileSync(join(base.dir, 'journal.ndjson'), 'utf8')).toBe(journal)
  })

  it('while another run holds the org', async () => {
    const ids = await org.twins('Contact', { LastName: 'Ada' }, { LastName: 'Ada' })
    const planned = await applied([group('Contact', ids)])
    using _lock = new RunLock(base.home, planned.plan.connection.orgId, now())
    await expect(undone(planned)).rejects.toMatchObject({ code: 'ORG_BUSY', exit: 31 })
  })

  it('when nobody consents', async () => {
    const ids = await org.twins('Contact', { LastName: 'Ada' }, { LastName: 'Ada' })
    const planned = await applied([group('Contact', ids)])
    const consent = async (): Promise<string> => {
      throw new Error('no')
    }
    await expect(undone(planned, { consent })).rejects.toThrow('no')
    expect(await org.query(`SELECT Id FROM Contact WHERE Id = '${ids[1]}'`)).toEqual([])
  })
})

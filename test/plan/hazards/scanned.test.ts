import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Desk, openDesk } from './desk.ts'
import { type HazardOrg, openHazardOrg, type Planned } from './hazard-org.ts'

/** A policy that takes an e-mail address as enough, unless survivorship has something against it. */
const policyText = `version: 1
rules: {"*": off, duplicates/people: on}
sufficient:
  - { name: same e-mail, rule: duplicates/people, same: [email] }
`

let org: HazardOrg
const ids: Record<string, readonly string[]> = {}
let planned: Planned
let desk: Desk

async function person(name: string, ...rows: readonly Readonly<Record<string, string | boolean>>[]) {
  const [FirstName = '', LastName = ''] = name.split(' ')
  const Email = `${FirstName}.${LastName}@${LastName}.example`.toLowerCase()
  const made: string[] = []
  for (const { object = 'Contact', ...row } of rows)
    made.push(
      await org.add(String(object), {
        FirstName,
        LastName,
        [object === 'Account' ? 'PersonEmail' : 'Email']: Email,
        ...row,
      }),
    )
  ids[name] = made
}

async function newUser(name: string): Promise<string> {
  const [profile] = await org.query('SELECT Id FROM Profile LIMIT 1')
  const Username = `${name}@acme.example`
  return await org.add('User', {
    Username,
    LastName: name,
    Email: Username,
    Alias: name.slice(0, 8),
    ProfileId: String(profile?.Id),
  })
}

async function plant(): Promise<void> {
  const [rita, sven, left] = [await newUser('rita'), await newUser('sven'), await newUser('left')]
  const [type1, type2] = await org.twins(
    'RecordType',
    { Name: 'Customer', DeveloperName: 'Customer', SobjectType: 'Contact' },
    { Name: 'Partner', DeveloperName: 'Partner', SobjectType: 'Contact' },
  )
  await person('Petra Protected', { ERP_Id__c: 'E-1' }, { ERP_Id__c: 'E-2' })
  await person('Otto Owned', { OwnerId: rita }, { OwnerId: sven })
  await person('Inga Orphan', { OwnerId: left }, { OwnerId: rita })
  await person('Rolf Record', { RecordTypeId: type1 ?? '' }, { RecordTypeId: type2 ?? '' })
  await person('Lena Lead', {}, { object: 'Lead', Company: 'Lena Ltd' })
  await person('Karl Known', { ERP_Id__c: 'E-3' }, {})
  await person('Paula Person', { object: 'Account' }, {})
  for (let at = 0; at < 30; at++) {
    const letter = String.fromCharCode(97 + (at % 26))
    await person(`Filler${letter}${at} Zorn${letter}ski${at}`, {})
  }
  await org.world.request('PATCH', `/sobjects/User/${left}`, { IsActive: false })
}

beforeAll(async () => {
  org = await openHazardOrg()
  await plant()
  desk = await openDesk(org, policyText)
  await desk.scan('duplicates/people')
  planned = await desk.plan('duplicates/people')
}, 60_000)
afterAll(() => org[Symbol.asyncDispose]())

const leftOut = (code: string) => planned.leftOut.filter((one) => one.code === code)
const actionOf = (name: string) => planned.plan.actions.find(({ survivor }) => ids[name]?.includes(survivor))

describe('a plan made of a scan, by an e-mail address that the policy calls enough', () => {
  it('names its evidence on each action, and how many groups it leaves out', () => {
    expect(planned.said).toContain('2 by policy rule "same e-mail" (same email)')
    expect(planned.said).toMatch(/^In it: 2 of 6 groups that scan \d+ found; 4 not: /m)
  })

  it('leaves two active owners to people', () => {
    expect(leftOut('two-owners')).toMatchObject([{ records: ids['Otto Owned'] }])
    expect(planned.said).toContain('belong to different people. Let them agree')
  })

  it('lets the survivor keep its owner where the policy says so, and never writes an owner', async () => {
    const survivor = `${policyText}survivorship: { person: { owners: survivor } }\n`
    const { plan, kept, values } = await desk.plan('duplicates/people', survivor)
    expect(kept).not.toContain('two-owners')
    const action = plan.actions.find(({ survivor: id }) => ids['Otto Owned']?.includes(id))
    expect(action).toMatchObject({ outvoted: expect.arrayContaining(['OwnerId']) })
    const set = Object.values(values.actions).flatMap((one) => Object.keys(one.set))
    expect(set).not.toContain('OwnerId')
  })

  it('merges where one of two owners is inactive, and warns when that one stays', () => {
    expect(actionOf('Inga Orphan')?.notes).toMatchObject([{ code: 'inactive-owner' }])
    expect(planned.said).toContain('1 of 2 groups: The survivor belongs to an inactive user')
  })

  it('keeps record types apart unless the policy allows the pair', async () => {
    expect(leftOut('record-types')).toMatchObject([{ records: ids['Rolf Record'] }])
    const pairs = `${policyText}survivorship: { person: { recordTypes: [[Customer, Partner]] } }\n`
    const { plan, kept, said } = await desk.plan('duplicates/people', pairs)
    expect(kept).not.toContain('record-types')
    const action = plan.actions.find(({ survivor: id }) => ids['Rolf Record']?.includes(id))
    expect(action?.kind === 'merge' && action.fields.map(({ field }) => field)).not.toContain('RecordTypeId')
    expect(said).toContain('RecordTypeId')
  })

  it('reports a lead and a contact, a person account and a contact, and merges neither', () => {
    const codes = ['lead-and-contact', 'person-account-and-contact']
    expect(codes.map((code) => leftOut(code)[0]?.records)).toEqual([ids['Lena Lead'], ids['Paula Person']])
    expect(planned.said).toContain('converting the lead is irreversible')
  })

  it('takes as survivor the record that another system knows', () => {
    expect(actionOf('Karl Known')).toMatchObject({
      survivor: ids['Karl Known']?.[0],
      chosen: 'known to another system',
    })
  })

  it('holds no pair that two other systems know by different ids: they do not match', () => {
    expect(planned.said).not.toContain(ids['Petra Protected']?.[0])
  })
})

import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { EmulatedOrg, SalesforceOrgOptions } from '../../emulators/salesforce/index.ts'
import { countsOf, readCertification } from '../../src/certify/index.ts'
import { KitError } from '../../src/kit/index.ts'
import { asSandbox, openSandbox, type Place, told } from './place.ts'

let place: Place<EmulatedOrg>

afterEach(() => place[Symbol.asyncDispose]())

const objects = ['Account', 'Contact', 'Task', 'Case', 'Campaign', 'CampaignMember', 'Opportunity']

async function call(method: string, path: string, body?: object): Promise<{ records?: readonly unknown[] }> {
  const answer = await fetch(`${place.org.url}/services/data/v66.0${path}`, {
    method,
    headers: { authorization: `Bearer ${place.org.accessToken}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return (await answer.json()) as { records?: readonly unknown[] }
}

async function living(): Promise<readonly unknown[]> {
  const found = []
  for (const object of objects) {
    const { records = [] } = await call('GET', `/query?q=${encodeURIComponent(`SELECT Id FROM ${object}`)}`)
    found.push(...records)
  }
  return found
}

/** Somebody to share with, and a duplicate rule that is on. */
const populated: SalesforceOrgOptions = {
  fill: (org) => {
    asSandbox(org)
    org.db.exec(
      `INSERT INTO "DuplicateRule" ("Id", "SobjectType", "DeveloperName", "MasterLabel", "IsActive")
       VALUES ('0Bm000000000001AAA', 'Contact', 'People', 'People', 1)`,
    )
  },
  users: [{ username: 'other@acme.example' }],
}

describe('certifying a sandbox of Salesforce', () => {
  it('says what the org confirms, keeps it, and leaves nothing behind', async () => {
    place = await openSandbox()
    const certified = await place.certify()
    expect(certified).toMatchObject({ exit: 0, leftovers: [] })
    const all = certified.certification?.statements ?? []
    expect(all.length).toBeGreaterThanOrEqual(30)
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
    expect(told(certified)).toMatchObject({
      'merge/master-record-id': 'confirmed',
      'merge/one-campaign-member': 'confirmed',
      'merge/oldest-created-date': 'confirmed',
      'undelete/own-id': 'confirmed',
      'undelete/children-stay': 'confirmed',
      'relink/task': 'confirmed',
      'accounts/undelete': 'confirmed',
      'merge/drops-manual-shares': 'not tested',
      'merge/duplicate-rules': 'not tested',
    })
    expect(await living()).toEqual([])
    expect(place.notes()).toEqual([])
    const kept = readCertification(place.home, 'salesforce', place.org.orgId)
    expect(kept).toEqual(certified.certification)
    expect(kept && countsOf(kept)).toMatchObject({ contradicted: 0 })
    const file = join(place.home, 'certify', `salesforce-${place.org.orgId}.json`)
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  it('comes to other results in an org that is otherwise', async () => {
    place = await openSandbox(populated)
    const rule = { object: 'Contact', type: 'flow', name: 'Titles', on: ['update'] }
    await place.control('POST /automation', { ...rule, act: { set: { Title: 'by a flow', Phone: '1' } } })
    const certified = await place.certify()
    expect(told(certified)).toMatchObject({
      'create/same-account': 'confirmed',
      'merge/duplicate-rules': 'confirmed',
      'merge/drops-manual-shares': 'confirmed',
      'merge/own-values': 'contradicted',
      'merge/blanks-stay': 'contradicted',
    })
    expect(await living()).toEqual([])
  })

  it('sees no age where a second has not passed', async () => {
    place = await openSandbox()
    const certified = await place.certify({ pause: async () => undefined })
    expect(told(certified)).toMatchObject({
      'merge/oldest-created-date': 'not tested',
      'merge/stamps-survivor': 'not tested',
      'merge/own-values': 'confirmed',
    })
  })

  it('tests nothing more after a step that the org refuses, says why, and cleans up', async () => {
    place = await openSandbox()
    const rule = { type: 'trigger', on: ['delete'], act: { refuse: 'no' } }
    for (const object of ['Account', 'Contact'])
      await place.control('POST /automation', { ...rule, object, name: `Guard${object}` })
    const stopped = await place.certify()
    expect(told(stopped)).toMatchObject({ 'merge/own-values': 'not tested', 'undelete/own-id': 'not tested' })
    const one = stopped.certification?.statements.find(({ id }) => id === 'merge/own-values')
    expect(one?.saw).toContain('merging Contact: FIELD_CUSTOM_VALIDATION_EXCEPTION')
    expect(stopped).toMatchObject({ exit: 68 })
    const left = stopped.leftovers.map(({ object, why }) => `${object} ${why}`)
    const why = 'FIELD_CUSTOM_VALIDATION_EXCEPTION'
    expect(left).toEqual([...Array.from({ length: 3 }, () => `Contact ${why}`), `Account ${why}`])
    expect(place.notes()).toHaveLength(1)
    await place.control('DELETE /automation')
    expect(await place.certify({ cleanUpOnly: true })).toMatchObject({ exit: 0, certification: null })
    expect(await living()).toEqual([])
    expect(place.notes()).toEqual([])
  })

  it('takes everything away when it is interrupted', async () => {
    place = await openSandbox()
    const stop = new AbortController()
    const certified = await place.certify({
      signal: stop.signal,
      pause: async () => {
        stop.abort()
      },
    })
    expect(certified).toMatchObject({ exit: 130, leftovers: [] })
    expect(await living()).toEqual([])
    expect(readCertification(place.home, 'salesforce', place.org.orgId)).toBeNull()
  })

  it('finds what a killed run has left, noted or not, and nothing else', async () => {
    place = await openSandbox()
    const mark = 'Steward certify ffffffff'
    for (const LastName of [`${mark} A`, 'Somebody', 'Steward certify 00000000 A'])
      await call('POST', '/sobjects/Contact', { LastName })
    mkdirSync(join(place.home, 'certify'), { mode: 0o700 })
    const notes = join(place.home, 'certify', `salesforce-${place.org.orgId}.ndjson`)
    writeFileSync(notes, `${JSON.stringify({ mark })}\n{"object":"Con`)
    const said: unknown[] = []
    const cleaned = await place.certify({ cleanUpOnly: true, deleting: (...one) => void said.push(one) })
    expect(cleaned).toMatchObject({ exit: 0, leftovers: [], removed: { Contact: 1 } })
    expect(said).toEqual([[{ Contact: 1 }, mark]])
    expect(await living()).toHaveLength(2)
  })

  it('deletes nothing that a note names and that does not bear the mark', async () => {
    place = await openSandbox()
    const mark = 'Steward certify ffffffff'
    const made = (await call('POST', '/sobjects/Contact', { LastName: 'Somebody' })) as { id?: string }
    const campaign = (await call('POST', '/sobjects/Campaign', { Name: 'Spring' })) as { id?: string }
    const member = { CampaignId: campaign.id, ContactId: made.id }
    const row = (await call('POST', '/sobjects/CampaignMember', member)) as { id?: string }
    await call('POST', '/sobjects/Contact', { LastName: `${mark} A` })
    mkdirSync(join(place.home, 'certify'), { mode: 0o700 })
    const lines = [{ mark }, { object: 'Contact', id: made.id }, { object: 'CampaignMember', id: row.id }]
    const notes = join(place.home, 'certify', `salesforce-${place.org.orgId}.ndjson`)
    writeFileSync(notes, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
    const { exit, leftovers } = await place.certify({ cleanUpOnly: true })
    const why = expect.stringContaining('does not bear the mark')
    expect([exit, leftovers]).toEqual([
      68,
      [
        { object: 'CampaignMember', id: row.id, why },
        { object: 'Contact', id: made.id, why },
      ],
    ])
    expect(await living()).toHaveLength(3)
  })

  it('takes no mark that could mean the records of others', async () => {
    place = await openSandbox()
    await call('POST', '/sobjects/Contact', { LastName: 'Somebody' })
    mkdirSync(join(place.home, 'certify'), { mode: 0o700 })
    const notes = join(place.home, 'certify', `salesforce-${place.org.orgId}.ndjson`)
    writeFileSync(notes, `${JSON.stringify({ mark: '________' })}\n`)
    await expect(place.certify({ cleanUpOnly: true })).rejects.toMatchObject({
      code: 'NOTES_DAMAGED',
      exit: 31,
    })
    expect(await living()).toHaveLength(1)
  })

  it('stops at notes that it cannot read, and leaves the org alone', async () => {
    place = await openSandbox()
    mkdirSync(join(place.home, 'certify'), { mode: 0o700 })
    const notes = join(place.home, 'certify', `salesforce-${place.org.orgId}.ndjson`)
    for (const [text, line] of [
      ['{"mark":"Steward certify ffffffff"}\n{"object":"Con\n{"object":"Contact","id":"0031"}\n', 2],
      ['{"object":"Contact","id":"0031"}\n', 1],
    ] as const) {
      writeFileSync(notes, text)
      await expect(place.certify()).rejects.toMatchObject({
        code: 'NOTES_DAMAGED',
        exit: 31,
        message: expect.stringContaining(`.ndjson:${line} `),
      })
    }
    expect(await living()).toEqual([])
    writeFileSync(notes, '{"mark":"Stew')
    expect(await place.certify()).toMatchObject({ exit: 0, leftovers: [] })
  })

  it('says why a trial ended also when its records could not be taken away', async () => {
    place = await openSandbox()
    const pause = async () => {
      const answer = { status: 400, body: [{ errorCode: 'MALFORMED_QUERY', message: 'no' }] }
      await place.control('POST /faults', { match: { path: '*/query' }, action: { kind: 'answer', answer } })
      throw new Error('The trial ended.')
    }
    await expect(place.certify({ pause })).rejects.toMatchObject({
      code: 'CERTIFY_FAILED',
      message: expect.stringContaining('The trial ended. What was made could not be taken away: '),
      cause: expect.any(KitError),
    })
    await place.control('DELETE /faults')
    expect(await place.certify({ cleanUpOnly: true })).toMatchObject({ exit: 0, leftovers: [] })
    expect(await living()).toEqual([])
  })

  it('names the file in which a result cannot be kept', async () => {
    place = await openSandbox()
    mkdirSync(join(place.home, 'certify', `salesforce-${place.org.orgId}.json`, 'in the way'), {
      recursive: true,
    })
    await expect(place.certify()).rejects.toMatchObject({ code: 'CANNOT_WRITE', exit: 1 })
    expect(readdirSync(join(place.home, 'certify'))).toEqual([`salesforce-${place.org.orgId}.json`])
    expect(await living()).toEqual([])
  })

  it('asks first, and refuses production and another org than the one that was named', async () => {
    place = await openSandbox()
    const no = new Error('no')
    const consent = async () => {
      throw no
    }
    await expect(place.certify({ consent })).rejects.toBe(no)
    await expect(place.certify({ consent, confirmOrg: 'other.example' })).rejects.toMatchObject({
      code: 'NOT_CONFIRMED',
      exit: 31,
    })
    await place[Symbol.asyncDispose]()
    place = await openSandbox({ fill: () => undefined })
    await expect(place.certify()).rejects.toMatchObject({ code: 'CERTIFY_IN_PRODUCTION', exit: 31 })
    expect(await living()).toEqual([])
  })
})

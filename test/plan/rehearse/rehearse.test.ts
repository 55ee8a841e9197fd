import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hubspot } from '../../../connectors/hubspot/index.ts'
import { readCertificate, sealCertificate, writeCertificate } from '../../../src/plan/rehearse/certificate.ts'
import { refuseUnrehearsable } from '../../../src/plan/rehearse/index.ts'
import { openStand, type Stand } from './stand.ts'

const demanded = "apply: { rehearsal: { within: '7 days', share: 0.9 } }\n"

let stand: Stand

beforeEach(async () => {
  stand = await openStand()
})
afterEach(() => stand[Symbol.asyncDispose]())

/** As somebody in that org would. */
async function edit(org: { url: string; accessToken: string }, id: string, values: object): Promise<void> {
  const answer = await fetch(`${org.url}/services/data/v66.0/sobjects/Contact/${id}`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${org.accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(values),
  })
  expect(answer.status).toBe(204)
}

describe('a rehearsal', () => {
  it('applies the plan in a copy, says so in a certificate, and leaves plan and production alone', async () => {
    const sandbox = await stand.sandbox()
    const before = JSON.stringify(stand.plan)
    const { rehearsal, outcome, certificate } = await stand.rehearse(sandbox)
    expect(outcome).toMatchObject({ exit: 0, done: 3, merged: 3 })
    expect(certificate).toMatchObject({
      plan: { id: stand.plan.id, checksum: stand.plan.checksum, orgId: stand.plan.connection.orgId },
      sandbox: { orgId: sandbox.orgId, host: new URL(sandbox.url).host },
      ended: 'finished',
      stoppedBy: null,
      groups: { planned: 3, asPlanned: 3, differing: 0, skipped: {}, begun: 0, untouched: 0 },
      differences: [],
      undo: null,
      journal: { folder: `plan.${stand.plan.id}-${sandbox.orgId}.rehearsal`, head: outcome.journal.head },
    })
    expect(certificate.calls).toMatchObject({ connect: expect.any(Number) })
    expect(readCertificate(rehearsal.certificate)).toEqual(certificate)
    expect(JSON.stringify(stand.plan)).toBe(before)
    const left = await stand.org.query('SELECT Id FROM Contact')
    expect(left).toHaveLength(6)
    expect(existsSync(join(stand.folder, 'plan.journal'))).toBe(false)
  })

  it('counts by reason what is missing in the copy or has other values there', async () => {
    const [[, loser = ''] = [], [survivor = ''] = []] = stand.members
    const sandbox = await stand.sandbox()
    await edit(sandbox, survivor, { Title: 'CTO' })
    await fetch(`${sandbox.url}/services/data/v66.0/sobjects/Contact/${loser}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${sandbox.accessToken}` },
    })
    const { certificate } = await stand.rehearse(sandbox)
    expect(certificate.groups).toMatchObject({ asPlanned: 1, skipped: { changed: 1, gone: 1 } })
  })

  it('goes on where it was interrupted, with the calls of both runs', async () => {
    const sandbox = await stand.sandbox()
    const stop = new AbortController()
    const consent = async () => {
      stop.abort()
      return '--confirm-plan'
    }
    const first = await stand.rehearse(sandbox, { signal: stop.signal, consent })
    expect(first.certificate).toMatchObject({ ended: 'interrupted', groups: { asPlanned: 0, untouched: 3 } })
    const second = await stand.rehearse(sandbox, { resume: true })
    expect(second.certificate).toMatchObject({ ended: 'finished', groups: { asPlanned: 3 } })
    const connects = (calls: Readonly<Record<string, number>>) => calls.connect ?? 0
    expect(connects(second.certificate.calls)).toBe(2 * connects(first.certificate.calls))
  })

  it('can be taken back, which the certificate says and production still accepts', async () => {
    const sandbox = await stand.sandbox()
    const { certificate } = await stand.rehearse(sandbox)
    const after = await stand.undo(sandbox)
    expect(after).toMatchObject({
      groups: certificate.groups,
      calls: certificate.calls,
      undo: { ended: 'finished', groups: 3, items: { impossible: 0, kept: 0 } },
    })
    expect(after.undo?.items.exact).toBeGreaterThanOrEqual(3)
    expect(after.journal.head).not.toBe(certificate.journal.head)
    expect(await stand.apply(demanded)).toMatchObject({ exit: 0, done: 3 })
  })

  it('has a journal that is not taken for that of production', async () => {
    const sandbox = await stand.sandbox()
    const { rehearsal } = await stand.rehearse(sandbox)
    const journal = { dir: rehearsal.dir, named: true }
    await expect(stand.apply('', { journal, resume: true })).rejects.toMatchObject({ code: 'OTHER_JOURNAL' })
    expect(await stand.apply('')).toMatchObject({ exit: 0, done: 3 })
  })

  it('is refused in production, in the org of the plan, and of a plan that was made for a sandbox', async () => {
    const { org } = stand.org.world
    await expect(stand.open(org)).rejects.toMatchObject({ code: 'NOT_A_SANDBOX', exit: 31 })
    const foreign = { ...stand.plan, connection: { ...stand.plan.connection, orgId: '00D000000000009EAA' } }
    await expect(stand.open(org, foreign)).rejects.toMatchObject({ code: 'NOT_A_SANDBOX', exit: 31 })
    const sandbox = await stand.sandbox()
    const own = { ...stand.plan, connection: { ...stand.plan.connection, production: false } }
    await expect(stand.open(sandbox, own)).rejects.toMatchObject({ code: 'NO_REHEARSAL_NEEDED', exit: 31 })
    const crm = { ...stand.plan, connection: { ...stand.plan.connection, crm: 'other' } }
    await expect(stand.open(sandbox, crm)).rejects.toMatchObject({ code: 'NOT_A_SANDBOX', exit: 31 })
  })
})

describe('a CRM whose copies have other ids', () => {
  it.each([
    ['as HubSpot says of itself', hubspot, /other ids there, and no call of HubSpot restores a record/],
    ['as a connector that says nothing', { ...hubspot, whyNoRehearsal: undefined }, /nobody knows/],
    ['as nobody has a connector for it', undefined, /nobody knows/],
  ])('is refused %s, before anybody logs in', (_, connector, message) => {
    expect(() => refuseUnrehearsable(stand.plan, connector as never)).toThrow(
      expect.objectContaining({
        ...{ code: 'CANNOT_REHEARSE', exit: 31, message: expect.stringMatching(message) },
        actions: expect.arrayContaining([expect.stringMatching(/begin small in production/)]),
      }),
    )
  })

  it('is told in production, when the policy demands one, what to change', async () => {
    const target = stand.target(stand.org.world.org, 'acme')
    const connector = { ...target.connector, whyNoRehearsal: 'copies have other ids' }
    const refused = stand.apply(demanded, { target: { ...target, connector } })
    await expect(refused).rejects.toMatchObject({
      ...{ code: 'NOT_REHEARSED', exit: 31, message: expect.stringContaining('copies have other ids') },
      actions: [expect.stringContaining('apply.rehearsal.connections')],
    })
  })
})

describe('production, when the policy demands a rehearsal', () => {
  it('takes a plan that was rehearsed', async () => {
    await stand.rehearse(await stand.sandbox())
    expect(await stand.apply(demanded)).toMatchObject({ exit: 0, done: 3 })
  })

  it.each<[string, RegExp, () => Promise<unknown>]>([
    ['was not', /no certificate/, async () => undefined],
    ['was stopped', /was interrupted/, () => stopped()],
    ['met other records in too many groups', /2 of its 3 groups/, () => partly()],
    ['was rehearsed as another plan', /is of plan/, () => other()],
    [
      'has a certificate that was edited',
      /no whole certificate/,
      () => edited(/"asPlanned": 3/, '"asPlanned": 4'),
    ],
    ['has a journal that was cut', /journal of its rehearsal is broken/, () => cut()],
    [
      'ended at another time than its journal tells',
      /tells otherwise/,
      () => told({ endedAt: '2026-02-01T08:59:00.000Z' }),
    ],
    ['was stopped, says its journal', /tells otherwise/, () => finished()],
    ['is yet to be rehearsed', /yet to come/, () => told({ startedAt: '2026-02-01T09:05:01.000Z' })],
  ])('takes none that %s', async (_, why, prepare) => {
    await prepare()
    const refused = stand.apply(demanded)
    await expect(refused).rejects.toMatchObject({
      code: 'NOT_REHEARSED',
      exit: 31,
      message: expect.stringMatching(why),
    })
    expect(existsSync(join(stand.folder, 'plan.journal'))).toBe(false)
  })

  it('takes none that was rehearsed too long ago, and asks only for the connections that it names', async () => {
    const sandbox = await stand.sandbox()
    await stand.rehearse(sandbox)
    const later = () => new Date('2026-02-09T09:00:01Z')
    await stand.rehearse(sandbox, { resume: true, now: later }) // writes nothing, and makes nothing younger
    const old = 'limits: { planAge: 30d }\n'
    const late = stand.apply(`${old}${demanded}`, { now: later })
    await expect(late).rejects.toMatchObject({
      code: 'NOT_REHEARSED',
      message: expect.stringContaining('within 7 days'),
    })
    const elsewhere = `${old}apply: { rehearsal: { connections: [other] } }\n`
    expect(await stand.apply(elsewhere, { now: later })).toMatchObject({ exit: 0 })
  })
})

async function stopped(): Promise<void> {
  const stop = new AbortController()
  const consent = async () => {
    stop.abort()
    return '--confirm-plan'
  }
  await stand.rehearse(await stand.sandbox(), { signal: stop.signal, consent })
}

async function partly(): Promise<void> {
  const sandbox = await stand.sandbox()
  await edit(sandbox, stand.members[0]?.[0] ?? '', { Title: 'CTO' })
  await stand.rehearse(sandbox)
}

/** A certificate that says something else, sealed anew. */
async function told(changes: object): Promise<void> {
  const { certificate, rehearsal } = await stand.rehearse(await stand.sandbox())
  await writeCertificate(rehearsal.certificate, sealCertificate({ ...certificate, ...changes }))
}

async function finished(): Promise<void> {
  await stopped()
  const certificate = readCertificate(stand.certificatePath)
  if (certificate === null || certificate === 'broken') throw new Error('no certificate')
  const groups = { ...certificate.groups, planned: 0 }
  const changes = { ended: 'finished', stoppedBy: null, groups }
  await writeCertificate(stand.certificatePath, sealCertificate({ ...certificate, ...changes }))
}

async function other(): Promise<void> {
  const { certificate, rehearsal } = await stand.rehearse(await stand.sandbox())
  const plan = { ...certificate.plan, checksum: '0'.repeat(64) }
  await writeCertificate(rehearsal.certificate, sealCertificate({ ...certificate, plan }))
}

async function edited(from: RegExp, to: string): Promise<void> {
  await stand.rehearse(await stand.sandbox())
  const text = readFileSync(stand.certificatePath, 'utf8')
  const changed = text.replace(from, to)
  expect(changed).not.toBe(text)
  writeFileSync(stand.certificatePath, changed)
}

async function cut(): Promise<void> {
  const { rehearsal } = await stand.rehearse(await stand.sandbox())
  const path = join(rehearsal.dir, 'journal.ndjson')
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
  writeFileSync(path, `${lines.slice(0, -1).join('\n')}\n`)
}

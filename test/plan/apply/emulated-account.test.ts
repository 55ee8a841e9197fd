import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { addMembers, insertList } from '../../../emulators/hubspot/lists/tables.ts'
import type { Org } from '../../../emulators/hubspot/org.ts'
import { insertRecord } from '../../../emulators/hubspot/store/write.ts'
import type { Value } from '../../../src/kit/index.ts'
import { applyPlan } from '../../../src/plan/apply/apply.ts'
import { openWriter } from '../../connectors/hubspot/open-writer.ts'
import { MemoryJournal } from './memory-journal.ts'
import { type Group, Stage } from './org.ts'
import { planFor } from './plan-for.ts'

const pairs = 120
/** A merge leaves the survivor out of its losers' lists. */
const inList = ['1001', '3002', '3003', '3119', '5000']

function fill(org: Org): void {
  for (let n = 0; n < pairs; n++) {
    const [survivor, loser] = [`${1000 + n}`, `${3000 + n}`]
    insertRecord(org, 'contacts', {
      id: survivor,
      properties: { email: `a${n}@acme.example`, firstname: 'Ada' },
    })
    insertRecord(org, 'contacts', {
      id: loser,
      properties: { email: `b${n}@acme.example`, phone: '1', jobtitle: `Job ${n}` },
    })
  }
  insertRecord(org, 'contacts', {
    id: '5000',
    properties: { email: 'third@acme.example', lifecyclestage: 'customer' },
  })
  insertList(org, { name: 'Static', objectTypeId: '0-1', processingType: 'MANUAL', createdAt: 0 })
  addMembers(org, 1, inList, 0)
  for (let n = 0; n < 12; n++) {
    insertRecord(org, 'companies', { id: `${1000 + n}`, properties: { name: `Acme ${n}` } })
    insertRecord(org, 'companies', { id: `${3000 + n}`, properties: { name: `Acme ${n}`, city: 'Ulm' } })
  }
}

it('applies a plan of merges with new ids and of removals to an emulated account', async () => {
  await using world = await openWriter({ fill })
  const { connection, writer } = world
  for (let n = 0; n < 12; n++)
    for (const contact of [`${1000 + n}`, `${3000 + n}`])
      await world.request(
        'PUT',
        `/crm/v4/objects/companies/${3000 + n}/associations/default/contacts/${contact}`,
      )
  const set: Record<string, Value> = { phone: null, city: 'Bonn' }
  const companies = Array.from(
    { length: 12 },
    (_, n): Group => ({
      object: 'companies',
      by: 'preserving',
      members: [`${1000 + n}`, `${3000 + n}`],
      set: { city: 'Ulm' },
    }),
  )
  const people = Array.from(
    { length: pairs },
    (_, n): Group => ({
      object: 'contacts',
      members: [`${1000 + n}`, `${3000 + n}`, ...(n === 0 ? ['5000'] : [])],
      set,
    }),
  )
  const planned = await planFor(connection, writer, [...companies, ...people])
  world.spent()
  const dir = mkdtempSync(join(tmpdir(), 'account-'))
  const now = () => new Date('2026-02-01T09:00:00Z')
  using stage = new Stage()
  const journal = new MemoryJournal(dir, now)
  const outcome = await applyPlan({
    ...stage.request(planned),
    connection,
    check: await writer.check(['contacts', 'companies']),
    journal,
    now,
  })
  rmSync(dir, { recursive: true })
  expect(outcome).toMatchObject({
    exit: 0,
    done: pairs + 12,
    merged: pairs + 13,
    differences: [],
    error: null,
  })
  expect(world.spent()).toMatchObject({ merge: pairs + 1, attach: 4, remove: 2 })
  const fates = await writer.fates('contacts', ['1000', '3000', '5000'])
  const into = [...fates.values()].map((fate) => (fate.is === 'merged' ? fate.into : fate.is))
  expect(new Set(into).size).toBe(1)
  expect(['1000', '3000', '5000', 'there']).not.toContain(into[0])
  const ends = await writer.fates('contacts', inList)
  const survivors = [...ends.values()].flatMap((fate) => (fate.is === 'merged' ? [fate.into] : []))
  const inListNow = await writer.children('contacts', survivors)
  const listed = inListNow.rows.filter(({ relationship }) => relationship === 'contacts.lists')
  expect(new Set(listed.map(({ member }) => member))).toEqual(new Set(survivors))
  const [person] = await writer.fetch('contacts', [into[0] as string])
  expect(person?.values).toMatchObject({
    firstname: 'Ada',
    jobtitle: 'Job 0',
    lifecyclestage: 'customer',
    ...set,
  })
  expect((await writer.fates('companies', ['3000'])).get('3000')).toMatchObject({ is: 'deleted' })
  expect((await writer.fetch('companies', ['1000']))[0]?.values).toMatchObject({ city: 'Ulm' })
  const { rows } = await writer.children('companies', ['1000'])
  const tied = rows.filter(({ relationship }) => relationship === 'companies.contacts')
  expect(new Set(tied.map(({ id }) => id.split(':')[0]))).toEqual(new Set(into))
  const again = await applyPlan({
    ...stage.request(planned),
    connection,
    check: await writer.check(['contacts', 'companies']),
    journal: Object.assign(journal, { dir: stage.dir }),
    resume: journal,
    now,
  })
  expect(again).toMatchObject({ exit: 0, done: pairs + 12, merged: pairs + 13 })
  expect(world.spent().merge).toBeUndefined()
})

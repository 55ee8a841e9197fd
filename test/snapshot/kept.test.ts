import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Rows, readRows } from '../../src/columns/read.ts'
import type { Value } from '../../src/kit/index.ts'
import { forgetInSnapshots, openSnapshot, purgeSnapshot, snapshotDir } from '../../src/snapshot/index.ts'
import { keptRows } from '../../src/snapshot/kept.ts'
import { fixed, mapped, scripted, TestHome } from './scripted-org.ts'

const types = { First: 'text', Mail: 'text', Kind: 'text' } as const
const rows = [
  { Id: '2', First: 'Zoë', Mail: 'zoe@acme.example', Kind: 'lead' },
  { Id: '1', First: 'Ann', Mail: 'ann@acme.example', Kind: null },
  { Id: '3', First: 'Ann', Mail: null, Kind: 'lead' },
]
const fields = ['firstName', 'email', 'phone']
let home: TestHome

beforeEach(async () => {
  home = new TestHome()
  await sync(rows)
})
afterEach(() => home[Symbol.dispose]())

function sync(list: readonly Readonly<Record<string, Value>>[]) {
  const fill = { firstName: 'First', email: 'Mail' }
  const lead = mapped('Contact', fill, { kind: 'lead', when: [{ column: 'Kind', is: 'lead' }] })
  const org = scripted({
    mappings: [lead, mapped('Contact', fill)],
    objects: { Contact: fixed(types, list) },
  })
  return home.sync(org, { entities: { person: ['firstName', 'email'] } })
}

/** The rows as values, and the fields that had to be read from the snapshot for them. */
async function look(wanted: readonly string[] = fields, kinds: readonly string[] = ['contact', 'lead']) {
  await using snapshot = await openSnapshot({ home: home.path, name: 'acme' })
  const { mtimeNs } = statSync(join(dir(), 'snapshot.duckdb'), { bigint: true })
  const asked: string[] = []
  const read = (missing: readonly string[]): Promise<Rows> => {
    asked.push(...missing)
    const columns = (some: readonly string[]) => snapshot.columns({ entity: 'person', kinds, fields: some })
    return readRows({ columns }, missing)
  }
  const found = await keptRows({ dir: dir(), state: String(mtimeNs), entity: 'person', kinds }, wanted, read)
  return { asked, ...plain(found) }
}

function plain({ ids, columns, unknown }: Rows) {
  const values = [...columns].map(([field, { codes, texts }]) => [
    field,
    Array.from(codes, (code) => texts.at(code)),
  ])
  return {
    ids: Array.from({ length: ids.length }, (_, at) => ids.at(at)),
    ...Object.fromEntries(values),
    unknown,
  }
}

function dir(): string {
  return snapshotDir(home.path, 'acme')
}

function keptFiles(): readonly string[] {
  return readdirSync(join(dir(), 'columns')).map((name) => join(dir(), 'columns', name))
}

const all = {
  ids: ['1', '2', '3'],
  firstName: ['Ann', 'Zoë', 'Ann'],
  email: ['ann@acme.example', 'zoe@acme.example', ''],
  phone: ['', '', ''],
  unknown: ['phone'],
}

describe('kept columns', () => {
  it('spare the second reader the snapshot', async () => {
    expect(await look()).toEqual({ asked: fields, ...all })
    expect(await look()).toEqual({ asked: [], ...all })
    const { phone: _, ...without } = all
    expect(await look(['email', 'firstName'])).toEqual({ asked: [], ...without, unknown: [] })
  })

  it('are read as far as they are missing', async () => {
    await look(['firstName'])
    expect(await look()).toEqual({ asked: ['email', 'phone'], ...all })
    expect(await look()).toEqual({ asked: [], ...all })
  })

  it('are those of the kinds that are asked for', async () => {
    await look()
    expect(await look(['firstName'], ['lead'])).toMatchObject({ asked: ['firstName'], ids: ['2', '3'] })
    expect(await look(['firstName'], ['lead', 'contact'])).toMatchObject({ asked: [], ids: ['1', '2', '3'] })
  })

  it('lie in files of the owner alone', async () => {
    await look()
    expect(keptFiles().length).toBe(4)
    expect(keptFiles().map((file) => statSync(file).mode & 0o777)).toEqual([0o600, 0o600, 0o600, 0o600])
    expect(statSync(join(dir(), 'columns')).mode & 0o777).toBe(0o700)
  })

  it.each([
    ['a byte that changed', (bytes: Buffer) => bytes.fill((bytes.at(-1) ?? 0) ^ 1, bytes.length - 1)],
    ['a missing end', (bytes: Buffer) => bytes.subarray(0, bytes.length - 3)],
    ['a head that is none', (bytes: Buffer) => bytes.fill('x', 4, 20)],
    ['nothing', () => Buffer.alloc(0)],
    ['a huge head', (bytes: Buffer) => bytes.fill(0xff, 0, 4)],
  ])('are thrown away with %s', async (_name, damage) => {
    await look()
    for (const file of keptFiles()) writeFileSync(file, damage(readFileSync(file)))
    expect(await look()).toEqual({ asked: fields, ...all })
    expect(await look()).toEqual({ asked: [], ...all })
  })

  it('are not those of an earlier sync', async () => {
    await look()
    await sync(rows.map((row) => ({ ...row, First: 'Bea' })))
    expect(await look()).toMatchObject({ asked: fields, firstName: ['Bea', 'Bea', 'Bea'] })
  })

  it('hold nothing of somebody who was forgotten', async () => {
    await look()
    expect(keptFiles().some((file) => readFileSync(file).includes('zoe@acme.example'))).toBe(true)
    await forgetInSnapshots({ home: home.path, who: 'zoe@acme.example' })
    expect(() => keptFiles()).toThrow(/ENOENT/)
    expect(await look()).toMatchObject({ asked: fields, ids: ['1', '3'] })
    for (const file of keptFiles()) expect(readFileSync(file).includes('zoe')).toBe(false)
  })

  it('go with the snapshot', async () => {
    await look()
    await purgeSnapshot({ home: home.path, name: 'acme' })
    expect(() => keptFiles()).toThrow(/ENOENT/)
  })

  it('are what the rows of a snapshot come from', async () => {
    for (let nth = 0; nth < 2; nth++) {
      await using snapshot = await openSnapshot({ home: home.path, name: 'acme' })
      const found = await snapshot.rows({ entity: 'person', kinds: ['contact', 'lead'], fields })
      expect(plain(found)).toEqual(all)
      expect(keptFiles().length).toBe(4)
    }
  })
})

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  exportSnapshot,
  forgetInSnapshots,
  listSnapshots,
  openSnapshot,
  purgeSnapshot,
  snapshotDir,
} from '../../src/snapshot/index.ts'
import { fixed, mapped, scripted, TestHome } from './scripted-org.ts'

const columns = { Last: 'text', Mail: 'text', Note: 'text' } as const
const mapping = mapped('Contact', { lastName: 'Last', email: 'Mail' })
const needs = { entities: { person: ['lastName', 'email'] }, native: { Contact: ['Note'] } }
const people = [
  { Id: '1', Last: 'Bellweather', Mail: 'Ann.Bell@acme.example', Note: '=1+1' },
  {
    Id: '2',
    Last: 'Cole',
    Mail: 'joann.bell@acme.example',
    Note: 'wrote to ANN.BELL@acme.example,ann.bell@acme.example.',
  },
  { Id: '3', Last: 'Dahl', Mail: null, Note: 'not ann.bell@acme.example.org' },
]
const org = (rows: readonly Record<string, string | null>[] = people) =>
  scripted({ mappings: [mapping], objects: { Contact: fixed(columns, rows) } })

function fileOf(home: TestHome, name = 'acme'): string {
  return join(snapshotDir(home.path, name), 'snapshot.duckdb')
}

describe('the writer lock', () => {
  const lockOf = (home: TestHome): string => join(snapshotDir(home.path, 'acme'), 'lock')
  const writeLock = (home: TestHome, holder: object | string): void => {
    mkdirSync(snapshotDir(home.path, 'acme'), { recursive: true })
    writeFileSync(lockOf(home), typeof holder === 'string' ? holder : JSON.stringify(holder))
  }
  const since = '2026-03-01T11:00:00.000Z'

  it('keeps out a second sync, readers and purges, and says who holds it', async () => {
    using home = new TestHome()
    await home.sync(org(), needs)
    const locked = {
      code: 'SNAPSHOT_LOCKED',
      exit: 1,
      message: expect.stringContaining(`process ${process.pid} `),
    }
    let tried = 0
    const inner = scripted({
      mappings: [mapping],
      objects: {
        Contact: {
          columns,
          async *read() {
            await expect(home.sync(org(), needs)).rejects.toMatchObject(locked)
            await expect(openSnapshot({ home: home.path, name: 'acme' })).rejects.toMatchObject(locked)
            await expect(purgeSnapshot({ home: home.path })).rejects.toMatchObject(locked)
            tried += 1
            yield { type: 'complete', gaps: [] }
          },
        },
      },
    })
    await home.sync(inner, needs)
    expect(tried).toBe(1)
    expect(existsSync(lockOf(home))).toBe(false)
  })

  it('of a process that is gone is taken over', async () => {
    using home = new TestHome()
    const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' })
    await once(child, 'exit')
    writeLock(home, { pid: child.pid, host: hostname(), processStart: '1', since })
    expect(await home.sync(org(), needs)).toMatchObject({ held: { Contact: 3 } })
  })

  it.runIf(existsSync('/proc/self/stat'))(
    'of an earlier process with the same id is taken over',
    async () => {
      using home = new TestHome()
      writeLock(home, { pid: process.pid, host: hostname(), processStart: '1', since })
      expect(await home.sync(org(), needs)).toMatchObject({ held: { Contact: 3 } })
    },
  )

  it('torn by a crash is taken over', async () => {
    using home = new TestHome()
    writeLock(home, '{"pid":')
    expect(await home.sync(org(), needs)).toMatchObject({ held: { Contact: 3 } })
  })

  it('of another machine is respected', async () => {
    using home = new TestHome()
    writeLock(home, { pid: 1, host: 'elsewhere', processStart: '', since })
    await expect(home.sync(org(), needs)).rejects.toMatchObject({ code: 'SNAPSHOT_LOCKED' })
  })

  it('is backed by the database, so that a reader in another process keeps a sync out', async () => {
    using home = new TestHome()
    await home.sync(org(), needs)
    const module = new URL('../../src/snapshot/index.ts', import.meta.url).href
    const script = `import { openSnapshot } from '${module}'
      const snapshot = await openSnapshot({ home: process.argv[1], name: 'acme' })
      console.log(snapshot.orgId)
      process.stdin.on('end', () => snapshot[Symbol.asyncDispose]()).resume()`
    const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script, home.path])
    const ended = once(child, 'exit')
    expect(String((await once(child.stdout, 'data'))[0])).toBe('org-1\n')
    await expect(home.sync(org(), needs)).rejects.toMatchObject({ code: 'SNAPSHOT_LOCKED' })
    child.stdin.end()
    expect(await ended).toEqual([0, null])
    expect(await home.sync(org(), needs)).toMatchObject({ held: { Contact: 3 } })
  })
})

describe('a file that cannot be read', () => {
  it.each<[string, (file: string) => void]>([
    ['text', (file) => writeFileSync(file, 'hello '.repeat(10_000))],
    ['nothing', (file) => writeFileSync(file, '')],
    ['half of it', (file) => truncateSync(file, Math.floor(statSync(file).size / 2))],
    [
      'a spoilt block',
      (file) => {
        const handle = openSync(file, 'r+')
        for (let at = 0x4000; at < statSync(file).size; at += 0x1000) writeSync(handle, 'spoilt', at)
      },
    ],
  ])('%s: says so, exit 2, until it is read anew', async (_, spoil) => {
    using home = new TestHome()
    await home.sync(org(), needs)
    spoil(fileOf(home))
    const unreadable = {
      code: 'SNAPSHOT_UNREADABLE',
      exit: 2,
      actions: expect.arrayContaining(['  steward scan -o acme --full']),
    }
    await expect(openSnapshot({ home: home.path, name: 'acme' })).rejects.toMatchObject(unreadable)
    await expect(home.sync(org(), needs)).rejects.toMatchObject(unreadable)
    expect(await listSnapshots(home.path)).toMatchObject([
      { connection: 'acme', identity: null, problem: expect.stringContaining('cannot be read') },
    ])
    expect(await home.sync(org(), needs, { full: true })).toMatchObject({ held: { Contact: 3 } })
  })

  it('that another version wrote: the same', async () => {
    using home = new TestHome()
    await home.sync(org(), needs)
    const { DuckDBInstance } = await import('@duckdb/node-api')
    const instance = await DuckDBInstance.create(fileOf(home))
    const connection = await instance.connect()
    await connection.run("UPDATE catalogue.meta SET value = '99' WHERE name = 'layout'")
    connection.closeSync()
    instance.closeSync()
    await expect(openSnapshot({ home: home.path, name: 'acme' })).rejects.toMatchObject({
      code: 'SNAPSHOT_UNREADABLE',
    })
    expect(await home.sync(org(), needs, { full: true })).toMatchObject({ held: { Contact: 3 } })
  })

  it('that is not there: NO_SNAPSHOT, exit 2', async () => {
    using home = new TestHome()
    const nothing = { code: 'NO_SNAPSHOT', exit: 2 }
    await expect(openSnapshot({ home: home.path, name: 'acme' })).rejects.toMatchObject(nothing)
    await expect(purgeSnapshot({ home: home.path, name: 'acme' })).rejects.toMatchObject(nothing)
    expect(await listSnapshots(home.path)).toEqual([])
    expect(await purgeSnapshot({ home: home.path })).toEqual([])
  })
})

describe('list, export and purge', () => {
  it('list what is there', async () => {
    using home = new TestHome()
    await home.sync(org(), needs)
    await home.sync(scripted({ orgId: 'org-9', mappings: [], objects: {} }), {}, { name: './b.csv' })
    const [second, first] = await listSnapshots(home.path)
    expect(first).toMatchObject({
      connection: 'acme',
      identity: { orgId: 'org-1' },
      held: { Contact: 3 },
      problem: null,
    })
    expect(second).toMatchObject({ connection: './b.csv', identity: { orgId: 'org-9' }, held: {} })
    expect(first?.bytes).toBe(statSync(fileOf(home)).size)
  })

  it.each(['csv', 'parquet'] as const)('export as %s, owner-only, never over a file', async (format) => {
    using home = new TestHome()
    await home.sync(org(), needs)
    const folder = join(home.path, 'out')
    const options = { home: home.path, name: 'acme', format, folder }
    const path = join(folder, `Contact.${format}`)
    expect(await exportSnapshot(options)).toEqual([{ object: 'Contact', path, rows: 3 }])
    expect(statSync(path).mode & 0o777).toBe(0o600)
    await expect(exportSnapshot(options)).rejects.toMatchObject({ code: 'EXPORT_EXISTS', exit: 2 })
    expect(readdirSync(folder)).toEqual([`Contact.${format}`])
    if (format === 'csv')
      expect(readFileSync(path, 'utf8').split('\n', 2)).toEqual([
        '_id,Last,Mail,Note',
        '1,Bellweather,Ann.Bell@acme.example,=1+1',
      ])
    else expect(readFileSync(path, 'latin1').slice(0, 4)).toBe('PAR1')
  })

  it('purge one or all', async () => {
    using home = new TestHome()
    for (const name of ['a', 'b', 'c']) await home.sync(org(), needs, { name })
    expect(await purgeSnapshot({ home: home.path, name: 'b' })).toMatchObject([{ connection: 'b' }])
    expect((await listSnapshots(home.path)).map((entry) => entry.connection)).toEqual(['a', 'c'])
    expect(await purgeSnapshot({ home: home.path })).toMatchObject([{ connection: 'a' }, { connection: 'c' }])
    expect(await listSnapshots(home.path)).toEqual([])
  })
})

describe('forget', () => {
  const bytesOf = (home: TestHome): string =>
    readdirSync(home.path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
      .join('\n')

  it('removes a person by address from every snapshot, to the last byte', async () => {
    using home = new TestHome()
    await home.sync(org(), needs)
    await home.sync(
      org([{ Id: '9', Last: 'Bellweather', Mail: 'x@x.example; ann.bell@acme.example', Note: null }]),
      needs,
      { name: 'beta' },
    )
    await home.sync(org([{ Id: '9', Last: 'Other', Mail: null, Note: null }]), needs, { name: 'gamma' })
    expect(bytesOf(home)).toContain('Bellweather')
    expect(await forgetInSnapshots({ home: home.path, who: ' ann.BELL@acme.example' })).toEqual([
      { connection: 'acme', removed: { Contact: 1 }, redacted: { Contact: 1 } },
      { connection: 'beta', removed: { Contact: 1 }, redacted: {} },
    ])
    const bytes = bytesOf(home)
    expect(bytes).not.toContain('Bellweather')
    expect(bytes.replaceAll(/joann\.bell@acme\.example|ann\.bell@acme\.example\.org/g, '')).not.toMatch(
      /ann\.bell@acme/i,
    )
    await using snapshot = await openSnapshot({ home: home.path, name: 'acme' })
    expect(await snapshot.query('SELECT _id, "Mail", "Note" FROM native."Contact" ORDER BY 1')).toEqual([
      { _id: '2', Mail: 'joann.bell@acme.example', Note: 'wrote to [forgotten],[forgotten].' },
      { _id: '3', Mail: null, Note: 'not ann.bell@acme.example.org' },
    ])
    expect(await snapshot.count('person')).toBe(2)
  })

  it('does not let a sync bring the person back, and says so', async () => {
    using home = new TestHome()
    await home.sync(org(), needs)
    await forgetInSnapshots({ home: home.path, who: 'ann.bell@acme.example' })
    await forgetInSnapshots({ home: home.path, who: 'Contact/3' })
    const result = await home.sync(org(), needs)
    expect(result).toMatchObject({ read: { Contact: 3 }, held: { Contact: 1 }, forgotten: 2 })
    await purgeSnapshot({ home: home.path })
    expect(await home.sync(org(), needs)).toMatchObject({ held: { Contact: 1 }, forgotten: 2 })
    expect(readFileSync(join(home.path, 'forgotten.json'), 'utf8')).not.toMatch(/bell|Contact/i)
  })

  it('removes a record by id, and asks which when several have it', async () => {
    using home = new TestHome()
    for (const name of ['acme', 'beta']) await home.sync(org(), needs, { name })
    await expect(forgetInSnapshots({ home: home.path, who: '1' })).rejects.toMatchObject({
      code: 'AMBIGUOUS_ID',
      exit: 2,
      actions: ['Name one of them', '  steward forget acme/Contact/1', '  steward forget beta/Contact/1'],
    })
    expect(await forgetInSnapshots({ home: home.path, who: 'beta/Contact/1' })).toEqual([
      { connection: 'beta', removed: { Contact: 1 }, redacted: {} },
    ])
    expect(readFileSync(fileOf(home), 'latin1')).toContain('Bellweather')
    expect(readFileSync(fileOf(home, 'beta'), 'latin1')).not.toContain('Bellweather')
  })

  it('finds nobody quietly, and refuses to guess', async () => {
    using home = new TestHome()
    await home.sync(org(), needs)
    expect(await forgetInSnapshots({ home: home.path, who: 'nobody@x.example' })).toEqual([])
    expect(await forgetInSnapshots({ home: home.path, who: 'Contact/404' })).toEqual([])
    await expect(forgetInSnapshots({ home: home.path, who: '404' })).rejects.toMatchObject({
      code: 'AMBIGUOUS_ID',
      actions: ['Say which one it is', '  steward forget CONNECTION/OBJECT/404'],
    })
    await expect(forgetInSnapshots({ home: home.path, who: '3' })).rejects.toMatchObject({
      actions: ['Name one of them', '  steward forget acme/Contact/3'],
    })
    expect(await home.sync(org(), needs)).toMatchObject({ forgotten: 0 })
    await expect(forgetInSnapshots({ home: home.path, who: ' ' })).rejects.toMatchObject({
      code: 'NOBODY_TO_FORGET',
    })
  })
})

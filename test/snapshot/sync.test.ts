import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { KitError, type ReadPart, type Value } from '../../src/kit/index.ts'
import { openSnapshot, snapshotDir } from '../../src/snapshot/index.ts'
import { fixed, mapped, rowsPart, type ScriptedObject, scripted, TestHome } from './scripted-org.ts'

const columns = { LastName: 'text', Email: 'text', Phone: 'text', Born: 'date', Score: 'number' } as const
const mapping = mapped('Contact', { lastName: 'LastName', email: 'Email', phone: 'Phone', birthdate: 'Born' })
const names = { entities: { person: ['lastName'] } }

type Row = Readonly<Record<string, Value>>

/** Answers a full read with `full`, and one since `w1` with `parts`. */
function incremental(
  full: readonly Row[],
  parts: (part: (rows: readonly Row[]) => ReadPart) => readonly ReadPart[],
): ScriptedObject {
  return {
    columns,
    *read(query) {
      const part = (rows: readonly Row[]) => rowsPart(query, columns, rows)
      if (query.since === undefined) yield part(full)
      else yield* parts(part)
      yield { type: 'complete', watermark: query.since === undefined ? 'w1' : 'w2', gaps: [] }
    },
  }
}

async function rowsOf(
  home: TestHome,
  sql = 'SELECT _id, "LastName" FROM native."Contact" ORDER BY _id',
): Promise<readonly unknown[]> {
  await using snapshot = await openSnapshot({ home: home.path, name: 'acme' })
  return (await snapshot.query(sql)).map((row) => Object.values(row).join(' '))
}

describe('a full read', () => {
  it('asks for what the needs and the mapping say, and for no more', async () => {
    using home = new TestHome()
    const org = scripted({
      mappings: [
        mapped(
          'Contact',
          {
            lastName: 'LastName',
            name: { join: ['FirstName', 'LastName'], with: ' ' },
            ownerName: { via: 'OwnerId', object: 'User', column: 'Name' },
            lastTouchAt: { latest: ['LastActivityDate', 'LastModifiedDate'] },
            phone: 'Phone',
          },
          { when: [{ column: 'IsPersonAccount', is: false }], revision: 'SystemModstamp' },
        ),
      ],
      objects: {
        Contact: fixed(
          {
            FirstName: 'text',
            LastName: 'text',
            OwnerId: 'text',
            LastActivityDate: 'date',
            LastModifiedDate: 'datetime',
            Phone: 'text',
            IsPersonAccount: 'boolean',
            SystemModstamp: 'datetime',
            ERP__c: 'text',
          },
          [],
        ),
        User: fixed({ Name: 'text', Email: 'text' }, []),
      },
    })
    const needs = {
      entities: { person: ['name', 'ownerName', 'lastTouchSource'] },
      native: { Contact: ['ERP__c'] },
    }
    const result = await home.sync(org, needs)
    expect(org.asked).toEqual([
      {
        object: 'Contact',
        columns: [
          'ERP__c',
          'FirstName',
          'IsPersonAccount',
          'LastActivityDate',
          'LastModifiedDate',
          'LastName',
          'OwnerId',
          'SystemModstamp',
        ],
      },
      { object: 'User', columns: ['Name'] },
    ])
    expect(result).toMatchObject({ mode: 'full', gaps: [] })
  })

  it('notices what is gone, and keeps one row of each id, the later one', async () => {
    using home = new TestHome()
    const org = (rows: readonly Row[]) =>
      scripted({ mappings: [mapping], objects: { Contact: fixed(columns, rows) } })
    await home.sync(
      org([
        { Id: '1', LastName: 'A' },
        { Id: '2', LastName: 'B' },
      ]),
      names,
    )
    const later = [
      { Id: '3', LastName: 'C' },
      { Id: '2', LastName: 'old' },
      { Id: '2', LastName: 'new' },
    ]
    const result = await home.sync(org(later), names)
    expect(result).toMatchObject({ mode: 'full', read: { Contact: 3 }, held: { Contact: 2 }, deleted: 1 })
    expect(await rowsOf(home)).toEqual(['2 new', '3 C'])
  })

  it('counts values that are not of their type, rows without an id, and fields that are not there', async () => {
    using home = new TestHome()
    const rows = [
      { Id: '1', Born: '1980-02-30', Score: 'n/a' },
      { Id: '2', Born: '1980-02-29', Score: 'Infinity' },
      { Id: null, Born: '' },
    ]
    const org = scripted({ mappings: [mapping], objects: { Contact: fixed(columns, rows) } })
    const needs = {
      entities: { person: ['birthdate'] },
      native: { Contact: ['Score', 'Nope__c'], Lead: ['x'] },
    }
    const { gaps, held } = await home.sync(org, needs)
    expect(held).toEqual({ Contact: 2 })
    const why = 'values that are not of the described type and were taken as empty'
    expect(gaps).toEqual([
      { what: 'Contact.Nope__c', why: 'this field is not there, or the login may not read it' },
      { what: 'Contact.Born', why: `${why}: 1` },
      { what: 'Contact.Score', why: `${why}: 2` },
      { what: 'Contact', why: 'records that came without an id and were left out: 1' },
    ])
    await using snapshot = await openSnapshot({ home: home.path, name: 'acme' })
    expect(snapshot.gaps.map((gap) => gap.what)).toEqual([
      'Contact',
      'Contact.Born',
      'Contact.Nope__c',
      'Contact.Score',
    ])
  })

  it('takes files in, deletes them, and believes only those that are whole', async () => {
    using home = new TestHome()
    const long = 'é'.repeat(131_072)
    const text = `Id,LastName,Born\r\n1,"a ""b""\r\nc, =1+1",1980-01-02\r\n2,${long},\r\n3,"",""\r\n`
    const file = (name: string, rows: number): ReadPart => {
      const path = join(home.path, name)
      writeFileSync(path, text, { mode: 0o600 })
      const described = [
        { name: 'Id', type: 'text' },
        { name: 'LastName', type: 'text' },
        { name: 'Born', type: 'date' },
      ] as const
      return { type: 'csv', columns: described, path, rows }
    }
    const org = (rows: number) =>
      scripted({
        mappings: [mapping],
        objects: { Contact: { columns, read: () => [file('a.csv', rows), { type: 'complete', gaps: [] }] } },
      })
    const needs = { entities: { person: ['lastName', 'birthdate'] } }
    expect(await home.sync(org(3), needs)).toMatchObject({ read: { Contact: 3 }, gaps: [] })
    const sql = 'SELECT _id, "LastName", "Born" FROM native."Contact" ORDER BY _id'
    const expected = ['1 a "b"\r\nc, =1+1 1980-01-02', `2 ${long} `, '3  ']
    expect(await rowsOf(home, sql)).toEqual(expected)
    await expect(home.sync(org(4), needs)).rejects.toMatchObject({ code: 'READ_TRUNCATED' })
    expect(await rowsOf(home, sql)).toEqual(expected)
    expect(existsSync(join(home.path, 'a.csv'))).toBe(false)
  })

  it('names a field that was asked for and did not come; it is unknown then', async () => {
    using home = new TestHome()
    const part: ReadPart = { type: 'columns', columns: [{ name: 'Id', type: 'text' }], values: [['1']] }
    const org = scripted({
      mappings: [mapping],
      objects: { Contact: { columns, read: () => [part, { type: 'complete', gaps: [] }] } },
    })
    const { gaps } = await home.sync(org, names)
    expect(gaps).toEqual([{ what: 'Contact.LastName', why: 'this field was asked for and did not come' }])
    await using snapshot = await openSnapshot({ home: home.path, name: 'acme' })
    expect(snapshot.unknown('person', ['lastName'])).toEqual([
      { object: 'Contact', kind: 'contact', fields: ['lastName'] },
    ])
  })
})

describe('a file that is no CSV', () => {
  it.each<[string, Buffer]>([
    ['a row too long', Buffer.from('Id,LastName\n1,Bellweather,x\n')],
    ['a quote never closed', Buffer.from('Id,LastName\n1,"Bellweather\n')],
    ['bytes that are no UTF-8', Buffer.from('Id,LastName\n1,Bellweather \xff\n', 'latin1')],
  ])('%s: refused without showing what it says', async (_, bytes) => {
    using home = new TestHome()
    const path = join(home.path, 'a.csv')
    writeFileSync(path, bytes, { mode: 0o600 })
    const described = [
      { name: 'Id', type: 'text' },
      { name: 'LastName', type: 'text' },
    ] as const
    const part: ReadPart = { type: 'csv', columns: described, path, rows: 1 }
    const object: ScriptedObject = { columns, read: () => [part, { type: 'complete', gaps: [] }] }
    const failed = home.sync(scripted({ mappings: [mapping], objects: { Contact: object } }), names)
    const message = expect.not.stringContaining('Bellweather')
    await expect(failed).rejects.toMatchObject({ code: expect.stringMatching(/^READ_/), message })
    expect(existsSync(path)).toBe(false)
  })
})

describe('an incremental read', () => {
  const full = [
    { Id: '1', LastName: 'A' },
    { Id: '2', LastName: 'B' },
    { Id: '3', LastName: 'C' },
  ]

  it('takes in what changed and what is gone, and remembers who was merged into whom', async () => {
    using home = new TestHome()
    const org = scripted({
      mappings: [mapping],
      objects: {
        Contact: incremental(full, (part) => [
          part([
            { Id: '2', LastName: 'B2' },
            { Id: '4', LastName: 'D' },
          ]),
          {
            type: 'deleted',
            records: [
              { id: '1', into: '3' },
              { id: '0', into: '1' },
              { id: '9', into: null },
            ],
          },
        ]),
      },
    })
    expect(await home.sync(org, names)).toMatchObject({ mode: 'full', read: { Contact: 3 } })
    const result = await home.sync(org, names)
    expect(result).toMatchObject({
      mode: 'incremental',
      read: { Contact: 2 },
      held: { Contact: 3 },
      deleted: 1,
    })
    expect(org.asked.map((query) => query.since)).toEqual([undefined, 'w1'])
    expect(await rowsOf(home)).toEqual(['2 B2', '3 C', '4 D'])
    await using snapshot = await openSnapshot({ home: home.path, name: 'acme' })
    expect(['0', '1', '2', '9'].map((id) => snapshot.resolve(id))).toEqual(['3', '3', '2', '9'])
    expect([snapshot.resolve('1', 'Contact'), snapshot.resolve('1', 'Lead')]).toEqual(['3', '1'])
  })

  it('forgets an alias when the record is back', async () => {
    using home = new TestHome()
    let round = 0
    const org = scripted({
      mappings: [mapping],
      objects: {
        Contact: incremental(full, (part) => {
          round += 1
          if (round === 1) return [{ type: 'deleted', records: [{ id: '1', into: '3' }] }]
          return [part([{ Id: '1', LastName: 'A again' }])]
        }),
      },
    })
    for (let sync = 0; sync < 3; sync++) await home.sync(org, names)
    await using snapshot = await openSnapshot({ home: home.path, name: 'acme' })
    expect(snapshot.resolve('1')).toBe('1')
    expect(snapshot.held).toEqual({ Contact: 3 })
  })

  it('reads in full when a new column is wanted, and keeps the columns it had', async () => {
    using home = new TestHome()
    const org = scripted({ mappings: [mapping], objects: { Contact: incremental(full, () => []) } })
    await home.sync(org, names)
    await home.sync(org, { entities: { person: ['phone'] } })
    await home.sync(org, names)
    await home.sync(org, names, { full: true })
    expect(org.asked.map(({ columns: asked, since }) => [...asked, since ?? 'full'].join())).toEqual([
      'LastName,full',
      'LastName,Phone,full',
      'LastName,Phone,w1',
      'LastName,full',
    ])
  })

  it('lets go of a column that may not be read any more', async () => {
    using home = new TestHome()
    const object = incremental(full, () => [])
    await home.sync(scripted({ mappings: [mapping], objects: { Contact: object } }), {
      ...names,
      native: { Contact: ['Score'] },
    })
    const { Score: _, ...fewer } = columns
    const org = scripted({ mappings: [mapping], objects: { Contact: { ...object, columns: fewer } } })
    expect(await home.sync(org, names)).toMatchObject({ mode: 'incremental', held: { Contact: 3 } })
    expect(await rowsOf(home, 'SELECT * FROM native."Contact" ORDER BY _id LIMIT 1')).toEqual(['1 A'])
  })

  it('reads in full when the type of a column has changed', async () => {
    using home = new TestHome()
    const before = scripted({ mappings: [mapping], objects: { Contact: incremental(full, () => []) } })
    await home.sync(before, names)
    const object = { ...incremental(full, () => []), columns: { ...columns, LastName: 'number' } as const }
    const after = scripted({ mappings: [mapping], objects: { Contact: object } })
    expect((await home.sync(after, names)).gaps).toMatchObject([{ what: 'Contact.LastName' }])
    expect(after.asked[0]?.since).toBeUndefined()
  })

  it('reads in full when the connector cannot go back so far', async () => {
    using home = new TestHome()
    const org = scripted({
      mappings: [mapping],
      objects: {
        Contact: incremental(full, () => {
          throw new KitError('WATERMARK_TOO_OLD', 'the log of deletions reaches back 15 days')
        }),
      },
    })
    await home.sync(org, names)
    expect(await home.sync(org, names)).toMatchObject({
      mode: 'full',
      read: { Contact: 3 },
      held: { Contact: 3 },
    })
  })
})

describe('nothing half-done', () => {
  const lead = mapped('Lead', { lastName: 'LastName' })
  const before = scripted({
    mappings: [mapping, lead],
    objects: {
      Contact: fixed(columns, [{ Id: '1', LastName: 'A' }]),
      Lead: fixed(columns, [{ Id: 'L', LastName: 'L' }]),
    },
  })
  const failing = (fail: () => void) =>
    scripted({
      mappings: [mapping, lead],
      objects: {
        Contact: fixed(columns, [{ Id: '2', LastName: 'new' }]),
        Lead: {
          columns,
          *read(query) {
            yield rowsPart(query, columns, [{ Id: 'M', LastName: 'new' }])
            fail()
            yield { type: 'complete', gaps: [] }
          },
        },
      },
    })

  it.each<[string, () => void, RegExp]>([
    [
      'a read that fails half-way',
      () => {
        throw new Error('connection lost')
      },
      /connection lost/,
    ],
    [
      'a quota that is reached',
      () => {
        throw new KitError('QUOTA_REACHED', 'no calls left')
      },
      /no calls left/,
    ],
  ])('%s leaves the snapshot as it was', async (_, fail, message) => {
    using home = new TestHome()
    await home.sync(before, names)
    await expect(home.sync(failing(fail), names)).rejects.toThrow(message)
    expect(await rowsOf(home)).toEqual(['1 A'])
    await using snapshot = await openSnapshot({ home: home.path, name: 'acme' })
    expect(snapshot.held).toEqual({ Contact: 1, Lead: 1 })
    expect(
      await snapshot.query(
        "SELECT table_name FROM information_schema.tables WHERE table_name LIKE 'staging%'",
      ),
    ).toEqual([])
  })

  it('an interruption leaves the snapshot as it was, and the next sync works', async () => {
    using home = new TestHome()
    await home.sync(before, names)
    const abort = new AbortController()
    const org = failing(() => abort.abort())
    await expect(home.sync(org, names, { signal: abort.signal })).rejects.toMatchObject({
      name: 'AbortError',
    })
    expect(await rowsOf(home)).toEqual(['1 A'])
    await home.sync(
      failing(() => {}),
      names,
    )
    expect(await rowsOf(home)).toEqual(['2 new'])
  })

  it('a read that does not say it is complete is not believed', async () => {
    using home = new TestHome()
    const org = scripted({ mappings: [mapping], objects: { Contact: { columns, read: () => [] } } })
    await expect(home.sync(org, names)).rejects.toMatchObject({ code: 'READ_TRUNCATED' })
    await expect(openSnapshot({ home: home.path, name: 'acme' })).rejects.toMatchObject({
      code: 'NO_SNAPSHOT',
    })
  })
})

describe('another org under the same name', () => {
  const org = (orgId: string, rows: readonly Row[]) =>
    scripted({ orgId, mappings: [mapping], objects: { Contact: fixed(columns, rows) } })

  it('is refused, both named, until everything is read anew', async () => {
    using home = new TestHome()
    await home.sync(org('org-1', [{ Id: '1', LastName: 'A' }]), { ...names, native: { Contact: ['Score'] } })
    const refused = home.sync(org('org-2', []), names)
    await expect(refused).rejects.toMatchObject({
      code: 'OTHER_ORG',
      exit: 2,
      message: expect.stringMatching(/^Another source was read under the name acme before: .*org-1.*org-2/),
      actions: expect.arrayContaining([expect.stringContaining('give it a name of its own')]),
    })
    expect(await rowsOf(home)).toEqual(['1 A'])
    const result = await home.sync(org('org-2', [{ Id: '7', LastName: 'G' }]), names, { full: true })
    expect(result).toMatchObject({ mode: 'full', held: { Contact: 1 }, deleted: 0 })
    await using snapshot = await openSnapshot({ home: home.path, name: 'acme' })
    expect(snapshot.orgId).toBe('org-2')
    expect(await rowsOf(home)).toEqual(['7 G'])
  })
})

describe('files on disk', () => {
  it('belong to their owner alone, also while a sync runs', async () => {
    using home = new TestHome()
    const modes: string[] = []
    const look = (): void => {
      for (const entry of readdirSync(home.path, { recursive: true, withFileTypes: true })) {
        const mode = statSync(join(entry.parentPath, entry.name)).mode & 0o777
        modes.push(`${entry.isDirectory() ? 'dir' : 'file'} ${mode.toString(8)}`)
      }
    }
    const org = scripted({
      mappings: [mapping],
      objects: {
        Contact: {
          columns,
          *read(query) {
            yield rowsPart(query, columns, [{ Id: '1', LastName: 'A' }])
            look()
            yield { type: 'complete', gaps: [] }
          },
        },
      },
    })
    const mask = process.umask(0o022)
    try {
      await home.sync(org, names)
      look()
      expect(process.umask()).toBe(0o022)
    } finally {
      process.umask(mask)
    }
    expect([...new Set(modes)].sort()).toEqual(['dir 700', 'file 600'])
    expect(readdirSync(snapshotDir(home.path, 'acme'))).toEqual(['snapshot.duckdb'])
    expect(readdirSync(join(home.path, 'tmp'))).toEqual([])
  })

  it.each([
    ['acme', 'acme'],
    ['admin@acme.example', 'admin%40acme.example'],
    ['../../etc', '%2E.%2F..%2Fetc'],
    ['./data/people.csv', '%2E%2Fdata%2Fpeople.csv'],
    ['a\\b:c*', 'a%5Cb%3Ac%2A'],
  ])('the connection %s lies in %s', (name, folder) => {
    expect(snapshotDir('/home', name)).toBe(`/home/connections/${folder}`)
  })

  it.each(['', 'a\nb', 'x'.repeat(201)])('the name %j is refused', (name) => {
    expect(() => snapshotDir('/home', name)).toThrow(
      expect.objectContaining({ code: 'BAD_CONNECTION_NAME', exit: 2 }),
    )
  })
})

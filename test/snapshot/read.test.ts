import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ColumnBatch, FactKind, Value } from '../../src/kit/index.ts'
import { type BatchQuery, openSnapshot, type Snapshot } from '../../src/snapshot/index.ts'
import { asOf, fixed, mapped, scripted, TestHome } from './scripted-org.ts'

const contact = {
  Last: 'text',
  First: 'text',
  Mail: 'text',
  Mail2: 'text',
  Owner: 'text',
  Activity: 'date',
  Touched: 'datetime',
  Stage: 'text',
  Size: 'text',
  OptOut: 'boolean',
} as const

const org = scripted({
  mappings: [
    mapped(
      'Contact',
      {
        lastName: 'Last',
        name: { join: ['First', 'Last'], with: ' ' },
        email: { first: ['Mail', 'Mail2'] },
        otherEmails: { join: ['Mail', 'Mail2'], with: ';' },
        ownerName: { via: 'Owner', object: 'User', column: 'Name' },
        ownerActive: { via: 'Owner', object: 'User', column: 'Active' },
        lastTouchAt: { latest: ['Activity', 'Touched'] },
        source: { constant: "web's" },
        portalUser: { present: 'Stage' },
        optOutPhone: { column: 'Stage', equals: 'gone' },
        openWork: 'Size',
        birthdate: 'Hidden',
      },
      { revision: 'Touched' },
    ),
    mapped(
      'Account',
      { lastName: 'Name' },
      { kind: 'person-account', when: [{ column: 'Person', is: true }] },
    ),
    mapped(
      'Account',
      { name: 'Name', website: 'Web' },
      { entity: 'company', kind: 'household', when: [{ column: 'Type', is: 'Home' }] },
    ),
    mapped(
      'Account',
      { name: 'Name' },
      { entity: 'company', kind: 'company', when: [{ column: 'Person', not: true }] },
    ),
  ],
  objects: {
    Contact: fixed(contact, [
      {
        Id: '2',
        Last: 'Bell',
        First: 'Ann',
        Mail: ' \t',
        Mail2: 'ann@x.example',
        Owner: 'u1',
        Activity: '2026-01-02',
        Touched: '2026-01-01T10:00:00.000+0200',
        Stage: 'gone',
        Size: '7',
        OptOut: true,
      },
      {
        Id: '10',
        Last: 'Cole',
        Owner: 'u9',
        Touched: '2026-01-03T00:00:00Z',
        Stage: '',
        Size: 'seven',
        OptOut: false,
      },
    ]),
    Account: fixed({ Name: 'text', Web: 'text', Type: 'text', Person: 'boolean' }, [
      { Id: 'A', Name: 'Acme', Web: 'acme.example', Type: 'Work', Person: false },
      { Id: 'B', Name: 'Bells', Web: 'bells.example', Type: 'Home', Person: null },
      { Id: 'C', Name: 'Cole', Type: 'Home', Person: true },
      { Id: 'D', Name: 'Dahl', Web: 'dahl.example', Type: null, Person: null },
    ]),
    User: fixed({ Name: 'text', Active: 'boolean' }, [{ Id: 'u1', Name: 'Uma', Active: false }]),
  },
  facts: {
    setting: [
      { kind: 'setting', name: 'a', value: 5, observedAt: asOf },
      { kind: 'setting', name: 'b', value: false, observedAt: asOf },
      { kind: 'setting', name: 'c', value: '5', observedAt: asOf },
      { kind: 'setting', name: 'd', value: null, observedAt: asOf },
    ],
    event: [{ kind: 'event', name: 'login', at: asOf, user: null, detail: 'from afar', observedAt: asOf }],
    assignment: [
      {
        kind: 'assignment',
        user: { connection: 'acme', object: 'User', id: 'u1' },
        container: 'p',
        expiresAt: null,
      },
    ],
    container: [{ kind: 'container', id: 'p', label: 'P', type: 'profile', custom: true }],
    inclusion: [{ kind: 'inclusion', container: 'g', includes: 'p', muted: true }],
    privilege: 'the login lacks View Setup',
  },
})

const person = [
  'lastName',
  'name',
  'email',
  'otherEmails',
  'ownerName',
  'ownerActive',
  'lastTouchAt',
  'lastTouchSource',
  'source',
  'portalUser',
  'optOutPhone',
  'openWork',
  'birthdate',
  'phone',
]
const home = new TestHome()
let snapshot: Snapshot

beforeAll(async () => {
  await home.sync(org, {
    entities: { person, company: ['name', 'website'], case: ['status'] },
    native: { Contact: ['Stage', 'OptOut', 'Activity'] },
    facts: ['setting', 'event', 'assignment', 'container', 'inclusion', 'privilege'],
  })
  snapshot = await openSnapshot({ home: home.path, name: 'acme' })
})
afterAll(async () => {
  await snapshot[Symbol.asyncDispose]()
  home[Symbol.dispose]()
})

async function read(query: Partial<BatchQuery>): Promise<ColumnBatch[]> {
  return Array.fromAsync(snapshot.batches({ entity: 'person', fields: [], ...query }))
}

describe('canonical fields', () => {
  const ann: Record<string, Value | undefined> = {
    lastName: 'Bell',
    name: 'Ann Bell',
    email: 'ann@x.example',
    otherEmails: 'ann@x.example',
    ownerName: 'Uma',
    ownerActive: false,
    lastTouchAt: '2026-01-02T00:00:00.000Z',
    lastTouchSource: 'Activity',
    source: "web's",
    portalUser: true,
    optOutPhone: true,
    openWork: 7,
    birthdate: undefined,
    phone: undefined,
  }
  const cole: Record<string, Value | undefined> = {
    ...ann,
    lastName: 'Cole',
    name: 'Cole',
    email: null,
    otherEmails: null,
    ownerName: null,
    ownerActive: null,
    lastTouchAt: '2026-01-03T00:00:00.000Z',
    lastTouchSource: 'Touched',
    portalUser: false,
    optOutPhone: false,
    openWork: null,
  }
  it.each(person)('%s', async (field) => {
    const [batch] = await read({ kinds: ['contact'], fields: [field] })
    expect(batch?.id).toEqual(['10', '2'])
    const expected = ann[field] === undefined ? undefined : [cole[field], ann[field]]
    expect(batch?.columns[field]).toEqual(expected)
  })

  it('counts what a mapping could not convert', () => {
    expect(snapshot.gaps).toEqual([
      { what: 'Contact as person.openWork', why: 'values that are no number and were taken as empty: 1' },
      { what: 'Contact.Hidden', why: expect.any(String) },
      { what: 'privilege', why: 'the login lacks View Setup' },
    ])
  })
})

describe('batches', () => {
  it('give every record once, by object and id, with key, kind and revision', async () => {
    const batches = await read({ fields: ['lastName', 'email'] })
    expect(batches).toMatchObject([
      {
        object: ['Account'],
        id: ['C'],
        kind: ['person-account'],
        revision: [null],
        columns: { lastName: ['Cole'] },
      },
      {
        object: ['Contact', 'Contact'],
        id: ['10', '2'],
        kind: ['contact', 'contact'],
        revision: ['2026-01-03T00:00:00.000Z', '2026-01-01T08:00:00.000Z'],
        columns: { lastName: ['Cole', 'Bell'], email: [null, 'ann@x.example'] },
      },
    ])
    expect(batches[0]?.columns).not.toHaveProperty('email')
  })

  it('part where kinds of one object differ in what is known; the first mapping takes a record', async () => {
    const batches = await read({ entity: 'company', fields: ['name', 'website'] })
    expect(batches.map(({ id, kind, columns }) => ({ id, kind, columns }))).toEqual([
      { id: ['A'], kind: ['company'], columns: { name: ['Acme'] } },
      {
        id: ['B', 'C'],
        kind: ['household', 'household'],
        columns: { name: ['Bells', 'Cole'], website: ['bells.example', null] },
      },
      { id: ['D'], kind: ['company'], columns: { name: ['Dahl'] } },
    ])
  })

  it('carry native columns apart from canonical ones', async () => {
    const [batch] = await read({
      kinds: ['contact'],
      fields: ['email'],
      native: { Contact: ['OptOut', 'Activity', 'Nope'] },
    })
    expect(batch?.native).toEqual({ OptOut: [false, true], Activity: [null, '2026-01-02'] })
  })

  it('narrow by a condition, even one that ends in a comment', async () => {
    const batches = await read({ fields: ['lastName'], where: "lastTouchAt < '2026-01-03' -- old" })
    expect(batches.flatMap((batch) => batch.id)).toEqual(['2'])
  })

  it('fail for a condition over a field that nobody has, and show no values', async () => {
    await expect(read({ where: 'phone IS NULL' })).rejects.toMatchObject({
      code: 'QUERY_FAILED',
      message: expect.stringContaining('phone'),
    })
    const refused = read({ fields: ['email'], where: 'CAST(lastName AS INTEGER) > 1' })
    await expect(refused).rejects.toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('Bell') }),
    )
  })

  it('say which entities are not there', async () => {
    expect(await snapshot.count('case')).toBe(0)
    expect(await read({ entity: 'case', fields: ['status'] })).toEqual([])
    await expect(read({ entity: 'deal' })).rejects.toMatchObject({ code: 'NOT_IN_SNAPSHOT', exit: 2 })
    await expect(snapshot.count('deal')).rejects.toMatchObject({ code: 'NOT_IN_SNAPSHOT' })
  })
})

describe('several reads at once', () => {
  it('do not cut each other short', async () => {
    using other = new TestHome()
    const rows = Array.from({ length: 9000 }, (_, index) => ({
      Id: String(index).padStart(4, '0'),
      Last: `L${index}`,
    }))
    const large = scripted({
      mappings: [mapped('Contact', { lastName: 'Last' })],
      objects: { Contact: fixed({ Last: 'text' }, rows) },
    })
    await other.sync(large, { entities: { person: ['lastName'] } })
    await using opened = await openSnapshot({ home: other.path, name: 'acme' })
    const seen: string[] = []
    for await (const outer of opened.batches({ entity: 'person', fields: ['lastName'] })) {
      seen.push(...outer.id)
      expect(await opened.count('person')).toBe(9000)
      for await (const inner of opened.batches({ entity: 'person', fields: [] })) {
        expect(inner.rows).toBeGreaterThan(0)
        break
      }
    }
    expect(seen).toEqual(rows.map((row) => row.Id))
  })
})

describe('what the snapshot says about itself', () => {
  it('counts', async () => {
    expect(await snapshot.count('person')).toBe(3)
    expect(await snapshot.count('person', ['contact'])).toBe(2)
    expect(await snapshot.count('person', [])).toBe(0)
    expect(snapshot.held).toEqual({ Account: 4, Contact: 2, User: 1 })
  })

  it('names unknown fields by kind', async () => {
    expect(snapshot.unknown('person', ['email', 'phone', 'lastName'])).toEqual([
      { object: 'Account', kind: 'person-account', fields: ['email', 'phone'] },
      { object: 'Contact', kind: 'contact', fields: ['phone'] },
    ])
    expect(await snapshot.query("SELECT object, field FROM unknown_field WHERE field = 'email'")).toEqual([
      { object: 'Account', field: 'email' },
    ])
  })

  it('knows where a person can open a record', () => {
    const key = { connection: 'acme', object: 'Contact', id: 'a/b' }
    expect(snapshot.url(key)).toBe('https://crm.example/Contact/a%2Fb')
  })
})

describe('query', () => {
  it('answers over views, native tables and facts, with parameters', async () => {
    expect(await snapshot.query('SELECT name FROM person WHERE email = ?', ['ann@x.example'])).toEqual([
      { name: 'Ann Bell' },
    ])
    expect(await snapshot.query('SELECT _id, "Activity" AS day FROM native."Contact" ORDER BY 1')).toEqual([
      { _id: '10', day: null },
      { _id: '2', day: '2026-01-02' },
    ])
    const sql = `WITH n AS (SELECT count(*) AS n, sum(1) AS s FROM assignment JOIN "container" c ON c.id = container)
      SELECT n.*, max(lastTouchAt) AS latest, 1.5::DECIMAL(5, 2) AS d FROM n, person GROUP BY ALL`
    expect(await snapshot.query(sql)).toEqual([{ n: 1, s: 1, latest: '2026-01-03T00:00:00.000Z', d: 1.5 }])
  })

  const onlySelect = ['Only a single SELECT over the views and tables of the snapshot is allowed']
  const undeclared = ['The rule did not declare that it needs the column, or no record of this org has it']

  it.each([
    ['a change', 'DELETE FROM native."Contact"', onlySelect],
    ['two statements', 'SELECT 1; SELECT 2', onlySelect],
    ['an export', 'COPY native."Contact" TO \'/tmp/stolen.csv\'', onlySelect],
    ['a file', "SELECT * FROM read_csv('/etc/hostname')", onlySelect],
    ['a missing column', 'SELECT phone FROM person', undeclared],
    ['a missing column of a table', 'SELECT p.phone FROM person p', undeclared],
    ['a division by a text', "SELECT CAST('x' AS INTEGER)", []],
    ['a typing error', 'SELEC 1', []],
  ])('says of %s what helps', async (_, sql, actions) => {
    await expect(snapshot.query(sql)).rejects.toMatchObject({ actions })
  })

  it.each([
    ['two statements', 'SELECT 1; SELECT 2', 'QUERY_REFUSED'],
    ['nothing', '-- nothing', 'QUERY_FAILED'],
    ['a change', 'DELETE FROM native."Contact"', 'QUERY_REFUSED'],
    ['a new table', 'CREATE TABLE t (x INTEGER)', 'QUERY_REFUSED'],
    ['an export', 'COPY native."Contact" TO \'/tmp/stolen.csv\'', 'QUERY_FAILED'],
    ['a log', "SELECT * FROM enable_logging('QueryLog', storage_path='/tmp/stolen')", 'QUERY_REFUSED'],
    ['a checkpoint', 'SELECT * FROM force_checkpoint()', 'QUERY_REFUSED'],
    ['an address of memory', 'SELECT * FROM arrow_scan(1, 2, 3)', 'QUERY_REFUSED'],
    ['an attached file', "ATTACH '/tmp/other.duckdb'", 'QUERY_REFUSED'],
    ['a setting', 'SET enable_external_access = true', 'QUERY_REFUSED'],
    ['an extension', 'INSTALL httpfs', 'QUERY_REFUSED'],
    ['a file', "SELECT * FROM read_csv('/etc/hostname')", 'QUERY_FAILED'],
    ['a folder', "SELECT * FROM glob('/etc/*')", 'QUERY_FAILED'],
    ['a typing error', 'SELEC 1', 'QUERY_FAILED'],
    ['too many rows', 'SELECT * FROM range(100001)', 'QUERY_TOO_LARGE'],
  ])('refuses %s', async (_, sql, code) => {
    await expect(snapshot.query(sql)).rejects.toMatchObject({ code })
  })

  it('stops when it is told to', async () => {
    const abort = new AbortController()
    await using other = await openSnapshot({ home: home.path, name: 'acme', signal: abort.signal })
    const endless = other.query('SELECT count(*) FROM range(1000000000) a, range(1000000000) b')
    setImmediate(() => abort.abort(new Error('enough')))
    await expect(endless).rejects.toThrow('enough')
  })
})

describe('facts', () => {
  it.each<FactKind>(['setting', 'event', 'assignment', 'container', 'inclusion'])(
    '%s come back as they were',
    async (kind) => {
      expect(await snapshot.facts(kind)).toEqual(await org.facts(kind))
    },
  )

  it('say what is missing', async () => {
    expect(await snapshot.facts('privilege')).toEqual({
      complete: false,
      gap: { what: 'privilege', why: 'the login lacks View Setup' },
    })
  })

  it('say when no sync asked for them', async () => {
    using other = new TestHome()
    await other.sync(org, { entities: { person: ['lastName'] } })
    await using opened = await openSnapshot({ home: other.path, name: 'acme' })
    expect(await opened.facts('setting')).toMatchObject({ complete: false, gap: { what: 'setting' } })
  })
})

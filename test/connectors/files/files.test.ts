import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { files } from '../../../connectors/files/index.ts'
import type { Connection, ReadPart } from '../../../src/kit/index.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'files-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function connect(settings: { path?: string; objects?: object } = {}): Promise<Connection> {
  return files.connect(files.settings.parse({ path: folder, ...settings }), {
    name: 'csv',
    env: {},
    signal: new AbortController().signal,
    tempDir: folder,
    now: () => new Date(),
    log: () => {},
    budget: 1,
  })
}

async function readObject(object: string, connection: Connection): Promise<ReadPart[]> {
  const [description] = await connection.describe([object])
  const columns = description?.fields.map((field) => field.name) ?? []
  return Array.fromAsync(connection.read({ object, columns }))
}

async function firstRow(object: string, settings: object = {}): Promise<Record<string, unknown>> {
  const connection = await connect(settings)
  const [part] = await readObject(object, connection)
  if (part?.type !== 'columns') throw new Error('no rows')
  return Object.fromEntries(part.columns.map((column, index) => [column.name, part.values[index]?.[0]]))
}

describe('what a file looks like', () => {
  it.each([
    ['UTF-8 with a byte order mark', Buffer.from('\ufeffId,Last Name\n1,Muñoz\n')],
    ['UTF-16 as spreadsheets save it', Buffer.from('\ufeffId\tLast Name\n1\tMuñoz\n', 'utf16le')],
    ['Windows-1252', Buffer.from('Id;Last Name\r\n1;Muñoz\r\n', 'latin1')],
    ['a bar as delimiter and no line end', Buffer.from('Id|Last Name\n1|Muñoz')],
    ['quoted titles with the delimiter of others', Buffer.from('"Id","Last Name","a;b;c;d"\n1,Muñoz,x\n')],
  ])('reads %s', async (_, bytes) => {
    writeFileSync(join(folder, 'contacts.csv'), bytes)
    expect(await firstRow('contacts')).toMatchObject({ _id: '1', 'Last Name': 'Muñoz' })
  })

  it('keeps line breaks and quotes inside values', async () => {
    writeFileSync(join(folder, 'cases.csv'), 'Id,Subject,Description\n1,"5"" pipe","one\r\ntwo, three"\n')
    expect(await firstRow('cases')).toMatchObject({ Subject: '5" pipe', Description: 'one\r\ntwo, three' })
  })

  it('looks further than its beginning for what is not UTF-8', async () => {
    const rows = Array.from({ length: 9000 }, (_, at) => `${at},Bell`).join('\n')
    writeFileSync(join(folder, 'contacts.csv'), Buffer.from(`Id,Last Name\n${rows}\nz,Muñoz\n`, 'latin1'))
    const parts = await readObject('contacts', await connect())
    const names = parts.flatMap((part) => (part.type === 'columns' ? (part.values[2] ?? []) : []))
    expect(names).toHaveLength(9001)
    expect(names.at(-1)).toBe('Muñoz')
  })

  it('drops the spaces around values, and keeps those within quotes', async () => {
    writeFileSync(join(folder, 'contacts.csv'), 'Id , Last Name, "Job, Title"\n1 ,  Bell , " a, ""b"" "\n')
    expect(await firstRow('contacts')).toMatchObject({
      _id: '1',
      'Last Name': 'Bell',
      'Job, Title': ' a, "b" ',
    })
  })

  it('tells equal and empty titles apart', async () => {
    writeFileSync(join(folder, 'contacts.csv'), 'Id,Email,EMAIL,\n1,a@x.example,b@x.example,c\n')
    expect(await firstRow('contacts')).toMatchObject({
      Email: 'a@x.example',
      'EMAIL (2)': 'b@x.example',
      'column 4': 'c',
    })
  })

  it('numbers the rows of a file without ids', async () => {
    writeFileSync(join(folder, 'contacts.csv'), 'Last Name\nBell\nCole\n')
    expect(await firstRow('contacts')).toMatchObject({ _id: 'row-1' })
  })
})

describe('what a file holds', () => {
  it.each([
    [
      'contacts.csv',
      'Id,First Name,Surname,E-mail',
      'person',
      'contact',
      { firstName: 'First Name', lastName: 'Surname', email: 'E-mail' },
    ],
    [
      'my leads.csv',
      'Lead ID,Company / Account,Nombre,Apellidos,Correo electrónico',
      'person',
      'lead',
      { firstName: 'Nombre', lastName: 'Apellidos', email: 'Correo electrónico' },
    ],
    [
      'Accounts.csv',
      'Account ID,Account Name,Billing Zip/Postal Code',
      'company',
      'company',
      { name: 'Account Name', postalCode: 'Billing Zip/Postal Code' },
    ],
    [
      'export.csv',
      'Record ID,Last Name,Email',
      'person',
      'contact',
      { lastName: 'Last Name', email: 'Email' },
    ],
    [
      'export.csv',
      'Record ID,Company name,Company Domain Name',
      'company',
      'company',
      { name: 'Company name', domain: 'Company Domain Name' },
    ],
    [
      'tickets.csv',
      'Ticket ID,Ticket name,Ticket description',
      'case',
      'case',
      { name: 'Ticket name', description: 'Ticket description' },
    ],
  ])('%s with %s is %s', async (file, header, entity, kind, fields) => {
    writeFileSync(join(folder, file), `${header}\n`)
    const [mapping] = (await connect()).mappings
    expect(mapping).toMatchObject({ entity, kind, fields })
  })

  it('takes the settings before its own guess', async () => {
    writeFileSync(join(folder, 'export.csv'), 'Nr,Fon,Mail\n9,1,a@x.example\n')
    const objects = { export: { entity: 'person', kind: 'lead', id: 'Nr', fields: { phone: 'Fon' } } }
    const connection = await connect({ objects })
    expect(connection.mappings[0]).toMatchObject({ kind: 'lead', fields: { phone: 'Fon', email: 'Mail' } })
    expect(await firstRow('export', { objects })).toMatchObject({ _id: '9' })
  })

  it('names a file that it cannot make sense of, unless somebody asks for its columns', async () => {
    writeFileSync(join(folder, 'stuff.csv'), 'a,b\n1,2\n')
    const connection = await connect()
    expect(connection.mappings).toMatchObject([
      { object: 'stuff', entity: 'other', kind: 'stuff', fields: {} },
    ])
    expect((await connection.preflight([{ object: 'stuff', columns: ['a'] }])).gaps).toEqual([])
    const { gaps } = await connection.preflight([])
    expect(gaps).toMatchObject([
      { what: 'stuff.csv', remedy: expect.stringContaining('objects.stuff.entity') },
    ])
  })

  it('takes the path of a file or folder for a name, and nothing else', () => {
    expect(files.fromName?.('data/people.CSV')).toEqual({ path: 'data/people.CSV' })
    expect(files.fromName?.('./export')).toEqual({ path: './export' })
    expect(files.fromName?.('acme')).toBeNull()
  })
})

describe('rows that are no good', () => {
  it('are left out and named by their line', async () => {
    const rows = ['1,Ann', '2,Bob,extra', ',Cy', '1,Di', '5', '6,Ed']
    writeFileSync(join(folder, 'contacts.csv'), ['Id,Last Name', ...rows].join('\n'))
    const parts = await readObject('contacts', await connect())
    expect(parts[0]).toMatchObject({
      type: 'columns',
      values: [
        ['1', '6'],
        ['1', '6'],
        ['Ann', 'Ed'],
      ],
    })
    const why =
      'rows left out: 4 (line 3 has 3 values where the header has 2; line 4 has no id; ' +
      'line 5 has the id of an earlier row; line 6 has 1 values where the header has 2)'
    expect(parts.at(-1)).toMatchObject({ type: 'complete', gaps: [{ what: 'contacts', why }] })
  })

  it('says how many more there are than it names', async () => {
    const rows = Array.from({ length: 8 }, (_, index) => `${index},x,y`)
    writeFileSync(join(folder, 'contacts.csv'), ['Id,Last Name', ...rows].join('\n'))
    const parts = await readObject('contacts', await connect())
    expect(parts).toMatchObject([
      { gaps: [{ why: expect.stringMatching(/^rows left out: 8 .*and 3 more\)$/) }] },
    ])
  })

  it('notices a quote that is never closed', async () => {
    writeFileSync(join(folder, 'contacts.csv'), 'Id,Last Name\n1,Ann\n2,"Bob\n3,Cy\n')
    const parts = await readObject('contacts', await connect())
    expect(parts.at(-1)).toMatchObject({ gaps: [{ why: expect.stringContaining('rows left out: 1') }] })
  })
})

describe('paths that are no good', () => {
  it.each([
    ['a path that is not there', 'FILE_NOT_FOUND', () => join(folder, 'nowhere.csv')],
    ['a folder without CSV files', 'NO_CSV_FILES', () => folder],
  ])('%s: %s, exit 2', async (_, code, path) => {
    await expect(connect({ path: path() })).rejects.toMatchObject({ code, exit: 2 })
  })

  it('an empty file: NO_HEADER, exit 2', async () => {
    writeFileSync(join(folder, 'contacts.csv'), '')
    await expect(connect()).rejects.toMatchObject({ code: 'NO_HEADER', exit: 2 })
  })
})

describe('files whose names differ in case only', () => {
  it('are refused', async () => {
    writeFileSync(join(folder, 'contacts.csv'), 'Id,Email\n')
    writeFileSync(join(folder, 'Contacts.csv'), 'Id,Email\n')
    if (readdirSync(folder).length === 1) return // a disk that does not tell them apart
    await expect(connect()).rejects.toMatchObject({ code: 'SAME_FILE_NAME', exit: 2 })
  })
})

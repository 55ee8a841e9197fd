import { once } from 'node:events'
import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Column, Connection, FieldDescription, ObjectMapping, ReadPart } from '../../src/kit/index.ts'
import { syncSnapshot } from '../../src/snapshot/index.ts'
import { type Population, people } from './people.ts'
import type { Person } from './person.ts'

export const connection = 'bench'

/** Columns of the CRM and the canonical fields they fill. */
const columns = {
  FirstName: ['firstName', 'first'],
  LastName: ['lastName', 'last'],
  Email: ['email', 'email'],
  Phone: ['phone', 'phone'],
  MobilePhone: ['mobile', 'mobile'],
  Title: ['title', 'title'],
  Company: ['companyName', 'company'],
  MailingStreet: ['street', 'street'],
  MailingCity: ['city', 'city'],
  MailingState: ['state', 'state'],
  MailingPostalCode: ['postalCode', 'zip'],
} as const satisfies Readonly<Record<string, readonly [string, keyof Person]>>

const names = Object.keys(columns) as readonly (keyof typeof columns)[]

const mapping: ObjectMapping = {
  object: 'Contact',
  entity: 'person',
  kind: 'contact',
  when: [],
  fields: Object.fromEntries(names.map((name) => [columns[name][0], name])),
  url: 'https://bench.example/{id}',
  revision: null,
}

/** Rows per file, as a bulk read brings them. */
const rowsPerFile = 100_000

/** Makes the people and syncs them into a snapshot under `home`; returns which rows are one person. */
export async function loadPeople(population: Population, home: string): Promise<Int32Array> {
  const files = join(home, 'files')
  mkdirSync(files, { recursive: true, mode: 0o700 })
  const truth = new Int32Array(population.records)
  const result = await syncSnapshot({
    home,
    name: connection,
    connection: generated(population, files, truth),
    needs: { entities: { person: names.map((name) => columns[name][0]) }, native: {}, facts: [] },
    tempDir: files,
    now: () => new Date('2026-01-01T00:00:00Z'),
  })
  if (result.held.Contact !== population.records) throw new Error('the snapshot does not hold what was made')
  writeFileSync(join(home, 'truth'), truth)
  return truth
}

function generated(population: Population, folder: string, truth: Int32Array): Connection {
  return {
    identity: {
      crm: 'bench',
      orgId: `seed ${population.seed}`,
      host: 'bench.example',
      user: 'bench',
      production: false,
      apiVersion: '1',
    },
    mappings: [mapping],
    describe: async (objects) =>
      objects.map((name) => ({
        name,
        label: name,
        custom: false,
        mergeable: false,
        restorable: false,
        fields: names.map((column) => describeField(column)),
        children: [],
      })),
    preflight: async () => ({ calls: {}, records: { Contact: population.records }, gaps: [] }),
    read: () => parts(population, folder, truth),
    facts: async (kind) => ({ complete: false, gap: { what: kind, why: 'none were made' } }),
    calls: () => ({ total: 0, byPurpose: {}, org: null }),
    [Symbol.asyncDispose]: async () => {},
  }
}

function describeField(name: string): FieldDescription {
  return {
    name,
    label: name,
    type: 'text',
    nativeType: 'text',
    nillable: true,
    updateable: true,
    createable: true,
    calculated: false,
    system: false,
    unique: false,
    externalId: false,
    referenceTo: [],
    picklist: [],
  }
}

async function* parts(population: Population, folder: string, truth: Int32Array): AsyncGenerator<ReadPart> {
  const own: readonly Column[] = ['Id', ...names].map((name) => ({ name, type: 'text' }))
  const path = join(folder, 'part.csv')
  const header = `${own.map(({ name }) => name).join(',')}\n`
  let file = createWriteStream(path, { mode: 0o600 })
  let rows = 0
  let row = 0
  let text = header
  for (const { id, entity, person } of people(population)) {
    truth[row++] = entity
    text += `${id},${names.map((name) => quoted(person[columns[name][1]])).join(',')}\n`
    if (++rows < rowsPerFile && row < population.records) {
      if (text.length > 1_000_000) {
        if (!file.write(text)) await once(file, 'drain')
        text = ''
      }
      continue
    }
    file.end(text)
    await once(file, 'close')
    yield { type: 'csv', path, columns: own, rows }
    file = createWriteStream(path, { mode: 0o600 })
    text = header
    rows = 0
  }
  file.end()
  await once(file, 'close')
  yield { type: 'complete', watermark: '1', gaps: [] }
}

function quoted(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/**
 * How well the matcher finds the true pairs of published data sets.
 *
 *   node bench/match-quality.ts DATA [SET…]
 *
 * DATA is a folder with `febrl/`, `fake1000/` and `chicago/` as published; none of it is part of the repository.
 * `LEVELS=1` prints what the model learned.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import type { ColumnBatch, Entity, MatchGroup, MatchRule, Value } from '../src/kit/index.ts'
import { code, companyName, date, matchRule, personName, phones, site, text } from '../src/kit/index.ts'
import { matchRecords } from '../src/match/match.ts'

type Row = Readonly<Record<string, string>>

interface DataSet {
  readonly name: string
  readonly file: string
  readonly rule: MatchRule
  readonly read: (
    row: Row,
    at: number,
  ) => { readonly id: string; readonly entity: string; readonly fields: Record<string, Value> } | null
}

const meta = {
  id: 'bench/quality',
  summary: 'Measures.',
  why: '-',
  remedy: '-',
  severity: 'info',
  tags: [],
  messages: {},
} as const

const febrlRule = matchRule({
  meta,
  entity: 'person',
  kinds: ['contact'],
  compare: {
    name: personName('firstName', 'lastName'),
    birthdate: date('birthdate'),
    number: code('externalId'),
    site: site({ street: 'street', city: 'city', postalCode: 'postalCode' }),
  },
  blockOn: [
    ['externalId'],
    ['name'],
    ['birthdate', 'firstName[0..1]'],
    ['birthdate'],
    ['lastName', 'postalCode'],
    ['firstName', 'postalCode'],
    ['lastName[sound]', 'firstName[0..1]'],
    ['street'],
  ],
})

function febrl(nth: number): DataSet {
  return {
    name: `febrl${nth}`,
    file: `febrl/dataset${nth}.csv`,
    rule: febrlRule,
    read: (row) => ({
      id: row.rec_id ?? '',
      entity: (row.rec_id ?? '').split('-')[1] ?? '',
      fields: {
        firstName: row.given_name ?? '',
        lastName: row.surname ?? '',
        street: `${row.street_number} ${row.address_1}`,
        city: row.suburb ?? '',
        postalCode: row.postcode ?? '',
        birthdate: row.date_of_birth ?? '',
        externalId: row.soc_sec_id ?? '',
      },
    }),
  }
}

const fake: DataSet = {
  name: 'fake_1000',
  file: 'fake1000/fake_1000.csv',
  rule: matchRule({
    meta,
    entity: 'person',
    kinds: ['contact'],
    compare: {
      name: personName('firstName', 'lastName'),
      email: { type: 'email', fields: ['email'] },
      birthdate: date('birthdate'),
      city: text('city'),
    },
    blockOn: [['email'], ['name'], ['birthdate'], ['lastName'], ['firstName', 'city'], ['email[0..6]']],
  }),
  read: (row) => ({
    id: row.unique_id ?? '',
    entity: row.cluster ?? '',
    fields: {
      firstName: row.first_name ?? '',
      lastName: row.surname ?? '',
      email: row.email ?? '',
      city: row.city ?? '',
      birthdate: row.dob ?? '',
    },
  }),
}

const chicago: DataSet = {
  name: 'chicago',
  file: 'chicago/csv_example_input_with_true_ids.csv',
  rule: matchRule({
    meta,
    entity: 'company',
    kinds: ['company'],
    compare: {
      name: companyName('name'),
      place: site({ street: 'street', postalCode: 'postalCode' }),
      phone: phones('phone'),
    },
    blockOn: [['phone'], ['street'], ['name'], ['name[0..8]'], ['postalCode', 'name[0..3]']],
  }),
  read: (row, at) => ({
    id: String(at),
    entity: row['True Id'] ?? '',
    fields: {
      name: row['Site name'] ?? '',
      street: row.Address ?? '',
      postalCode: row.Zip ?? '',
      phone: row.Phone ?? '',
    },
  }),
}

const sets: readonly DataSet[] = [febrl(1), febrl(2), febrl(3), fake, chicago]

interface Loaded {
  readonly ids: string[]
  readonly entities: string[]
  readonly fields: Record<string, Value>[]
}

function load(folder: string, set: DataSet): Loaded {
  const text = readFileSync(join(folder, set.file), 'utf8')
  const rows = parse(text, { columns: true, trim: true, relax_quotes: true, bom: true }) as Row[]
  const loaded: Loaded = { ids: [], entities: [], fields: [] }
  for (const [at, row] of rows.entries()) {
    const read = set.read(row, at)
    if (read === null) continue
    loaded.ids.push(read.id)
    loaded.entities.push(read.entity)
    loaded.fields.push(read.fields)
  }
  return loaded
}

async function measure(folder: string, set: DataSet): Promise<Quality> {
  const { ids, entities, fields } = load(folder, set)
  const entity: Entity = set.rule.entity
  const kind = set.rule.kinds[0] ?? ''
  const started = performance.now()
  const result = await matchRecords({
    rule: set.rule,
    options: { threshold: 0.95, blockCap: 500, maxGroup: 50 },
    decisions: [],
    source: {
      connection: 'bench',
      entity,
      rows: ids.length,
      url: () => '',
      async *batches(wanted): AsyncGenerator<ColumnBatch> {
        const columns = Object.fromEntries(
          wanted.map((name) => [name, fields.map((one) => one[name] || null)]),
        )
        yield {
          entity,
          rows: ids.length,
          id: ids,
          object: ids.map(() => 'Row'),
          kind: ids.map(() => kind),
          revision: ids.map(() => null),
          columns,
        }
      },
    },
  })
  const seconds = (performance.now() - started) / 1000
  const truth = new Map(ids.map((id, at) => [id, entities[at] ?? '']))
  if (process.env.LEVELS) for (const level of result.levels) console.error(level)
  for (const warning of result.warnings) console.error(`${set.name}: ${warning}`)
  return {
    set: set.name,
    records: ids.length,
    ...judge([...result.groups], truth),
    compared: result.pairs.compared,
    seconds,
  }
}

interface Quality {
  readonly set: string
  readonly records: number
  readonly truePairs: number
  readonly found: number
  readonly right: number
  readonly largest: number
  readonly compared: number
  readonly seconds: number
}

/** Pairs inside groups against pairs of one entity. */
function judge(
  groups: readonly Pick<MatchGroup, 'members'>[],
  truth: ReadonlyMap<string, string>,
): Pick<Quality, 'truePairs' | 'found' | 'right' | 'largest'> {
  const sizes = new Map<string, number>()
  for (const entity of truth.values()) sizes.set(entity, (sizes.get(entity) ?? 0) + 1)
  const pairs = (size: number): number => (size * (size - 1)) / 2
  let found = 0
  let right = 0
  let largest = 0
  for (const { members } of groups) {
    const own = new Map<string, number>()
    for (const { key } of members) {
      const entity = truth.get(key.id) ?? key.id
      own.set(entity, (own.get(entity) ?? 0) + 1)
    }
    found += pairs(members.length)
    for (const size of own.values()) right += pairs(size)
    largest = Math.max(largest, members.length)
  }
  return { truePairs: [...sizes.values()].reduce((sum, size) => sum + pairs(size), 0), found, right, largest }
}

function print(quality: Quality): void {
  const precision = quality.right / Math.max(1, quality.found)
  const recall = quality.right / Math.max(1, quality.truePairs)
  const f1 = (2 * precision * recall) / Math.max(1e-9, precision + recall)
  const figure = (value: number): string => value.toFixed(4)
  console.log(
    `${quality.set.padEnd(12)} ${String(quality.records).padStart(7)} records  P ${figure(precision)}  R ${figure(recall)}  F1 ${figure(f1)}  ` +
      `largest ${quality.largest}  compared ${quality.compared}  ${quality.seconds.toFixed(1)} s`,
  )
  console.log(JSON.stringify({ ...quality, precision, recall, f1, seconds: undefined }))
}

const [folder, ...wanted] = process.argv.slice(2)
if (folder === undefined || !existsSync(folder)) {
  console.error('Give the folder that holds febrl/, fake1000/ and chicago/. Nothing was measured.')
  process.exitCode = 2
} else {
  for (const set of sets) {
    if (wanted.length > 0 && !wanted.includes(set.name)) continue
    if (existsSync(join(folder, set.file))) print(await measure(folder, set))
    else console.error(`${set.name}: ${set.file} is not there, not measured.`)
  }
}

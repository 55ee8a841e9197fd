/**
 * How well a scan found the duplicates of an emulated org.
 *
 *   steward emulate salesforce --people 5000 --seed 11 --truth-file TRUTH
 *   steward scan duplicates -o acme --json --output-file SCAN.json
 *   node bench/match-truth.ts TRUTH SCAN.json [HOME CONNECTION]
 *
 * With the folder of the snapshots, recall is also given over the true pairs that still share one identifying field,
 * and which share of the pairs the others are. Identifying is
 *
 *   of people      an e-mail address, a phone number, or the full name together with company, street or postal code
 *   of companies   the name, the host of the website, a phone number, the tax number
 *
 * compared as letters and digits, without the matcher's own reading of names and addresses. Intervals are Wilson's at
 * 95 % over pairs, which lie in clusters: true ones are somewhat wider.
 */
import { readFileSync } from 'node:fs'
import type { Entity } from '../src/kit/index.ts'
import { wilson } from '../src/labels/wilson.ts'
import { openSnapshot } from '../src/snapshot/index.ts'

interface Cluster {
  readonly type: string
  readonly family: string
  readonly rows: readonly { readonly id: string }[]
}

interface Finding {
  readonly rule: string
  readonly records: readonly { readonly id: string }[]
  readonly group?: { readonly score: number }
}

/** Scores of groups from which the precision is given apart: what a band without people might hold. */
const bands = [0.999, 0.9999, 0.99999, 0.999999]

const identifying: Readonly<Record<string, readonly string[]>> = {
  person: [
    'firstName',
    'lastName',
    'email',
    'otherEmails',
    'phone',
    'mobile',
    'homePhone',
    'otherPhone',
    'companyName',
    'street',
    'postalCode',
  ],
  company: ['name', 'website', 'domain', 'phone', 'fax', 'taxId'],
}
const entities: Readonly<Record<string, Entity>> = { people: 'person', companies: 'company' }

type Signs = (id: string) => ReadonlySet<string>

async function signsOf(family: string, home: string, connection: string): Promise<Signs> {
  const entity = entities[family]
  if (entity === undefined) return () => new Set()
  await using snapshot = await openSnapshot({ home, name: connection })
  const fields = identifying[entity] ?? []
  const kinds = entity === 'person' ? ['contact', 'lead', 'person-account'] : ['company']
  const signs = new Map<string, ReadonlySet<string>>()
  for await (const batch of snapshot.batches({ entity, kinds, fields, unordered: true })) {
    for (let row = 0; row < batch.rows; row++) {
      const value = (field: string): string => String(batch.columns[field]?.[row] ?? '')
      signs.set(batch.id[row] ?? '', new Set(entity === 'person' ? ofPerson(value) : ofCompany(value)))
    }
  }
  return (id) => signs.get(id) ?? new Set()
}

function letters(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
}

function lastDigits(text: string): string {
  const digits = text.replace(/\D/g, '')
  return digits.length < 6 ? '' : digits.slice(-9)
}

function ofPerson(value: (field: string) => string): string[] {
  const name = letters(value('firstName') + value('lastName'))
  const mails = [value('email'), ...value('otherEmails').split(';')].map((mail) => mail.trim().toLowerCase())
  const phones = ['phone', 'mobile', 'homePhone', 'otherPhone'].map((field) => lastDigits(value(field)))
  const places = ['companyName', 'street', 'postalCode'].map((field) => letters(value(field)))
  return [
    ...mails.filter(Boolean).map((mail) => `mail ${mail}`),
    ...phones.filter(Boolean).map((phone) => `phone ${phone}`),
    ...places.filter((place) => place !== '' && name !== '').map((place) => `name ${name} at ${place}`),
  ]
}

function ofCompany(value: (field: string) => string): string[] {
  const host = (text: string): string =>
    text
      .toLowerCase()
      .replace(/^\w+:\/\//, '')
      .replace(/^www\./, '')
      .replace(/\/.*$/, '')
  const signs = [
    ['name', letters(value('name'))],
    ['host', host(value('website'))],
    ['host', host(value('domain'))],
    ['phone', lastDigits(value('phone'))],
    ['phone', lastDigits(value('fax'))],
    ['tax', letters(value('taxId'))],
  ]
  return signs.filter(([, sign]) => sign !== '').map((one) => one.join(' '))
}

function pairsOf(ids: readonly string[]): string[] {
  const sorted = [...ids].sort()
  return sorted.flatMap((a, at) => sorted.slice(at + 1).map((b) => `${a} ${b}`))
}

function pairsIn(findings: readonly Finding[]): string[] {
  return findings.flatMap(({ records }) => pairsOf(records.map(({ id }) => id)))
}

function measure(
  family: string,
  clusters: readonly Cluster[],
  findings: readonly Finding[],
  signs: Signs | null,
): void {
  const truth = new Set(
    clusters.filter((one) => one.family === family).flatMap(({ rows }) => pairsOf(rows.map(({ id }) => id))),
  )
  const own = findings.filter(({ rule }) => rule === `duplicates/${family}`)
  const found = pairsIn(own)
  const right = found.filter((pair) => truth.has(pair)).length
  const overall = figuresOf(found.length, right, truth.size)
  const sharing = [...truth].filter((pair) => signs !== null && sharesSign(signs, pair))
  const foundSharing = new Set(found).intersection(new Set(sharing)).size
  const wrong = found.length - right
  const ofSharing =
    sharing.length === 0 ? null : figuresOf(foundSharing + wrong, foundSharing, sharing.length)
  const top = bands.map((from) => {
    const pairs = pairsIn(own.filter(({ group }) => (group?.score ?? 0) >= from))
    return { from, pairs: pairs.length, right: pairs.filter((pair) => truth.has(pair)).length }
  })
  console.log(`${family.padEnd(10)} ${text(overall)}`)
  if (ofSharing !== null) {
    const others = 1 - sharing.length / truth.size
    console.log(
      `${' '.repeat(10)} sharing one field: ${text(ofSharing)}; the others are ${percent(others)} of the pairs`,
    )
  }
  for (const one of top)
    console.log(
      `${' '.repeat(10)} groups from ${one.from}: ${one.right} of ${one.pairs} pairs right, ${interval(one.right, one.pairs)}`,
    )
  console.log(JSON.stringify({ family, overall, sharing: ofSharing, top }))
}

interface Figures {
  readonly truePairs: number
  readonly found: number
  readonly right: number
  readonly precision: number
  readonly recall: number
  readonly f1: number
}

function figuresOf(found: number, right: number, truePairs: number): Figures {
  const precision = right / Math.max(1, found)
  const recall = right / Math.max(1, truePairs)
  const f1 = (2 * precision * recall) / Math.max(1e-9, precision + recall)
  return { truePairs, found, right, precision, recall, f1 }
}

function text({ truePairs, found, right, f1 }: Figures): string {
  return `true pairs ${truePairs}  found ${found}  right ${right}  P ${interval(right, found)}  R ${interval(right, truePairs)}  F1 ${f1.toFixed(4)}`
}

function interval(hits: number, all: number): string {
  if (all === 0) return '-'
  const { low, high } = wilson(hits, all)
  return `${(hits / all).toFixed(4)} [${low.toFixed(3)}, ${high.toFixed(3)}]`
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}

function sharesSign(signs: Signs, pair: string): boolean {
  const [a = '', b = ''] = pair.split(' ')
  return !signs(a).isDisjointFrom(signs(b))
}

const [truthFile, scanFile, home, connection] = process.argv.slice(2)
if (truthFile === undefined || scanFile === undefined || (home !== undefined && connection === undefined)) {
  console.error(
    'Give the truth file of the emulated org and the JSON of a scan; and the home folder with the connection, to know which pairs still share a field. Nothing was measured.',
  )
  process.exitCode = 2
} else {
  const lines = readFileSync(truthFile, 'utf8').trim().split('\n')
  const clusters = lines.map((line) => JSON.parse(line) as Cluster).filter(({ type }) => type === 'cluster')
  const scan = JSON.parse(readFileSync(scanFile, 'utf8')) as {
    readonly result: { readonly findings: readonly Finding[] }
  }
  for (const family of ['people', 'companies', 'deals', 'cases']) {
    const signs =
      home === undefined || connection === undefined ? null : await signsOf(family, home, connection)
    measure(family, clusters, scan.result.findings, signs)
  }
}

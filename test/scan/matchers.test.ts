import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { files } from '../../connectors/files/index.ts'
import { memory } from '../../connectors/memory/index.ts'
import type { Finding } from '../../src/kit/index.ts'
import { type LoadedPolicy, loadPolicy, type NamedConnection } from '../../src/policy/index.ts'
import type { ScanOutcome } from '../../src/scan/outcome.ts'
import { findingsOf, newFolder, packs, people, scan } from './scan.ts'

/** A folder with CSV files and a policy, and where snapshots go. */
interface Place {
  readonly home: string
  readonly policy: LoadedPolicy
  readonly csv: NamedConnection
  readonly said: string[]
}

async function place(policy: string, csv: Readonly<Record<string, string>>): Promise<Place> {
  const home = newFolder()
  const folder = join(home, 'csv')
  mkdirSync(folder)
  for (const [name, text] of Object.entries(csv)) writeFileSync(join(folder, `${name}.csv`), text)
  writeFileSync(join(home, 'steward.yml'), policy)
  const loaded = await loadPolicy({ cwd: home, packs: [packs.steward], connectors: [files, memory] })
  const settings = files.settings.parse({ path: folder })
  return { home, policy: loaded, csv: { name: 'csv', connector: files, settings }, said: [] }
}

function run({ home, policy, csv, said }: Place, selectors: readonly string[] = []): Promise<ScanOutcome> {
  return scan({ home, policy, connections: [csv], selectors, log: (line) => said.push(line) })
}

function idsOf(findings: readonly Finding[], rule: string): string[] {
  return findings
    .filter((finding) => finding.rule === rule)
    .map(({ records }) => records.map(({ id }) => id).join(' '))
    .sort()
}

const words =
  'amber basalt cedar delta ember fjord garnet harbor indigo jasper kelp lagoon maple nectar'.split(' ')

/** Rows that are nobody's twin, so that a model has strangers to learn from. */
function strangers(count: number, row: (at: number, word: (nth: number) => string) => string): string {
  const rows = Array.from({ length: count }, (_, at) =>
    row(at, (nth) => words[(at * (nth + 2) + nth * 5 + Math.floor(at / words.length)) % words.length] ?? ''),
  )
  return `${rows.join('\n')}\n`
}

interface Kind {
  readonly name: string
  readonly matcher: string
  readonly csv: string
  readonly groups: readonly string[]
}

/** One of each kind of table that people bring along. */
const kinds: readonly Kind[] = [
  {
    name: 'people with a date of birth and a social number',
    matcher: `
    object: table
    compare:
      name: { type: personName, first: given_name, last: surname }
      born: { type: date, field: date_of_birth }
      number: { type: code, field: soc_sec_id }
      home: { type: site, street: address_1, city: suburb, postalCode: postcode }
    never: [{ type: conflicting, of: state }]`,
    csv: `rec_id, given_name, surname, address_1, suburb, postcode, state, date_of_birth, soc_sec_id
a1, robert, holloway, 12 quarry road, northam, 4011, wa, 19611204, 7788123
a2, bob, holloway, 12 quarry rd, northam, 4011, wa, 19611204, 7788123
b1, marion, tate, 5 mill lane, eastbury, 2250, nsw, 19480911, 1100456
b2, marion, tait, 5 mill lane, eastbury, 2250, , 19480911, 1100456
c1, joan, pryor, 8 hill street, weston, 3000, vic, 19700101, 5550001
c2, joan, pryor, 8 hill street, weston, 3000, qld, 19700101, 5550001
${strangers(60, (at, word) => `s${at}, ${word(0)}, ${word(1)}${at % 9}, ${at} ${word(2)} street, ${word(3)}, ${1000 + at}, wa, 19${10 + at}0${1 + (at % 9)}1${at % 9}, ${9_000_000 + at}`)}`,
    groups: ['a1 a2', 'b1 b2'],
  },
  {
    name: 'sites with a phone',
    matcher: `
    object: table
    compare:
      name: { type: companyName, field: Site name }
      phone: { type: phones, fields: Phone }
      place: { type: site, street: Address, postalCode: Zip }
    blockOn: [[phone], [name], ['Address[0..6]'], [Zip, 'name[words]']]`,
    csv: `Id,Site name,Address,Zip,Phone
1,"Harbor ""Kids"" Center",4411 W Lake St,60624,(773) 555-0134
2,Harbor Kids Ctr.,4411 West Lake Street,60624,7735550134
3,Little Stars - North,902 N Oak Ave,60622,7735550177
4,Little Stars,902 North Oak Avenue,,773-555-0177
${strangers(60, (at, word) => `${100 + at},${word(0)} ${word(1)} school,${200 + 7 * at} ${word(2)} ave,${60_100 + at},312555${1000 + 13 * at}`)}`,
    groups: ['1 2', '3 4'],
  },
  {
    name: 'publications',
    matcher: `
    object: table
    compare:
      title: { type: text, field: title }
      authors: { type: set, field: authors }
      year: { type: number, field: year }
      venue: { type: text, field: venue }`,
    csv: `id;title;authors;venue;year
p1;Joining streams of events under bounded memory;"A. Kern, L. Ruiz";Data Journal;1999
p2;Joining streams of events under bounded memory.;"A. Kern, L. Ruiz";Data J.;1999
p3;A survey of spatial indexes;"M. Oduya";Proc. Index Conf.;2001
p4;A Survey of Spatial Indexes;"M. Oduya";Index Conference;2001
${strangers(60, (at, word) => `q${at};${word(0)} ${word(1)} of ${word(2)} ${word(3)} ${word(4)};"${word(5)} ${word(6)}, ${word(7)}";${word(8)} journal;${1980 + (at % 30)}`)}`,
    groups: ['p1 p2', 'p3 p4'],
  },
  {
    name: 'restaurants',
    matcher: `
    object: table
    compare:
      name: { type: companyName, field: name }
      place: { type: site, street: addr, city: city }
      kitchen: { type: text, field: type }`,
    csv: `id\tname\taddr\tcity\ttype
r1\tarnaud's of the park\t435 s. la vega blvd.\tlos robles\tamerican
r2\tarnauds of the park\t435 s. la vega boulevard\tlos robles\tsteakhouses
r3\tcafe verde\t12 elm st.\tnorthfield\tfrench
r4\tcafe verde\t12 elm street\tnorthfield\tfrench (new)
${strangers(60, (at, word) => `t${at}\t${word(0)} ${word(1)} grill\t${30 + 11 * at} ${word(2)} rd.\t${word(3)}\t${word(4)}`)}`,
    groups: ['r1 r2', 'r3 r4'],
  },
]

describe('a matcher over a CSV file', () => {
  it.each(kinds.map((kind) => [kind.name, kind] as const))('finds twins among %s', async (_, kind) => {
    const at = await place(`version: 1\nmatchers:\n  twins:${kind.matcher}\n`, { table: kind.csv })
    const outcome = await run(at, ['duplicates/twins'])
    expect(outcome.orgs[0]?.errors).toEqual([])
    expect(outcome.orgs[0]?.rulesRun).toEqual(['duplicates/twins'])
    expect(idsOf(await findingsOf(outcome), 'duplicates/twins')).toEqual(kind.groups)
  })

  it('gives the same findings, fingerprints and all, when it runs again', async () => {
    const kind = kinds[1] as Kind
    const at = await place(`version: 1\nmatchers:\n  twins:${kind.matcher}\n`, { table: kind.csv })
    const plain = async (): Promise<unknown> =>
      (await findingsOf(await run(at, ['duplicates/twins']))).map(({ isNew, ...finding }) => finding)
    expect(await plain()).toEqual(await plain())
  })

  it('says which keys it chose, in the words of the policy', async () => {
    const kind = kinds[0] as Kind
    const at = await place(`version: 1\nmatchers:\n  twins:${kind.matcher}\n`, { table: kind.csv })
    await run(at)
    const [line = ''] = at.said
    expect(line).toMatch(
      /^csv: duplicates\/twins: about \d+ pairs to compare by \d+ keys, chosen from the data/,
    )
    const keys = line.slice(line.indexOf('blockOn:'))
    const again = await place(`version: 1\nmatchers:\n  twins:${kind.matcher}\n    ${keys}\n`, {
      table: kind.csv,
    })
    expect(idsOf(await findingsOf(await run(again)), 'duplicates/twins')).toEqual(kind.groups)
    expect(again.said).toEqual([])
  })

  it('matches several files together', async () => {
    const header = 'id,name,town\n'
    const rows = strangers(40, (at, word) => `x${at},${word(0)} ${word(1)} ltd,${word(2)}`)
    const matcher = `object: [shops, stores]
    compare:
      name: { type: companyName, field: name }
      town: { type: text, field: town }`
    const at = await place(`version: 1\nmatchers:\n  both:\n    ${matcher}\n`, {
      shops: `${header}1,Orchard Row Trading Ltd,Kingsmere\n${rows}`,
      stores: `${header}1,Orchard Row Trading Limited,Kingsmere\n2,Vale and Sons,Ashby\n`,
    })
    const [finding] = await findingsOf(await run(at, ['duplicates/both']))
    expect(finding?.records.map(({ object, id }) => `${object} ${id}`)).toEqual(['shops 1', 'stores 1'])
  })

  it('runs on columns that are also a canonical field of something', async () => {
    const csv = 'Id,Last Name,Email\n1,Quillfeather,q@maple.example\n2,Quillfeather,q@maple.example\n'
    const matcher = `
    object: contacts
    compare: { mail: { type: email, fields: [Email] }, last: { type: text, field: Last Name } }
    blockOn: [[mail], [last]]
    show: [Id]`
    const at = await place(`version: 1\nmatchers:\n  mine:${matcher}\n`, {
      contacts:
        csv + strangers(40, (nth, word) => `${10 + nth},${word(0)}${word(1)},${word(2)}${nth}@a.example`),
    })
    const outcome = await run(at)
    expect(idsOf(await findingsOf(outcome), 'duplicates/mine')).toEqual(['1 2'])
    expect(outcome.orgs[0]?.sync?.held).toEqual({ contacts: 42 })
  })
})

describe('a matcher over records of a CRM', () => {
  const rows = [
    { id: 'm1', member_no: 'A-100', full: 'Quillfeather', chapter: 'North' },
    { id: 'm2', member_no: 'A-100', full: 'Quilfeather', chapter: 'North' },
    ...Array.from({ length: 30 }, (_, at) => ({
      id: `n${at}`,
      member_no: `B-${at}`,
      full: `${words[at % 14]}${words[(at * 3) % 14]}`,
      chapter: words[at % 5] ?? '',
    })),
  ]
  const matcher = `
    object: Membership__c
    severity: medium
    threshold: 0.9
    compare:
      number: { type: code, field: member_no }
      who: { type: text, field: full }`

  it('reads a custom object by its own columns, beside what is read anyway', async () => {
    const at = await place(`version: 1\nmatchers:\n  members:${matcher}\n`, {})
    const outcome = await scan({
      home: at.home,
      policy: at.policy,
      connections: [people({ Membership__c: rows })],
      selectors: ['medium'],
    })
    const [finding] = await findingsOf(outcome)
    expect(finding).toMatchObject({ rule: 'duplicates/members', severity: 'medium' })
    expect(finding?.records.map(({ id }) => id)).toEqual(['m1', 'm2'])
    expect(finding?.group?.members[0]).toMatchObject({
      kind: 'Membership__c',
      url: 'memory:Membership__c/m1',
      values: { member_no: 'A-100' },
    })
  })

  it('is skipped, with the reason, where there is no such object', async () => {
    const at = await place(`version: 1\nmatchers:\n  members:${matcher}\n`, {})
    const outcome = await scan({
      home: at.home,
      policy: at.policy,
      connections: [people({ Contact: [{ id: 'c', lastName: 'Bell' }] })],
      selectors: ['duplicates/members'],
    })
    expect(outcome.orgs[0]).toMatchObject({
      errors: [],
      skipped: [{ rule: 'duplicates/members', why: 'this connection has no records of Membership__c' }],
    })
  })

  it.each([
    ['compare.number.field', matcher.replace('member_no', 'membr_no'), 'Did you mean "member_no"?'],
    ['show.0', `${matcher}\n    show: [nick]`, 'Its columns: member_no, full, chapter'],
    ['never.0', `${matcher}\n    never: [{ type: conflicting, of: chaptr }]`, 'Did you mean "chapter"?'],
    ['blockOn.0.0', `${matcher}\n    blockOn: [['chaptr[0..2]']]`, 'Did you mean "chapter"?'],
  ])('is an error of the connection where a column is mistyped in %s', async (where, text, hint) => {
    const at = await place(`version: 1\nmatchers:\n  members:${text}\n`, {})
    const outcome = await scan({
      home: at.home,
      policy: at.policy,
      connections: [people({ Membership__c: rows })],
    })
    const [error] = outcome.orgs[0]?.errors ?? []
    expect(error).toMatchObject({ where: 'acme', code: 'UNKNOWN_FIELD', exit: 2, actions: [hint] })
    expect(error?.message).toContain(`matchers.members.${where}: Membership__c has no column`)
  })

  it('is left to the connections that it names', async () => {
    const named = `${matcher.replace('member_no', 'nowhere')}\n    connections: [other]`
    const at = await place(`version: 1\nmatchers:\n  members:${named}\n`, {})
    const outcome = await scan({
      home: at.home,
      policy: at.policy,
      connections: [people({ Membership__c: rows })],
    })
    expect(outcome.orgs[0]?.errors).toEqual([])
  })
})

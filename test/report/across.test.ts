import { describe, expect, it } from 'vitest'
import { csv } from '../../src/report/csv.ts'
import { html } from '../../src/report/html.ts'
import { ScanResult, scanResult } from '../../src/report/json.ts'
import { junit } from '../../src/report/junit.ts'
import { markdown } from '../../src/report/markdown.ts'
import { sarif } from '../../src/report/sarif.ts'
import { show } from '../../src/report/show.ts'
import { table } from '../../src/report/table.ts'
import { group, groupFinding, member } from './finding.ts'
import { countFindings, emptyOrg, input, outcome, textOf } from './outcome.ts'

const name = 'acme-hs + acme-sf'
const values = { name: 'Roberto García', companyName: 'Acme Ibérica, S.L.', city: 'Madrid' }
const made = group(
  [
    {
      ...member('003000000000001AAA', { ...values, title: 'CEO', modifiedAt: '2026-01-01T00:00:00.000Z' }),
      url: 'https://sf.example/1',
    },
    {
      ...member('51', {
        ...values,
        companyName: 'Acme Iberica',
        title: 'Director',
        modifiedAt: '2026-03-01T00:00:00.000Z',
      }),
      key: { connection: 'acme-hs', object: 'contacts', id: '51' },
    },
  ],
  { survivor: 1, across: { compared: ['title', 'companyName', 'city'], differing: ['title'] } },
)
const message = 'One person in acme-hs and acme-sf: title differ'
const findings = [
  groupFinding(made, {
    rule: 'across/people',
    severity: 'low',
    connection: name,
    message,
    actions: [{ kind: 'advice', text: 'Decide.' }],
  }),
]
const counts = {
  matched: 40,
  linked: 7,
  contradicting: 2,
  agree: 39,
  onlyIn: { 'acme-hs': 3, 'acme-sf': 1200 },
}
const both = {
  ...emptyOrg(name),
  across: { connections: ['acme-hs', 'acme-sf'], rules: { 'across/people': counts } },
  identity: null,
  sync: null,
  rulesRun: ['across/people'],
  looked: { 'across/people': 1283 },
  skipped: [],
  notLookedAt: [],
  findings: countFindings(findings),
}
const scan = input({
  outcome: outcome({
    findings,
    org: { findings: countFindings([]), skipped: [], notLookedAt: [] },
    others: [both],
  }),
})

describe('what was found between two connections', () => {
  it('is counted and named in the table, and leads to no plan', async () => {
    const text = await textOf(table(scan))
    expect(text.replace(/\s+/g, ' ')).toContain(
      `${name} across/people: 40 matches, 39 alike, 2 links that look wrong; 3 only in acme-hs, 1,200 only in acme-sf`,
    )
    expect(text).toContain(message.slice(0, 40))
    expect(text).not.toContain('could not be read')
    expect(text).toContain('steward scan show across/people')
    expect(text).not.toContain('plan review')
  })

  it('shows where each record is, which was changed last, and what differs', async () => {
    const text = await textOf(show({ ...scan, rule: 'across/people', group: 1, width: 100 }))
    expect(text).toContain('acme-sf')
    expect(text).toContain('acme-hs (last)')
    expect(text).not.toContain('survivor')
    expect(text).toContain(message)
    expect(text).toMatch(/^title +≠ CEO +Director$/m)
    expect(text).toMatch(/^company name +≈/m)
    expect(text).toMatch(/^Do +Decide\.$/m)
    const list = await textOf(show({ ...scan, rule: 'across/people', width: 100 }))
    expect(list).toContain('· title')
  })

  it('is an entry of its own in JSON', async () => {
    const result = ScanResult.parse(await scanResult(scan))
    expect(result.orgs[1]).toMatchObject({
      connection: name,
      across: { connections: ['acme-hs', 'acme-sf'], rules: { 'across/people': counts } },
      identity: null,
      records: null,
    })
    expect(result.findings[0]?.group?.across).toEqual(made.across)
  })

  it('names the connection of each record in CSV, and no survivor', async () => {
    const [head = '', ...rows] = (await textOf(csv(scan))).trim().split('\n')
    expect(head.split(',').at(-1)).toBe('record_connection')
    expect(rows.map((row) => row.split(',').at(-1))).toEqual(['acme-sf', 'acme-hs'])
    const survivor = head.split(',').indexOf('survivor')
    expect(rows.map((row) => row.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/)[survivor])).toEqual(['', ''])
  })

  it('calls no record surplus in the HTML report, and counts the fields that differ', async () => {
    const text = await textOf(html(scan))
    expect(text).toContain('Fields that differ')
    expect(text).toContain('record changed last')
    expect(text).toContain('No groups of records that look like one were found.')
    expect(text).toContain('40 matches, 7 of them linked by a sync (2 against their values), 39 alike')
    expect(text).not.toContain('Surplus records: every member')
    expect(text).not.toContain('could not be opened')
    expect(text).not.toContain(`nothing of ${name}`)
  })

  it.each([
    ['markdown', markdown, `| ${name.replace('+', '\\+')} | compared |`],
    ['sarif', sarif, '"fullyQualifiedName":"acme-hs/contacts/51"'],
    ['junit', junit, `<testsuite name="${name} across/people"`],
  ] as const)('is in %s', async (_, format, wanted) => {
    const text = await textOf(format(scan))
    expect(text.replaceAll('\\-', '-').replaceAll('\\+', '+')).toContain(wanted.replaceAll('\\+', '+'))
  })

  it.each([table, markdown, html, csv, sarif, junit])('hides personal values: %o', async (format) => {
    expect(await textOf(format({ ...scan, mask: true }))).not.toMatch(/Roberto|García|Madrid/)
  })
})

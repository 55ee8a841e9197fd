import { describe, expect, it } from 'vitest'
import { html } from '../../src/report/html.ts'
import { scanResult } from '../../src/report/json.ts'
import { junit } from '../../src/report/junit.ts'
import { markdown } from '../../src/report/markdown.ts'
import { sarif } from '../../src/report/sarif.ts'
import { table } from '../../src/report/table.ts'
import { finding } from './finding.ts'
import { countFindings, emptyOrg, input, outcome, textOf } from './outcome.ts'

const here = [finding({ fingerprint: '1'.repeat(32) })]
const there = [
  finding({ connection: 'acme-hs', fingerprint: '2'.repeat(32), message: 'Untouched for 900 days' }),
  finding({
    connection: 'acme-hs',
    fingerprint: '3'.repeat(32),
    rule: 'entry/no-active-rule',
    severity: 'low',
  }),
]
const closed = { ...emptyOrg('acme-eu'), identity: null, sync: null, rulesRun: [] }
const failed = { where: 'acme-eu', code: 'SESSION_EXPIRED', message: 'The session has expired', actions: [] }

const three = input({
  outcome: outcome({
    findings: [...here, ...there],
    org: { findings: countFindings(here) },
    others: [
      { ...emptyOrg('acme-hs'), skipped: [], notLookedAt: [], findings: countFindings(there) },
      { ...closed, errors: [failed] },
    ],
  }),
})

describe('three orgs, one of them closed', () => {
  it('stand beside each other in the table', async () => {
    const text = await textOf(table(three))
    expect(text).toMatch(/^acme-hs {3}read 6,200 records/m)
    expect(text).toContain('acme-hs, acme-sf: 2 findings: people whom nobody has touched')
    expect(text).toContain('acme-eu   The session has expired (SESSION_EXPIRED)')
  })

  it('have their own counts in JSON', async () => {
    const { orgs } = await scanResult(three)
    expect(orgs.map(({ findings }) => findings.total)).toEqual([1, 2, 0])
    expect(orgs[2]).toMatchObject({ identity: null, records: null, errors: [failed] })
  })

  it('are a run each in SARIF, with their own results only', async () => {
    const { runs } = JSON.parse(await textOf(sarif(three)))
    const results = runs.map((run: { results: unknown[] }) => run.results.length)
    expect(results).toEqual([1, 2, 0])
    expect(runs[2].invocations[0].executionSuccessful).toBe(false)
    expect(runs[1].automationDetails.id).toBe('steward/acme-hs/')
  })

  it('have their own suites in JUnit', async () => {
    const text = await textOf(junit(three))
    for (const name of ['acme-sf stale/people', 'acme-hs stale/people', 'acme-eu acme-eu']) {
      expect(text).toContain(`<testsuite name="${name}"`)
    }
    expect(text).toContain('<error message="The session has expired (SESSION_EXPIRED)"/>')
  })

  it('are named in Markdown and HTML, the closed one too', async () => {
    expect(await textOf(markdown(three))).toContain('| acme-eu | could not be read |')
    const page = await textOf(html(three))
    expect(page).toContain('acme-eu: could not be opened')
    expect(page).toContain('6,200 records of acme-sf, 6,200 records of acme-hs and nothing of acme-eu')
    expect(page).toContain('acme-hs 1, acme-sf 1')
    expect(page).toContain('acme-sf/Contact/003000000000001AAA')
  })
})

it('a rule with waived findings only says so', async () => {
  const waived = finding({ waiver: { reason: 'old', owner: 'ops', until: '2027-01-01' } })
  const page = await textOf(html(input({ outcome: outcome({ findings: [waived] }) })))
  expect(page).toContain('nothing but 1 waived finding')
  expect(page).toContain('No rule found anything to report.')
})

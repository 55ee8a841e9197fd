import { describe, expect, it } from 'vitest'
import { isKitError } from '../../src/kit/index.ts'
import { diffJson, diffTable, scanDiff } from '../../src/report/diff.ts'
import { markdown } from '../../src/report/markdown.ts'
import { runsTable } from '../../src/report/runs.ts'
import { show } from '../../src/report/show.ts'
import { table } from '../../src/report/table.ts'
import { columnsOf } from '../../src/report/terminal.ts'
import {
  emptyOrg,
  finding,
  group,
  groupFinding,
  hostile,
  input,
  member,
  nthGroup,
  outcome,
  sampleFindings,
  textOf,
} from './outcome.ts'

const clear = input({ mask: false })

describe('table', () => {
  it('answers first, then says what is wrong, what was not looked at and what to do', async () => {
    expect(await textOf(table(input({ mask: false, report: 'steward-report.html' })))).toMatchInlineSnapshot(`
      "acme-sf   read 6,200 records in 41 calls, looked at 6,200
                rules 5 run, 1 skipped (why: below)
                54 findings, 5 new, 1 waived

        critical  9 people are full administrators; the policy allows 6
                                                                access/too-many-admins
        high      40 groups of 99 records: groups of people who are probably one
                  person (4 new)                                     duplicates/people
        high      No active duplicate rule looks at new leads (1 new)
                                                                  entry/no-active-rule
        medium    12 findings: people whom nobody has touched for longer than the
                  policy allows                                           stale/people

      Not looked at
        acme-sf   Contact.Birthdate: the login may not see the field
                    Grant read access.
                  access/dormant-admins skipped: the login may not read LoginHistory

      Report   steward-report.html
      Next     steward scan show duplicates/people           the groups, with reasons
               steward scan show access/too-many-admins      the evidence
               steward rule explain access/too-many-admins   why, and how to fix it
               steward scan list                             earlier runs
      "
    `)
  })

  it('counts the rules it leaves out', async () => {
    const text = await textOf(table(input({ limit: 1 })))
    expect(text).toContain('…         3 more rules with 53 findings; every one in the report')
  })

  it('says what was looked at when nothing was found', async () => {
    const text = await textOf(table(input({ outcome: outcome({ findings: [] }) })))
    expect(text).toContain('No findings: 5 rules looked at 6,200 records.')
  })

  it('shows errors with what to do, and counts the notes it leaves out', async () => {
    const errors = [
      {
        where: 'Lead',
        code: 'INVALID_SESSION_ID',
        message: 'The session has expired',
        actions: ['  sf org login web'],
      },
    ]
    const notLookedAt = Array.from({ length: 9 }, (_, index) => ({
      what: `Lead.F${index}__c`,
      why: 'no access',
    }))
    const org = { ...emptyOrg('acme-sf'), sync: null, errors, notLookedAt, skipped: [] }
    const text = await textOf(table(input({ outcome: outcome({ findings: [], org }) })))
    expect(text).toContain('could not be read (why: below)')
    expect(text).toContain(
      'Lead failed: The session has expired (INVALID_SESSION_ID)\n              sf org login web',
    )
    expect(text).toContain('… 6 more; every one in the report')
  })

  it.each([40, 60, 80, 120])('fits %i columns', async (width) => {
    const long = finding({ message: '東京 '.repeat(40), rule: 'stale/people', severity: 'critical' })
    const made = outcome({ findings: [long, ...sampleFindings()] })
    const text = await textOf(table(input({ width, outcome: made })))
    for (const line of text.split('\n').filter((one) => !one.includes('steward '))) {
      expect(columnsOf(line)).toBeLessThanOrEqual(width)
    }
  })

  it('names the folder of the runs in the commands when it is not the usual one', async () => {
    const text = await textOf(table(input({ width: 120, home: "/tmp/Dana's runs" })))
    expect(text).toContain(`steward scan show duplicates/people --home '/tmp/Dana'\\''s runs'`)
  })

  it('colours only when asked, and says the same words', async () => {
    const plain = await textOf(table(clear))
    const coloured = await textOf(table({ ...clear, colour: true }))
    expect(plain).not.toContain('\u001b')
    expect(coloured.replaceAll(/\p{Cc}\[[\d;]*m/gu, '')).toBe(plain)
    expect(coloured).not.toBe(plain)
  })
})

describe('show', () => {
  const garcia = group(
    [
      member('003000000000001AAA', {
        name: 'Roberto García Núñez',
        email: 'rgarcia@acme.test',
        phone: '+34 91 555 0101',
        companyName: 'Acme Ibérica, S.L.',
        source: null,
        lastTouchAt: '2026-10-02T00:00:00Z',
      }),
      member('003000000000007QAA', {
        name: 'Bob Garcia',
        email: 'rgarcia@acme.test',
        phone: null,
        companyName: 'ACME IBERICA SL',
        source: 'Web',
        lastTouchAt: '2024-01-19T00:00:00Z',
      }),
      member('00Q000000000003LAA', { name: 'R. García Nuñez', phone: '91 5550101' }, 'lead'),
    ],
    {
      near: [
        {
          key: { connection: 'acme-sf', object: 'Contact', id: '003000000000009BAA' },
          kind: 'contact',
          to: 0,
          score: 0.91,
          why: 'first names conflict',
        },
      ],
      obstacles: ['a lead and a contact'],
    },
  )
  const made = outcome({ findings: [groupFinding(garcia)] })

  it('explains a group side by side', async () => {
    const text = await textOf(
      show({ ...input({ mask: false, outcome: made }), rule: 'duplicates/people', group: 1 }),
    )
    expect(text).toMatchInlineSnapshot(`
      "Group 1 · 3 records · 99.4 % · review                   weakest link: a–b 99.4 %

                      a 003…01AAA survivor  b 003…07QAA contact   c 00Q…03LAA lead
      name            Roberto García      ≠ Bob Garcia          ≠ R. García Nuñez
                      Núñez
      email           rgarcia@acme.test   = rgarcia@acme.test     ?
      phone           +34 91 555 0101       —                   ≈ 91 5550101
      company name    Acme Ibérica, S.L.  ≈ ACME IBERICA SL       ?
      source          —                   + Web                   ?
      last touch      2026-10-02            2024-01-19            ?

      a–b    email same rgarcia@acme.test (+11.2)  name nickname Bob/Roberto (+4.1)
             phone different (−2.3)
      a–c    email same rgarcia@acme.test (+11.2)  name nickname Bob/Roberto (+4.1)
             phone different (−2.3)
      not mergeable together: a lead and a contact
      near, and kept apart: 003000000000009BAA to a 91.0 %: first names conflict

      a  https://acme.example.test/003000000000001AAA
      b  https://acme.example.test/003000000000007QAA
      c  https://acme.example.test/00Q000000000003LAA
      "
    `)
  })

  it('masks the same group and keeps what agrees', async () => {
    const text = await textOf(
      show({ ...input({ outcome: made }), rule: 'duplicates/people', group: garcia.id }),
    )
    for (const leak of ['García', 'Garcia', 'rgarcia', '0101 ', 'Bob', 'Roberto'])
      expect(text).not.toContain(leak)
    expect(text).toContain('= r•••@a•••.test')
    expect(text).toContain('Acme Ibérica, S.L.')
  })

  it('lists the groups of a rule and counts those left out', async () => {
    const text = await textOf(show({ ...clear, rule: 'duplicates/people', limit: 3 }))
    expect(text.match(/^ {4}\d {2}/gm)).toHaveLength(3)
    expect(text).toContain('… 37 more findings: --limit 40 shows all')
  })

  it('explains a finding without a group', async () => {
    const text = await textOf(show({ ...input(), rule: 'access/too-many-admins', group: 1 }))
    expect(text).toContain('Finding 1 · critical · 9 people are full administrators; the policy allows 6')
    expect(text).toContain('D. O.')
    expect(text).not.toContain('Dana')
    expect(text).toContain('Do       Take the profile from those who do not need it.')
  })

  it.each([41, 'ffffffff'])('names an unknown finding: %s', async (wanted) => {
    const failed = await textOf(show({ ...clear, rule: 'duplicates/people', group: wanted })).catch(
      (error: unknown) => error,
    )
    expect(isKitError(failed)).toBe(true)
    expect(failed).toMatchObject({ code: 'UNKNOWN_GROUP', exit: 2 })
  })

  it('says so when a rule found nothing', async () => {
    expect(await textOf(show({ ...clear, rule: 'duplicates/companies' }))).toBe(
      'No findings of duplicates/companies in run 31.\n',
    )
  })
})

describe('diff', () => {
  const before = {
    ...outcome({
      findings: [nthGroup(1), nthGroup(2), finding()],
      org: { rulesRun: ['duplicates/people', 'stale/people'] },
    }),
  }
  const after = outcome({
    findings: [nthGroup(2), nthGroup(3), nthGroup(4)],
    org: { rulesRun: ['duplicates/people', 'entry/no-active-rule'] },
  })

  it('counts what appeared, is gone and is still there, of rules that ran in both', async () => {
    const diff = await scanDiff({ ...input({ outcome: after }), before })
    expect(diff).toMatchObject({ appeared: 2, gone: 1, still: 1 })
    expect(diff.rules).toEqual([{ rule: 'duplicates/people', appeared: 2, gone: 1, still: 1 }])
    expect(diff.notComparable.map(({ rule }) => rule)).toEqual(['entry/no-active-rule', 'stale/people'])
  })

  it('prints it, and counts what it leaves out', async () => {
    const text = await textOf(diffTable({ ...input({ outcome: after, limit: 1 }), before }))
    expect(text).toContain('2 appeared, 1 gone, 1 still there')
    expect(text).toContain('1 more finding; --limit 2 shows all')
    expect(text).toContain('acme-sf stale/people (run 31)')
  })

  it('gives every change as JSON', async () => {
    const value = JSON.parse(await textOf(diffJson({ ...input({ outcome: after }), before })))
    expect(value.findings.map((one: { change: string }) => one.change)).toEqual([
      'appeared',
      'appeared',
      'gone',
    ])
  })
})

it('lists runs, newest first, and counts the rest', () => {
  const { run, orgs } = clear.outcome
  const runs = [1, 2, 3].map((id) => ({ run: { ...run, id }, orgs }))
  const text = [...runsTable(runs, { limit: 2 })].join('')
  expect(text).toMatchInlineSnapshot(`
    "    3  2026-10-02 14:02 · acme-sf · every rule
           54 findings: 1 critical, 41 high, 12 medium
        2  2026-10-02 14:02 · acme-sf · every rule
           54 findings: 1 critical, 41 high, 12 medium
    … 1 earlier run

    Next     steward scan diff 2 3
    "
  `)
  expect([...runsTable([])].join('')).toContain('No runs yet.')
})

describe('markdown', () => {
  it('names the worst of every rule and counts the rest', async () => {
    const text = await textOf(markdown(input()))
    expect(text).toContain('## Steward: 54 findings, 5 new')
    expect(text).toContain('- … 35 more')
    expect(text).toContain('Contact.Birthdate')
    expect(text).not.toContain('Dana.Ortiz')
  })

  it('stays under 60,000 characters and counts the rules left out', async () => {
    const evidence = Array.from({ length: 4 }, () => ({
      label: 'x'.repeat(100),
      value: 'y'.repeat(500),
      personal: false,
    }))
    const findings = Array.from({ length: 600 }, (_, index) =>
      finding({
        rule: `stale/rule-${index % 100}`,
        message: 'm'.repeat(400),
        evidence,
        fingerprint: String(index),
      }),
    )
    const text = await textOf(markdown(input({ outcome: outcome({ findings }) })))
    expect(text.length).toBeLessThanOrEqual(60_000)
    expect(text).toMatch(/_40 more rules left out\._/)
    expect(text).toMatch(/_Details of \d+ more rules left out\._/)
    expect(text).toContain('### Not looked at')
  })
})

describe.each(Object.entries(hostile))('%s', (_, text) => {
  const made = group(
    [member('003A', { name: text, email: text }), member('003B', { name: text, source: text })],
    {
      near: [
        { key: { connection: 'acme-sf', object: text, id: text }, kind: text, to: 0, score: 0.5, why: text },
      ],
      obstacles: [text],
    },
  )
  const evidence = [{ label: text, value: text, personal: false }]
  const dirty = input({
    mask: false,
    outcome: outcome({
      findings: [groupFinding(made, { message: text }), finding({ message: text, evidence })],
      org: { notLookedAt: [{ what: text, why: text, remedy: text }], skipped: [{ rule: text, why: text }] },
    }),
  })
  const obeyed = /(?![\n\u200b\u200c\u200d])[\p{Cc}\p{Cf}\u2028\u2029]/u

  it('commands nothing on a terminal', async () => {
    for (const report of [
      table(dirty),
      show({ ...dirty, rule: 'duplicates/people' }),
      show({ ...dirty, rule: 'duplicates/people', group: 1 }),
      show({ ...dirty, rule: 'stale/people', group: 1 }),
    ]) {
      const written = await textOf(report)
      expect(written).not.toMatch(obeyed)
      expect(written.length).toBeLessThan(20_000)
    }
  })

  it('is no markup in Markdown', async () => {
    const written = await textOf(markdown(dirty))
    expect(written).not.toMatch(obeyed)
    expect(
      written.replaceAll(/<\/?(details|summary)>/g, '').replaceAll(/(`+)(?!`).*?(?<!`)\1(?!`)/g, ''),
    ).not.toMatch(/<|(?<!\\)\[|@octocat|:\/\//)
  })
})

import { describe, expect, it } from 'vitest'
import { html } from '../../src/report/html.ts'
import { markdown } from '../../src/report/markdown.ts'
import { show } from '../../src/report/show.ts'
import { table } from '../../src/report/table.ts'
import { columnsOf } from '../../src/report/terminal.ts'
import { finding, group, groupFinding, member } from './finding.ts'
import { hostile } from './hostile.ts'
import { emptyOrg, input, outcome, textOf } from './outcome.ts'
import { sampleFindings } from './sample.ts'

const clear = input({ mask: false })

describe('table', () => {
  it('answers first, then says what is wrong, what was not looked at and what to do', async () => {
    expect(await textOf(table(input({ mask: false, report: 'steward-report.html' })))).toMatchInlineSnapshot(`
      "acme-sf   read 6,200 records in 41 calls, looked at 6,200
                rules 5 run, 1 skipped (why: below)
                54 findings, 5 new, 1 waived

        critical  9 people are full administrators; the policy allows 6
                                                                access/too-many-admins
        high      40 groups, 99 of 5,000 records: groups of people who are probably
                  one person (4 new)                                 duplicates/people
        high      No active duplicate rule looks at new leads (1 new)
                                                                  entry/no-active-rule
        medium    12 findings: people whom nobody has touched for longer than the
                  policy allows                                           stale/people

      Not looked at
        acme-sf   Contact.Birthdate: the login may not see the field
                    Grant read access.
                  access/dormant-admins skipped: the login may not read LoginHistory

      Report   steward-report.html
      Next     steward scan show duplicates/people
               steward plan review duplicates/people -o acme-sf --export groups.csv
               steward scan show access/too-many-admins
               steward rule explain access/too-many-admins
               steward scan list
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

  it('does not call it clean when nothing could be looked at', async () => {
    const errors = [{ where: 'emu', code: 'NO_ANSWER', message: 'The org does not answer.', actions: [] }]
    const failed = {
      ...emptyOrg('emu'),
      identity: null,
      sync: null,
      rulesRun: [],
      skipped: [{ rule: 'stale/people', why: 'the connection failed' }],
      errors,
    }
    const none = outcome({ findings: [], org: failed })
    const text = await textOf(table(input({ outcome: none })))
    expect(text).toContain('Nothing was looked at: no rule could run (why: below).')
    expect(text).not.toMatch(/No findings|0 findings|0 new|emu failed/)
    expect(text).toMatch(/^ {2}emu +The org does not answer\. \(NO_ANSWER\)$/m)
    const comment = await textOf(markdown(input({ outcome: none })))
    expect(comment).toMatch(/^## Steward: nothing could be looked at\n/)
    expect(comment).toContain('**Nothing was looked at.**')
    expect(comment).not.toMatch(/Nothing found|emu failed/)
    const page = await textOf(html(input({ outcome: none })))
    expect(page).toContain('nothing could be looked at, so nothing is known.')
    expect(page).not.toContain('Nothing calls for action')
    const half = outcome({ findings: [], others: [failed] })
    expect(await textOf(table(input({ outcome: half })))).toContain(
      'No findings in what could be looked at: ',
    )
  })

  it('names a rule that failed once', async () => {
    const say = (where: string, message: string) => ({ where, code: 'X', message, actions: [] })
    const errors = [
      say('bad/exits', 'bad/exits ended its thread.'),
      say('bad/slow', 'Another/bad/slow thing.'),
      say('bad/throws', 'a message'),
    ]
    const text = await textOf(table(input({ outcome: outcome({ findings: [], org: { errors } }) })))
    expect(text).toContain('  bad/exits ended its thread. (X)')
    expect(text).not.toContain('bad/exits failed')
    expect(text).toContain('bad/slow failed: Another/bad/slow thing. (X)')
    expect(text).toContain('bad/throws failed: a message (X)')
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

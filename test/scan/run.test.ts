import { describe, expect, it } from 'vitest'
import { findingsOf, newFolder, now, packs, people, policyOf, scan } from './scan.ts'

const rows = {
  Contact: [
    { id: '1', lastName: 'Seen', firstName: 'A', email: null, Code__c: 'c1' },
    { id: '2', lastName: 'Garcia', firstName: 'B', email: 'b@example.com', Code__c: null },
  ],
  Lead: [{ id: '3', lastName: 'Seen', firstName: 'C', email: null }],
}

describe('a scan', () => {
  it('runs record and org rules over records read from a connection', async () => {
    const policy = await policyOf('version: 1\nrules: {sample/people: off}\n')
    const outcome = await scan({ home: newFolder(), policy, connections: [people(rows)] })
    const findings = await findingsOf(outcome)
    expect(findings.map(({ rule, message }) => `${rule} ${message}`)).toEqual([
      'scan/incomplete event: 1 of what the rules need could not be read: event',
      `sample/headcount 3 people, counted at ${now}`,
      'sample/no-email No e-mail address on this lead',
      'sample/no-email No e-mail address on this contact',
      'sample/seen memory:Contact/1 c1 true',
      'sample/seen memory:Lead/3 none true',
    ])
    expect(findings[2]).toMatchObject({
      severity: 'low',
      connection: 'acme',
      records: [{ connection: 'acme', object: 'Lead', id: '3' }],
      evidence: [{ label: 'last name', value: 'Seen', personal: true }],
      fingerprint: '4156a764eb7fb63d4d6e396e51ce920a',
      isNew: null,
    })
    expect(outcome.orgs).toMatchObject([
      {
        sync: { mode: 'full', read: { Contact: 2, Lead: 1 } },
        rulesRun: ['sample/headcount', 'sample/no-email', 'sample/seen'],
        skipped: [{ rule: 'sample/logins', why: 'event could not be read: records in memory have no facts' }],
        errors: [],
        findings: { total: 6, new: null, waived: 0, bySeverity: { high: 1, medium: 1, low: 2, info: 2 } },
      },
    ])
  })
})

describe('rules that go wrong', () => {
  it('become errors of their own, and the others run', async () => {
    const policy = await policyOf('version: 1\nlimits: {ruleSeconds: 1}', [packs.steward, packs.hostile])
    const outcome = await scan({ home: newFolder(), policy, connections: [people(rows)] })
    expect(outcome.orgs[0]?.errors.map(({ code, message }) => `${code} ${message}`)).toEqual([
      'RULE_CRASHED hostile/exits ended its thread.',
      'RULE_HUNG hostile/hangs did not answer for 1 s and was ended.',
      'RULE_REPORT hostile/no-subject reports neither records nor an aspect.',
      'RULE_REPORT hostile/org-twins reports twice about the same records and aspect.',
      expect.stringMatching(/^RULE_THREW hostile\/throws threw Error \(hostile\.ts:\d+\)$/),
      'RULE_REPORT hostile/twins reports twice about the same records and aspect.',
      'RULE_REPORT hostile/uncloneable reports something that is no plain data, e.g. a function.',
      'RULE_REPORT hostile/unknown-message uses the message "nope", which it does not have.',
    ])
    expect(outcome.orgs[0]?.rulesRun).toEqual(['hostile/listed', 'hostile/prints'])
    const findings = await findingsOf(outcome)
    const listed = findings.filter(({ rule }) => rule === 'hostile/listed')
    expect(listed.map(({ records }) => records[0]?.connection)).toEqual(['acme', 'acme', 'acme'])
    expect(new Set(listed.map(({ fingerprint }) => fingerprint)).size).toBe(3)
    const printed = findings.filter(({ rule }) => rule === 'hostile/prints')
    expect(printed.map(({ aspect }) => aspect).sort()).toEqual(['1 {}', '2 {}', '3 {}'])
  })
})

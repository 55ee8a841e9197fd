import { describe, expect, it } from 'vitest'
import { applyWaivers } from '../../src/policy/waivers.ts'

const terms = { reason: 'Father and son', owner: 'ana', until: '2026-12-31' }
const asOf = '2026-12-31T23:00:00.000Z'

const finding = {
  rule: 'sample/people',
  connection: 'acme',
  records: [
    { connection: 'acme', object: 'Contact', id: '1' },
    { connection: 'acme', object: 'Lead', id: '2' },
  ],
  aspect: null,
  fingerprint: '0123456789abcdef0123456789abcdef',
}

const scope = {
  rules: new Set(['sample/people']),
  connections: new Set(['acme']),
  possible: ['sample/people', 'sample/seen'],
}

describe('a waiver', () => {
  it.each([
    ['all records by id', { rule: 'sample/people', records: ['1', '2'] }, true],
    [
      'all records by object and id',
      { rule: 'sample/people', records: ['Contact/1', 'Lead/2', 'Lead/3'] },
      true,
    ],
    ['some of the records', { rule: 'sample/people', records: ['1'] }, false],
    ['the same id of another object', { rule: 'sample/people', records: ['Contact/1', 'Contact/2'] }, false],
    ['its fingerprint', { rule: 'sample/people', fingerprint: finding.fingerprint }, true],
    ['another fingerprint', { rule: 'sample/people', fingerprint: 'f'.repeat(32) }, false],
    ['an aspect it does not have', { rule: 'sample/people', aspect: 'x' }, false],
    ['a pattern of rules', { rule: 'sample/*', records: ['1', '2'] }, true],
    ['another rule', { rule: 'sample/seen', records: ['1', '2'] }, false],
    ['its connection', { rule: 'sample/people', connection: 'acme', records: ['1', '2'] }, true],
    ['another connection', { rule: 'sample/people', connection: 'other', records: ['1', '2'] }, false],
    ['a day too late', { rule: 'sample/people', records: ['1', '2'], until: '2026-12-30' }, false],
  ])('%s', (_, waiver, covers) => {
    const waivers = applyWaivers([{ ...terms, ...waiver }], asOf)
    expect(waivers.cover(finding)).toEqual(covers ? terms : null)
  })

  it('covers a finding without records by its aspect', () => {
    const waivers = applyWaivers([{ ...terms, rule: 'scan/incomplete', aspect: 'Contact' }], asOf)
    const about = { ...finding, rule: 'scan/incomplete', records: [], aspect: 'Contact' }
    expect(waivers.cover(about)).toEqual(terms)
    expect(waivers.unused({ ...scope, possible: ['scan/incomplete'] })).toEqual([])
  })

  it.each([
    ['that covered nothing', { rule: 'sample/people', records: ['9'] }, scope, 1],
    ['whose rule did not run', { rule: 'sample/seen', records: ['9'] }, scope, 0],
    ['of a pattern that ran in part', { rule: 'sample/*', records: ['9'] }, scope, 0],
    ['of a rule that is off', { rule: 'sample/logins', records: ['9'] }, scope, 1],
    ['of another connection', { rule: 'sample/people', connection: 'other', records: ['9'] }, scope, 0],
    ['that covered something', { rule: 'sample/people', records: ['1', '2'] }, scope, 0],
  ])('%s is called unused or not', (_, waiver, ran, unused) => {
    const waivers = applyWaivers([{ ...terms, ...waiver }], asOf)
    waivers.cover(finding)
    expect(waivers.unused(ran)).toHaveLength(unused)
  })

  it('that ran out is expired, not unused', () => {
    const waiver = { ...terms, rule: 'sample/people', records: ['9'], until: '2026-12-30' }
    const waivers = applyWaivers([waiver], asOf)
    expect(waivers.expired()).toEqual([waiver])
    expect(waivers.unused(scope)).toEqual([])
  })
})

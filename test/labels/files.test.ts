import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { addLabels, readLabels } from '../../src/labels/labels-file.ts'
import { ledgerPath, readLedger, withLook, writeLedger } from '../../src/labels/ledger.ts'
import { labelsOf, ledgerOf, sampleOf } from './sample.ts'

const folder = mkdtempSync(join(tmpdir(), 'steward-labels-'))
const path = join(folder, 'steward.labels.csv')
afterEach(() => rmSync(path, { force: true }))
const by = { who: '=ana', when: '2026-10-02T00:00:00.000Z' }
const sample = sampleOf(3)

describe('the file of labels', () => {
  it('gives back what was added, ids only, and keeps earlier lines', () => {
    const first = labelsOf(sample, ['same', 'apart', 'unsure'])
    addLabels(path, 'labels', first, by)
    const before = readFileSync(path, 'utf8')
    addLabels(path, 'labels', labelsOf(sample, ['apart']), by)
    expect(readFileSync(path, 'utf8').startsWith(before)).toBe(true)
    expect(readLabels(path, 'labels')).toEqual([...first, ...labelsOf(sample, ['apart'])])
    expect(before).toContain(`,'=ana,`)
  })

  it('is empty when it is not there', () => {
    expect(readLabels(path, 'labels')).toEqual([])
  })

  const header = 'connection,object_a,id_a,object_b,id_b,label,for'
  it.each([
    ['a column is missing', 'connection,id_a\n', 'labels:1  has no column object_a'],
    ['a word is unknown', `${header}\nacme,C,1,C,2,yes,\n`, 'labels:2  label must be same, apart or unsure'],
    ['a purpose is unknown', `${header}\nacme,C,1,C,2,same,fun\n`, 'labels:2  for must be learning or bound'],
    ['a record is itself', `${header}\nacme,C,1,C,1,same,\n`, 'labels:2  id_b is the record itself'],
    ['an id is missing', `${header}\nacme,C,,C,1,same,\n`, 'labels:2  id_a is empty'],
  ])('says where %s', (_, text, message) => {
    writeFileSync(path, text)
    expect(() => readLabels(path, 'labels')).toThrow(message)
  })
})

describe('the list of samples', () => {
  const ledger = join(folder, 'steward.labels.json')

  it('lies beside the labels', () => {
    expect(ledgerPath(path)).toBe(ledger)
  })

  it('gives back what was written and refuses what was edited', () => {
    writeLedger(ledger, 'ledger', ledgerOf(sample))
    expect(readLedger(ledger, 'ledger')).toEqual(ledgerOf(sample))
    writeFileSync(ledger, readFileSync(ledger, 'utf8').replace('"from": 0.99', '"from": 0.9'))
    expect(() => readLedger(ledger, 'ledger')).toThrow(`holds sample ${sample.id}, which was edited`)
    writeFileSync(ledger, '{')
    expect(() => readLedger(ledger, 'ledger')).toThrow('is no list of samples')
    rmSync(ledger)
  })

  it('counts looks by version of the rule', () => {
    const look = { labels: 'column id of acme', rule: 'duplicates/people', ruleHash: '0123456789abcdef' }
    const once = withLook(ledgerOf(), look, by.when)
    const twice = withLook(once.ledger, look, by.when)
    const other = withLook(twice.ledger, { ...look, ruleHash: 'ffffffffffffffff' }, by.when)
    expect([once, twice, other].map(({ times, versions }) => [times, versions])).toEqual([
      [1, 1],
      [2, 1],
      [1, 2],
    ])
    expect(other.ledger.looks).toHaveLength(2)
  })
})

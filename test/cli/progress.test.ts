import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { progressLine, startProgress } from '../../src/cli/progress.ts'
import { showScan } from '../../src/cli/scan-progress.ts'

function capture(isTTY: boolean) {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 80 })
  return { stream, text: () => String(stream.read() ?? '') }
}

describe('progressLine', () => {
  it.each([
    ['reading Contact', 0, null, 0, '', 'reading Contact  0'],
    ['reading Contact', 5000, 20_000, 2000, '', 'reading Contact  5,000 of 20,000  2,500/s  6 s left'],
    [
      'reading Contact',
      20_000,
      20_000,
      8000,
      '12 calls',
      'reading Contact  20,000 of 20,000  2,500/s  12 calls',
    ],
    ['comparing', 100, 1_000_000, 10_000, '', 'comparing  100 of 1,000,000  10/s  28 h left'],
    ['comparing', 100, 10_000, 10_000, '', 'comparing  100 of 10,000  10/s  17 min left'],
  ])('%s %i of %s', (name, done, total, elapsed, note, line) => {
    expect(progressLine(name, done, total, elapsed, note)).toBe(line)
  })
})

describe('showScan', () => {
  it.each([
    [{ stage: 'connect', what: '', done: 0, unit: null, total: null }, 'acme  connecting'],
    [{ stage: 'rule', what: 'sample/logins', done: 0, unit: null, total: null }, 'acme  sample/logins'],
    [
      { stage: 'read', what: 'Contact', done: 5, unit: 'records', total: 9, calls: 2 },
      'acme  reading Contact  5 of 9 records  2 calls',
    ],
    [
      { stage: 'rule', what: 'duplicates/people comparing', done: 1525, unit: 'parts', total: 1525 },
      'acme  duplicates/people comparing  1,525 of 1,525 parts',
    ],
  ] as const)('%o', (step, line) => {
    const { stream, text } = capture(false)
    const progress = startProgress({ stream, quiet: false, now: () => 0 })
    showScan(progress, { connection: 'acme', calls: null, ...step })
    progress.end()
    expect(text()).toBe(`${line}\n`)
  })
})

describe('startProgress', () => {
  it('logs nothing that a terminal would obey', () => {
    const { stream, text } = capture(false)
    startProgress({ stream, quiet: false }).log('acme: \u001b[2Jgone\u0007')
    expect(text()).toBe('acme: \\x1b[2Jgone\\x07\n')
  })

  it('writes a line every ten seconds into a pipe, and one at the end of a stage', () => {
    const { stream, text } = capture(false)
    let now = 0
    const progress = startProgress({ stream, quiet: false, now: () => now })
    for (now = 0; now <= 25_000; now += 500) progress.update('reading', now, 25_000)
    progress.end()
    const lines = text().trim().split('\n')
    expect(lines.map((line) => line.split('  ')[1])).toEqual([
      '10,000 of 25,000',
      '20,000 of 25,000',
      '25,000 of 25,000',
    ])
  })

  it('rewrites its line at a terminal and never wraps', () => {
    const { stream, text } = capture(true)
    const progress = startProgress({ stream, quiet: false, now: () => 1000 })
    progress.update('x'.repeat(200), 1, 2)
    expect(text()).toBe(`\r\u001b[K${'x'.repeat(79)}`)
  })

  it('is silent when asked to be', () => {
    const { stream, text } = capture(true)
    const progress = startProgress({ stream, quiet: true })
    progress.update('reading', 1, 2)
    progress.log('line')
    progress.end()
    expect(text()).toBe('')
  })
})

it.each([
  [1, 1, 'acme  1 of 1 group'],
  [0, 1, 'acme  0 of 1 group'],
  [1, 2, 'acme  1 of 2 groups'],
  [1, null, 'acme  1 group'],
  [2, null, 'acme  2 groups'],
])('counts %j of %j in one or in several', (done, total, line) => {
  expect(progressLine('acme', done, total, 0, '', 'groups')).toBe(line)
})

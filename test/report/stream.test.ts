import { describe, expect, it } from 'vitest'
import type { Finding } from '../../src/kit/index.ts'
import { type Format, formats, masksByDefault } from '../../src/report/index.ts'
import { tallyRules } from '../../src/report/tally.ts'
import { input, outcome } from './outcome.ts'
import { nthGroup } from './sample.ts'

const many = 20_000

const few = Array.from({ length: 500 }, (_, index) => nthGroup(index + 1))

/** Made one by one while they are read: nothing but the report can hold them. */
function* groups(): Generator<Finding> {
  for (let number = 0; number < many; number += 1) {
    const one = few[number % few.length] as Finding
    yield { ...one, fingerprint: number.toString(16).padStart(32, '0') }
  }
}

const large = input({ outcome: outcome({ findings: groups }) })

describe.each(Object.keys(formats) as Format[])('%s of 20,000 findings', (format) => {
  it('comes in small parts and stays the same', async () => {
    let longest = 0
    let total = 0
    for await (const part of formats[format](large)) {
      longest = Math.max(longest, part.length)
      total += part.length
    }
    expect(longest).toBeLessThan(format === 'html' ? 200_000 : 20_000)
    if (format === 'table') expect(total).toBeLessThan(4000)
    if (format === 'markdown') expect(total).toBeLessThan(60_000)
    if (format === 'html') expect(total).toBeLessThan(400_000)
    if (format === 'junit') expect(total).toBeLessThan(1_000_000)
  })
})

it('tallies 20,000 groups and keeps ten', async () => {
  const [tally] = await tallyRules(large, 10)
  expect(tally?.findings).toBe(many)
  expect(tally?.worst).toHaveLength(10)
  expect(tally?.groups?.groups).toBe(many)
  expect([...(tally?.groups?.sizes.values() ?? [])].reduce((all, one) => all + one, 0)).toBe(many)
  expect(tally?.groups?.surplus).toBe((tally?.groups?.records ?? 0) - many)
  expect(tally?.isNew).toBe(many / 10)
  const sizes = tally?.worst.map(({ finding }) => finding.records.length) ?? []
  expect(sizes).toEqual([...sizes].sort((a, b) => b - a))
})

it('keeps a bounded number of different owners apart and counts the others', async () => {
  function* owned(): Generator<Finding> {
    for (let number = 1; number <= 6000; number += 1) {
      const evidence = [{ label: 'owner', value: `owner ${number}`, personal: false, field: 'ownerName' }]
      yield { ...nthGroup(1), rule: 'stale/people', evidence, group: undefined } as unknown as Finding
    }
  }
  const [tally] = await tallyRules({ outcome: outcome({ findings: owned }), mask: true }, 10)
  expect(tally?.owners.counts.size).toBe(5000)
  expect(tally?.owners.other).toBe(1000)
})

it.each([
  ['table', true, false],
  ['table', false, true],
  ['json', true, true],
  ['html', true, true],
  ['csv', false, true],
] as const)('%s at a terminal %s: masked %s', (format, interactive, masked) => {
  expect(masksByDefault(format, interactive)).toBe(masked)
})

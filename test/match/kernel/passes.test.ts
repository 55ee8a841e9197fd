import { describe, expect, it } from 'vitest'
import { ColumnBuilder } from '../../../src/columns/column.ts'
import { blocksOf } from '../../../src/match/blocking.ts'
import type { Comparator } from '../../../src/match/comparator.ts'
import { kindOf, openComparisons, type PackedComparisons } from '../../../src/match/compare/open.ts'
import { boundedScorer, quickestEnd } from '../../../src/match/kernel/bounded-score.ts'
import { chunksOf } from '../../../src/match/kernel/chunks.ts'
import type { Column } from '../../../src/match/kernel/coded.ts'
import { comparedIn, sortedPairs, sumPatterns } from '../../../src/match/kernel/gather.ts'
import type { Encoding } from '../../../src/match/kernel/kind.ts'
import { LinesBuilder } from '../../../src/match/kernel/lines.ts'
import { openPasses } from '../../../src/match/kernel/run.ts'
import type { Candidates, Found, Pass } from '../../../src/match/kernel/sweep.ts'
import type { Model } from '../../../src/match/model.ts'
import { randomBelow } from '../../../src/match/random.ts'
import { scorer } from '../../../src/match/score.ts'

const rows = 900

/** Companies, some of them twice with an error. */
function columnsOf(): Readonly<Record<string, Column>> {
  const below = randomBelow(7)
  const columns = { name: new ColumnBuilder(), email: new ColumnBuilder(), phone: new ColumnBuilder() }
  const word = (): string => ['Acme', 'Globex', 'Initech', 'Umbrella', 'Stark', 'Wayne'][below(6)] ?? ''
  let last = { name: '', email: '', phone: '' }
  for (let record = 0; record < rows; record++) {
    const again = record > 0 && below(3) === 0
    const name = `${word()} ${word()} ${['Ltd', 'GmbH', ''][below(3)]}`
    last = again
      ? { ...last, name: last.name.replace('m', 'mm') }
      : { name, email: `office${below(200)}@${word()}.com`, phone: `+49 30 ${555000 + below(400)}` }
    columns.name.add(last.name)
    columns.email.add(below(5) === 0 ? null : last.email.replace('office', 'anna.b'))
    columns.phone.add(below(5) === 0 ? null : last.phone)
  }
  const order = Int32Array.from({ length: rows }, (_, at) => at)
  return Object.fromEntries(Object.entries(columns).map(([name, builder]) => [name, builder.finish(order)]))
}

function packed(columns: Readonly<Record<string, Column>>): PackedComparisons {
  const lines = new LinesBuilder()
  const from: Encoding = {
    rows,
    column: (field) => columns[field] as Column,
    once: (_kind, _field, read) => read(),
    carriers: (set) => ({ set, shared: new Uint8Array(set.counts.length), amongColleagues: null }),
    byPlaces: () => null,
    families: null,
    amongRelatives: () => [],
    line: (codes) => lines.add(codes),
    offer: () => {},
  }
  const encode = <T extends 'companyName' | 'email' | 'phones'>(name: string, type: T, rest: object) => ({
    name,
    type,
    pack: kindOf(type).encode({ type, ...rest } as never, from) as unknown,
  })
  const list = [
    encode('name', 'companyName', { field: 'name' }),
    encode('email', 'email', { fields: ['email'] }),
    encode('phone', 'phones', { fields: ['phone'] }),
  ]
  return { lines: lines.finish(rows), list }
}

function candidates(sides: Uint8Array | null = null): Candidates {
  const comparisons = packed(columnsOf())
  const thirds = Int32Array.from({ length: rows }, (_, record) => 1 + (record % 3))
  const tens = Int32Array.from({ length: rows }, (_, record) => 1 + Math.floor(record / 10))
  const starts = Int32Array.from({ length: rows + 1 }, (_, record) => record)
  const counts = new Int32Array(rows + 1)
  const parts = new Map([
    ['tens', { starts, codes: tens, counts }],
    ['thirds', { starts, codes: thirds, counts }],
  ])
  const blocking = blocksOf([['tens'], ['thirds']], parts, rows, 1000)
  const below = randomBelow(3)
  const marks = Int32Array.from({ length: rows }, () => below(2 ** 32))
  return { comparisons, blocking, chunks: chunksOf(blocking), sides, marks }
}

const all = candidates()
const comparators = openComparisons(all.comparisons)
const model = modelOf(comparators)
const learn: Pass = { type: 'learn', share: 1 }
const score: Pass = { type: 'score', model, order: [2, 1, 0], floor: -5 }

function modelOf(list: readonly Comparator[]): Model {
  const m = list.map(({ levels }) => Float64Array.from([0, ...levels.map((level) => level.m)]))
  const u = list.map(({ levels }) => Float64Array.from([0, ...levels.map((level) => level.u)]))
  const weights = m.map((own, at) =>
    own.map((share, level) => (level === 0 ? 0 : Math.log2(share / (u[at]?.[level] ?? 1)))),
  )
  return { prior: 1e-4, matches: 10, m, u, weights, cut: null }
}

async function run(of: Candidates, pass: Pass) {
  await using passes = openPasses(of, 0)
  return resultOf(await passes.run(pass, () => {}))
}

function resultOf(parts: readonly Found[]) {
  return {
    compared: comparedIn(parts),
    patterns: [...sumPatterns(parts)].sort(([a], [b]) => a - b),
    pairs: sortedPairs(parts, rows),
  }
}

describe('passes over the candidates', () => {
  it('find the same in this thread and in any number of others', async () => {
    const here = [await run(all, learn), await run(all, score)]
    expect(here[0]?.compared).toBe(90 * 45 + 3 * ((300 * 299) / 2) - 90 * (3 + 3 + 6))
    expect(here[1]?.pairs.a.length).toBeGreaterThan(50)
    for (const threads of [1, 2, 3]) {
      await using passes = openPasses(all, threads)
      const learned = resultOf(await passes.run(learn, () => {}))
      expect([learned, resultOf(await passes.run(score, () => {}))]).toEqual(here)
    }
  })

  it('keep exactly the pairs that a full score puts at or above the floor', async () => {
    const full = scorer(comparators, model)
    const wanted: [number, number, number][] = []
    for (let a = 0; a < rows; a++) {
      for (let b = a + 1; b < rows; b++) {
        const meet = a % 3 === b % 3 || Math.floor(a / 10) === Math.floor(b / 10)
        if (meet && full(a, b) >= -5) wanted.push([a, b, full(a, b)])
      }
    }
    const { pairs } = await run(all, score)
    expect(Array.from(pairs.a, (a, at) => [a, pairs.b[at], pairs.bits[at]])).toEqual(wanted)
  })

  it('end early without another result, whatever comes first', () => {
    const full = scorer(comparators, model)
    const wrong: string[] = []
    for (const order of [[0, 1, 2], [2, 1, 0], quickestEnd(comparators, model, model.u)]) {
      const bounded = boundedScorer(comparators, model, 0, order)
      for (let a = 0; a < 200; a++) {
        for (let b = a + 1; b < 200; b++) {
          const [bits, found] = [full(a, b), bounded(a, b)]
          if (bits >= 0 ? found !== bits : found >= 0) wrong.push(`${order} ${a} ${b} ${bits} ${found}`)
        }
      }
    }
    expect(wrong).toEqual([])
  })

  it('draw the share of the pairs that their records say, wherever they are counted', async () => {
    const drawn = await run(all, { type: 'learn', share: 0.25 })
    const whole = await run(all, learn)
    expect(drawn.compared / whole.compared).toBeCloseTo(0.25, 2)
    await using passes = openPasses(all, 2)
    expect(resultOf(await passes.run({ type: 'learn', share: 0.25 }, () => {}))).toEqual(drawn)
  })

  it('leave out pairs of one side', async () => {
    const sides = Uint8Array.from({ length: rows }, (_, record) => record % 2)
    const { pairs, compared } = await run(candidates(sides), score)
    expect(pairs.a.length).toBeGreaterThan(0)
    expect(Array.from(pairs.a, (a, at) => (a + (pairs.b[at] ?? 0)) % 2)).not.toContain(0)
    expect(compared).toBeLessThan((await run(all, score)).compared)
  })

  it('end when they are told to, and leave no thread behind', async () => {
    const control = new AbortController()
    control.abort(new Error('enough'))
    for (const threads of [0, 2]) {
      await using passes = openPasses(all, threads)
      await expect(passes.run(learn, () => {}, control.signal)).rejects.toThrow('enough')
    }
  })

  it('fail with one error when a thread ends', async () => {
    const broken = {
      ...all,
      comparisons: { ...all.comparisons, list: [{ name: 'x', type: 'email', pack: null }] },
    }
    await using passes = openPasses(broken as unknown as Candidates, 2)
    await expect(passes.run(learn, () => {})).rejects.toMatchObject({ code: 'MATCH_THREAD_ENDED' })
    await expect(passes.run(learn, () => {})).rejects.toMatchObject({ code: 'MATCH_THREAD_ENDED' })
  })
})

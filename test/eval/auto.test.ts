import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { takeLabels } from '../../src/eval/label.ts'
import { runSample } from '../../src/eval/sample.ts'
import { drawWithout } from '../../src/eval/shuffle.ts'
import { readCandidates } from '../../src/plan/decide/candidates.ts'
import { labelBounds } from '../../src/plan/decide/index.ts'
import { Place, population } from './place.ts'

const people = population(120, 40)
const entityOf = new Map(people.map(({ Id, Entity }) => [Id, Entity]))
const when = new Date('2026-11-01T00:00:00Z')
let place: Place
beforeEach(async () => {
  place = new Place()
  place.write(people)
  await place.open('auto: { precision: 0.8 }\n')
})
afterEach(() => place[Symbol.dispose]())

/** Fills a sheet as somebody who knows. */
function fill(file = 'sheet.csv', wrong = 0): void {
  let first = ''
  let left = wrong
  const rows = readFileSync(place.path(file), 'utf8').split('\n')
  const filled = rows.map((row) => {
    const cells = row.split(',')
    const [, , , letter, , , , , id = ''] = cells
    if (letter === 'a') first = id
    if (cells[4] !== '') return row
    const says = left-- > 0 ? 'no' : entityOf.get(id) === entityOf.get(first) ? 'yes' : 'no'
    return cells.with(4, says).join(',')
  })
  writeFileSync(place.path(file), filled.join('\n'))
}

async function labelled(wrong = 0): Promise<ReturnType<typeof takeLabels>> {
  await runSample(place.sampling({ for: 'bound' }))
  fill('sheet.csv', wrong)
  return takeLabels(place.policy, place.path('sheet.csv'), 'ana', when)
}

const bands = async () => {
  const { groups, org } = await place.scan()
  const why = org.notLookedAt.find(({ what }) => what === 'duplicates/people: band auto')?.why ?? null
  return { auto: groups.filter(({ band }) => band === 'auto').length, all: groups.length, why }
}

describe('the band auto', () => {
  it('is nobody’s without a sample, nor with one that nobody labelled', async () => {
    expect(await bands()).toMatchObject({ auto: 0, why: null })
    await runSample(place.sampling({ for: 'bound' }))
    expect(await bands()).toMatchObject({ auto: 0, why: expect.stringMatching(/^0 of the 11 groups/) })
  })

  it('is granted by a bound, and leads into a plan', async () => {
    const { bounds, same, apart } = await labelled()
    expect([same, apart]).toEqual([11, 0])
    expect(bounds[0]?.verdict).toMatchObject({ granted: true, bound: { labels: 11, errors: 0, from: 0.9 } })
    const { auto, all, why } = await bands()
    expect(why).toBeNull()
    expect(auto).toBeGreaterThan(20)
    expect(auto).toBeLessThanOrEqual(all)
    const { home, policy } = place
    const selectors = ['duplicates/people']
    const read = await readCandidates({ home, run: 'last', connection: 'acme', selectors, policy })
    expect(labelBounds(read, policy, 'acme', when).get('duplicates/people')).toMatchObject({ labels: 11 })
  })

  it('says in findings who vouches', async () => {
    await labelled()
    const { findings } = await place.scan()
    for (const { group, evidence } of findings) {
      const said = evidence.find(({ label }) => label === 'band')?.value ?? null
      if (group?.band === 'auto')
        expect(said).toMatch(/^auto: right in at least 80.2\d % of groups, by 11 labels with 0 errors/)
      else expect(said).toBeNull()
    }
    expect(findings.some(({ group }) => group?.band === 'auto')).toBe(true)
  })

  it('is not granted when too many were wrong', async () => {
    const { bounds } = await labelled(1)
    expect(bounds[0]?.verdict).toMatchObject({ granted: false, bound: { errors: 1 } })
    expect(await bands()).toMatchObject({ auto: 0, why: expect.stringMatching(/1 of 11 wrong or unsure/) })
  })

  it('expires when the data change', async () => {
    await labelled()
    place.write(people.map((one, at) => (at === 0 ? { ...one, Company: 'Another one' } : one)))
    expect(await bands()).toMatchObject({
      auto: 0,
      why: expect.stringMatching(/has expired: the records say not when/),
    })
    place.write(people)
    expect((await bands()).auto).toBeGreaterThan(20)
  })

  it('expires when the rule changes, and says what a plan lacks', async () => {
    await labelled()
    await place.open('auto: { precision: 0.8 }\nrules: { duplicates/people: { threshold: 0.97 } }\n')
    expect(await bands()).toMatchObject({
      auto: 0,
      why: expect.stringMatching(/the rule was changed after sample/),
    })
    const { home, policy } = place
    const read = await readCandidates({
      home,
      run: 'last',
      connection: 'acme',
      selectors: ['duplicates'],
      policy,
    })
    expect(() => labelBounds(read, policy, 'acme', when)).toThrow(
      expect.objectContaining({
        code: 'NO_LABEL_EVIDENCE',
        exit: 2,
        actions: expect.arrayContaining([expect.stringMatching(/^11 labels without an error are needed/)]),
      }),
    )
  })
})

describe('a sample', () => {
  it('for a bound is the same for the same seed, is noted down once, and asks for no values', async () => {
    const first = await runSample(place.sampling({ for: 'bound' }))
    const text = readFileSync(place.path('sheet.csv'), 'utf8')
    const again = await runSample(place.sampling({ for: 'bound' }, 'again.csv'))
    expect(readFileSync(place.path('again.csv'), 'utf8')).toBe(text)
    expect(again.sample).toEqual(first.sample)
    const ledger = readFileSync(place.path('steward.labels.json'), 'utf8')
    expect(JSON.parse(ledger).samples).toHaveLength(1)
    for (const { Email, Id } of people) {
      if (Email !== '') expect(ledger).not.toContain(Email)
      expect(ledger).not.toContain(Id)
    }
    await runSample(place.sampling({ for: 'bound', seed: 2 }, 'other.csv'))
    expect(readFileSync(place.path('other.csv'), 'utf8')).not.toBe(text)
    expect(JSON.parse(readFileSync(place.path('steward.labels.json'), 'utf8')).samples).toHaveLength(2)
  })

  it('is refused when the band is too small, before anything is written', async () => {
    await expect(runSample(place.sampling({ for: 'bound', size: 500 }))).rejects.toMatchObject({
      code: 'BAND_TOO_SMALL',
      exit: 2,
    })
    expect(existsSync(place.path('steward.labels.json'))).toBe(false)
  })

  it('for learning never asks twice, and grants nothing', async () => {
    const first = await runSample(place.sampling({ for: 'learning', size: 8 }))
    expect(first.units).toBe(8)
    const asked = pairsIn('sheet.csv')
    expect(asked.size).toBe(8)
    fill()
    expect(takeLabels(place.policy, place.path('sheet.csv'), 'ana', when).bounds).toEqual([])
    await runSample(place.sampling({ for: 'learning', size: 8 }))
    expect(pairsIn('sheet.csv').isDisjointFrom(asked)).toBe(true)
    expect((await bands()).auto).toBe(0)
  })

  const spoilt: readonly (readonly [string, (text: string) => string, RegExp])[] = [
    ['another word', (text) => text.replace(/,b,,/, ',b,maybe,'), /:3 {2}same_as_a must be yes, no or \?/],
    [
      'an unknown sample',
      (text) => text.replaceAll(/bound,[0-9a-f]{8}/g, 'bound,00000000'),
      /of sample 00000000/,
    ],
    ['a missing row', (text) => text.split('\n').toSpliced(2, 1).join('\n'), /is not the whole group/],
    ['another record', (text) => text.replace(/,d(\d{4}),/, ',x$1,'), /rows of this group are missing/],
    [
      'another group',
      (text) => text.replaceAll(/(bound,[0-9a-f]{8}),[0-9a-f]{16}/g, '$1,0000000000000000'),
      /did not draw/,
    ],
    ['no column', (text) => text.replace('same_as_a', 'same'), /:1 {2}has no column same_as_a/],
  ]
  it('that was spoilt is refused, and nothing is taken', async () => {
    await runSample(place.sampling({ for: 'bound' }))
    const path = place.path('sheet.csv')
    const whole = readFileSync(path, 'utf8')
    for (const [what, spoil, message] of spoilt) {
      writeFileSync(path, spoil(whole))
      expect(() => takeLabels(place.policy, path, 'ana', when), what).toThrow(message)
    }
    expect(existsSync(place.path('steward.labels.csv'))).toBe(false)
    writeFileSync(path, whole)
    expect(takeLabels(place.policy, place.path('sheet.csv'), 'ana', when)).toMatchObject({
      added: 0,
      blank: 11,
    })
  })
})

function pairsIn(file: string): ReadonlySet<string> {
  const rows = readFileSync(place.path(file), 'utf8').trim().split('\n').slice(1)
  const ids = Map.groupBy(
    rows.map((row) => row.split(',')),
    (cells) => cells[2],
  )
  return new Set(
    [...ids.values()].map((own) =>
      own
        .map((cells) => cells[8])
        .sort()
        .join(' '),
    ),
  )
}

describe('a draw without replacement', () => {
  it('gives every place the same chance', () => {
    const counts = new Array<number>(20).fill(0)
    for (let seed = 0; seed < 4000; seed++)
      for (const place of drawWithout(20, 5, seed)) counts[place] = (counts[place] ?? 0) + 1
    // 1,000 expected each, deviation sqrt(4000 · 0.25 · 0.75) = 27.4; none further than 4.5 of these.
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(124)
  })

  it('draws each once', () => {
    for (const [size, count] of [
      [5, 5],
      [5, 9],
      [1000, 30],
      [0, 3],
    ] as const) {
      const drawn = drawWithout(size, count, 1)
      expect(new Set(drawn).size).toBe(drawn.length)
      expect(drawn).toHaveLength(Math.min(size, count))
    }
  })
})

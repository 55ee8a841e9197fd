import fc from 'fast-check'
import { distance } from 'fastest-levenshtein'
import { describe, expect, it } from 'vitest'
import { TextsBuilder } from '../../../src/columns/texts.ts'
import {
  editsOfTexts,
  fewestEdits,
  isBeginning,
  isJaroWinkler,
  isTypo,
  mostJaroWinkler,
} from '../../../src/match/kernel/alike.ts'
import { editsWithin } from '../../../src/match/kernel/edits.ts'
import { commonPrefix, jaroWinkler } from '../../../src/match/kernel/jaro-winkler.ts'
import { maskOf, type PackedTexts, packTexts, textOf, type Units } from '../../../src/match/kernel/units.ts'

/** Few letters, so that much is alike; some of two bytes, some of two units, digits, and long texts. */
const letters = fc.constantFrom('a', 'b', 'c', 'd', '1', '6', '-', 'ñ', 'я', '山', '😀')
const word = fc.array(letters, { maxLength: 12 }).map((all) => all.join(''))
const long = fc.array(letters, { minLength: 28, maxLength: 45 }).map((all) => all.join(''))
const name = fc.string({ unit: fc.constantFrom(...'aeinorst'), minLength: 0, maxLength: 14 })

/** A text and what slips of the finger made of it. */
function mistyped(texts: fc.Arbitrary<string>): fc.Arbitrary<[string, string]> {
  const slip = fc.record({ at: fc.nat(50), kind: fc.constantFrom('swap', 'drop', 'put'), letter: letters })
  return fc.tuple(texts, fc.array(slip, { maxLength: 3 })).map(([text, slips]) => {
    const units = text.split('')
    for (const { at, kind, letter } of slips) {
      const place = at % (units.length + 1)
      if (kind === 'put') units.splice(place, 0, ...letter.split(''))
      else if (kind === 'drop') units.splice(place, 1)
      else units.splice(place, 2, ...units.slice(place, place + 2).reverse())
    }
    return [text, units.join('')]
  })
}

const pairs = fc.oneof(
  fc.tuple(word, word),
  fc.tuple(name, name),
  fc.tuple(long, long),
  fc.tuple(word, long),
  mistyped(word),
  mistyped(name),
  mistyped(long),
)

function unitsOf(text: string): Units {
  return Uint16Array.from({ length: text.length }, (_, at) => text.charCodeAt(at))
}

function edits(a: string, b: string, limit: number): number {
  return editsWithin(unitsOf(a), 0, a.length, unitsOf(b), 0, b.length, limit)
}

function similarity(a: string, b: string): number {
  return jaroWinkler(unitsOf(a), 0, a.length, unitsOf(b), 0, b.length)
}

/** Optimal string alignment as its definition says it. */
function alignment(a: string, b: string): number {
  const cost = Array.from({ length: a.length + 1 }, (_, row) =>
    Array.from({ length: b.length + 1 }, (_, column) => (row === 0 ? column : column === 0 ? row : 0)),
  )
  const at = (row: number, column: number): number => cost[row]?.[column] ?? 0
  for (let row = 1; row <= a.length; row++) {
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1] ? 0 : 1
      let least = Math.min(at(row - 1, column) + 1, at(row, column - 1) + 1, at(row - 1, column - 1) + same)
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      if (swapped) least = Math.min(least, at(row - 2, column - 2) + 1)
      ;(cost[row] as number[])[column] = least
    }
  }
  return at(a.length, b.length)
}

/** Jaro-Winkler as its definition says it. */
function byDefinition(a: string, b: string): number {
  const reach = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1)
  const free = b.split('').map(() => true)
  const inA: string[] = []
  for (const [at, letter] of a.split('').entries()) {
    const found = free.findIndex((is, other) => is && b[other] === letter && Math.abs(other - at) <= reach)
    if (found < 0) continue
    free[found] = false
    inA.push(letter)
  }
  if (inA.length === 0) return 0
  const inB = b.split('').filter((_, at) => free[at] === false)
  const moved = inA.filter((letter, at) => letter !== inB[at]).length
  const jaro = (inA.length / a.length + inA.length / b.length + (inA.length - moved / 2) / inA.length) / 3
  let prefix = 0
  while (prefix < Math.min(4, a.length, b.length) && a[prefix] === b[prefix]) prefix++
  return jaro + prefix * 0.1 * (1 - jaro)
}

describe('edits', () => {
  it('are those of optimal string alignment, up to the limit', () => {
    fc.assert(
      fc.property(pairs, fc.nat(4), ([a, b], limit) => {
        expect(edits(a, b, limit)).toBe(Math.min(limit + 1, alignment(a, b)))
      }),
      { numRuns: 2000, seed: 1 },
    )
  })

  it('are Levenshtein edits, less what swaps of neighbours save', () => {
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        const [swapsCount, swapsDoNot] = [edits(a, b, 100), distance(a, b)]
        expect(swapsCount).toBeLessThanOrEqual(swapsDoNot)
        expect(swapsCount).toBeGreaterThanOrEqual(swapsDoNot / 2)
      }),
      { numRuns: 1000, seed: 2 },
    )
  })

  it('are Levenshtein edits where no letters can be swapped', () => {
    const [left, right] = ['abcdefg', 'hijklmn'].map((own) =>
      fc.array(fc.constantFrom(...own, 'x'), { maxLength: 40 }).map((all) => all.join('x')),
    ) as [fc.Arbitrary<string>, fc.Arbitrary<string>]
    fc.assert(
      fc.property(left, right, (a, b) => {
        expect(edits(a, b, 200)).toBe(distance(a, b))
      }),
      { numRuns: 500, seed: 3 },
    )
  })
})

describe('Jaro-Winkler', () => {
  it('is what its definition says, to the last bit', () => {
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        expect(similarity(a, b)).toBe(byDefinition(a, b))
      }),
      { numRuns: 3000, seed: 4 },
    )
  })

  it.each([
    ['martha', 'marhta', 0.9611],
    ['dwayne', 'duane', 0.84],
    ['dixon', 'dicksonx', 0.8133],
    ['', '', 0],
    ['a', '', 0],
    ['a', 'a', 1],
  ])('of %s and %s is %f', (a, b, wanted) => {
    expect(similarity(a, b)).toBeCloseTo(wanted, 4)
  })
})

describe('bounds by letters', () => {
  it('are never on the wrong side of the truth', () => {
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        const [one, other] = [unitsOf(a), unitsOf(b)]
        const [maskA, maskB] = [maskOf(one, 0, a.length), maskOf(other, 0, b.length)]
        const prefix = commonPrefix(one, 0, a.length, other, 0, b.length)
        expect(fewestEdits(maskA, maskB)).toBeLessThanOrEqual(alignment(a, b))
        const most = mostJaroWinkler(maskA, a.length, maskB, b.length, prefix)
        expect(most).toBeGreaterThanOrEqual(byDefinition(a, b))
      }),
      { numRuns: 3000, seed: 5 },
    )
  })
})

function packed(...texts: readonly string[]): {
  readonly all: PackedTexts
  readonly codes: readonly number[]
} {
  const builder = new TextsBuilder()
  const codes = texts.map((text) => builder.internText(text))
  return { all: packTexts(builder.finish()), codes }
}

describe('texts of a dictionary', () => {
  const whole = pairs.map(([a, b]) => [a.toWellFormed(), b.toWellFormed()] as const)

  it('are compared as the texts themselves', () => {
    fc.assert(
      fc.property(whole, fc.nat(3), fc.constantFrom(0.7, 0.9, 0.95, 1), ([a, b], limit, least) => {
        const { all, codes } = packed('other', a, b)
        const [, one = 0, other = 0] = codes
        expect(textOf(all, one)).toBe(a)
        const shorter = Math.min(a.length, b.length)
        const allowed = shorter < 8 ? 1 : 2
        expect(isTypo(all, one, other)).toBe(shorter >= 4 && alignment(a, b) <= allowed)
        expect(isJaroWinkler(all, one, other, least)).toBe(byDefinition(a, b) >= least)
        expect(isBeginning(all, one, other)).toBe(a.startsWith(b) || b.startsWith(a))
        if (one === 0 || other === 0) return
        expect(editsOfTexts(all, one, other, limit)).toBe(Math.min(limit + 1, alignment(a, b)))
      }),
      { numRuns: 2000, seed: 6 },
    )
  })

  it('take a byte per letter where all are ASCII', () => {
    expect(packed('anna', 'bernd').all.units).toBeInstanceOf(Uint8Array)
    expect(packed('anna', 'jürgen').all.units).toBeInstanceOf(Uint16Array)
  })
})

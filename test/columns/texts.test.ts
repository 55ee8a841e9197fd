import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { longestText, openTexts, TextsBuilder } from '../../src/columns/texts.ts'

/** Many of few, long ones, empty ones, separators and characters of two units. */
const text = fc.oneof(
  fc.constantFrom('', 'a', 'b', 'Zoë', 'A,B\n"C"', '\u0000', '\u001e\u001f', '𝒜nna', '山田'),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({ unit: 'grapheme', minLength: 250, maxLength: 450 }),
)

describe('texts', () => {
  it('gives back what was put in, under dense codes in the order of coming', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 200 }), (values) => {
        const builder = new TextsBuilder()
        const codes = values.map((value) => builder.internText(value))
        const texts = builder.finish()
        const distinct = [...new Set(['', ...values.map(cut)])]
        expect(codes.map((code) => texts.at(code))).toEqual(values.map(cut))
        expect(Array.from({ length: texts.size }, (_, code) => texts.at(code))).toEqual(distinct)
        for (const code of [1, 2, 5, 4, 3, 4, 5, 6, 6, 7, 1])
          expect(texts.at(code)).toBe(distinct[code] ?? '')
      }),
    )
  })

  it('takes texts out of the middle of other bytes', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 50 }), (values) => {
        const parts = values.map((value) => Buffer.from(value))
        const bytes = Buffer.concat(parts)
        const builder = new TextsBuilder()
        let from = 0
        const codes = parts.map((part) => {
          from += part.length
          return builder.intern(bytes, from - part.length, from)
        })
        const texts = builder.finish()
        expect(codes.map((code) => texts.at(code))).toEqual(values.map(cut))
      }),
    )
  })

  it('keeps hundreds of thousands of texts apart', () => {
    const builder = new TextsBuilder()
    const values = Array.from({ length: 300_000 }, (_, at) => `person-${at * 7919}@example.org`)
    const codes = values.map((value) => builder.internText(value))
    expect(codes).toEqual(values.map((_, at) => at + 1))
    expect(values.map((value) => builder.internText(value))).toEqual(codes)
    const texts = builder.finish()
    expect(codes.map((code) => texts.at(code))).toEqual(values)
  })

  it.each([
    ['one unit', 'x'],
    ['two bytes', 'ü'],
    ['three bytes', '山'],
    ['two units', '𝒜'],
    ['one unit and two', 'x𝒜'],
  ])('cuts long texts of %s', (_name, unit) => {
    const builder = new TextsBuilder()
    const code = builder.internText(unit.repeat(500))
    const kept = builder.finish().at(code)
    expect(unit.repeat(500).startsWith(kept)).toBe(true)
    expect(kept.length).toBeGreaterThan(longestText - 2)
    expect(kept.length).toBeLessThanOrEqual(longestText)
    expect(kept.isWellFormed()).toBe(true)
  })

  it('holds nothing but the empty text without values, and starts anew after each end', () => {
    const builder = new TextsBuilder()
    expect(builder.finish().size).toBe(1)
    expect(builder.internText('a')).toBe(1)
    expect(builder.finish().at(1)).toBe('a')
    expect(builder.internText('b')).toBe(1)
    expect(builder.finish().at(1)).toBe('b')
  })

  it('lies in shared memory, which another thread opens', () => {
    const builder = new TextsBuilder()
    const code = builder.internText('Åsa')
    const { bytes, ends } = builder.finish()
    expect([bytes.buffer, ends.buffer].map((one) => one instanceof SharedArrayBuffer)).toEqual([true, true])
    expect(openTexts(structuredClone({ bytes, ends })).at(code)).toBe('Åsa')
  })
})

/** At most so many units, and never half a character; what is no proper Unicode is replaced. */
function cut(value: string): string {
  const proper = value.toWellFormed()
  const whole = proper.slice(0, longestText)
  return whole.isWellFormed() ? whole : whole.slice(0, -1)
}

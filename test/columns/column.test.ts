import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ColumnBuilder } from '../../src/columns/column.ts'

const value = fc.oneof(
  fc.constantFrom(null, '', 'Ann', 'Bob', 'Zoë', true, false, 0, 12.5),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
)

/** Values, and an order of them. */
const shuffled = fc
  .array(value, { maxLength: 100 })
  .chain((values) =>
    fc.tuple(fc.constant(values), fc.shuffledSubarray([...values.keys()], { minLength: values.length })),
  )

describe('a column', () => {
  it('is the same in whatever order its values were read', () => {
    fc.assert(
      fc.property(shuffled, ([values, reading]) => {
        const straight = build(values, [...values.keys()])
        const order: number[] = []
        for (const [nth, record] of reading.entries()) order[record] = nth
        const other = build(
          reading.map((record) => values[record] ?? null),
          order,
        )
        expect(other).toEqual(straight)
        expect(straight.codes.map((code) => straight.texts[code])).toEqual(
          values.map((one) => (one === null ? '' : String(one))),
        )
        expect(new Set(straight.texts).size).toBe(straight.texts.length)
      }),
    )
  })

  it('of no rows has no codes', () => {
    expect(build([], [])).toEqual({ codes: [], texts: [''] })
  })
})

function build(values: readonly (string | number | boolean | null)[], order: readonly number[]) {
  const builder = new ColumnBuilder()
  for (const one of values) builder.add(one)
  const { codes, texts } = builder.finish(Int32Array.from(order))
  return { codes: [...codes], texts: Array.from({ length: texts.size }, (_, code) => texts.at(code)) }
}

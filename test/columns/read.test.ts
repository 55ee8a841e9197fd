import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readRows } from '../../src/columns/read.ts'
import type { Slices, TextBatch } from '../../src/columns/text-batch.ts'
import type { ColumnBatch } from '../../src/kit/index.ts'

interface Row {
  readonly object: string
  readonly id: string
  readonly kind: string
  readonly name: string
}

/** Ids with much in common, ids with nothing in common, of up to forty objects. */
const row = fc.record({
  object: fc.integer({ min: 0, max: 40 }).map((nth) => `Object${nth}`),
  id: fc.oneof(
    fc.integer({ min: 0, max: 1e9 }).map((nth) => `00300000${nth.toString(36).padStart(7, '0')}AAA`),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 9 }),
    fc.constantFrom('a', 'aa', 'a\u0000', 'é', '\uffee', '𝒜'),
  ),
  kind: fc.constantFrom('contact', 'lead'),
  name: fc.constantFrom('', 'Ann', 'Bob', 'Zoë'),
})
const rows = fc.uniqueArray(row, { selector: ({ object, id }) => `${object}\n${id}`, maxLength: 300 })
const arrangement = rows.chain((list) =>
  fc.tuple(
    fc.constant(list),
    fc.shuffledSubarray(list, { minLength: list.length }),
    fc.integer({ min: 1, max: 50 }),
  ),
)

describe('rows', () => {
  it('come sorted by object and by the bytes of the id, in whatever order and form they were read', async () => {
    await fc.assert(
      fc.asyncProperty(arrangement, async ([list, shuffled, size]) => {
        const expected = list.toSorted(
          (a, b) => compare(a.object, b.object) || Buffer.compare(Buffer.from(a.id), Buffer.from(b.id)),
        )
        for (const source of [
          valueSource(list, size),
          valueSource(shuffled, size),
          byteSource(shuffled, size),
        ]) {
          const read = await readRows(source, ['name'])
          const column = read.columns.get('name')
          const found = Array.from({ length: read.ids.length }, (_, at) => ({
            object: read.objects[read.object[at] ?? 0] ?? '',
            id: read.ids.at(at),
            kind: read.kinds[read.kind[at] ?? 0] ?? '',
            name: column?.texts.at(column.codes[at] ?? 0) ?? '',
          }))
          expect(found).toEqual(expected)
        }
      }),
    )
  })

  it('name the fields that none of them has', async () => {
    const read = await readRows(valueSource([{ object: 'A', id: '1', kind: 'k', name: 'Ann' }], 10), [
      'name',
      'phone',
    ])
    expect(read.unknown).toEqual(['phone'])
    expect([...(read.columns.get('phone')?.codes ?? [])]).toEqual([0])
  })

  it('of an empty source are none', async () => {
    const read = await readRows(valueSource([], 10), ['name'])
    expect([read.ids.length, read.objects, read.unknown]).toEqual([0, [], ['name']])
  })

  it('are no longer read when the run is called off', async () => {
    const list = [{ object: 'A', id: '1', kind: 'k', name: 'Ann' }]
    await expect(readRows(valueSource(list, 1), ['name'], AbortSignal.abort())).rejects.toThrow(/abort/)
  })
})

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function* pieces(list: readonly Row[], size: number): Generator<readonly Row[]> {
  for (let from = 0; from < list.length; from += size) yield list.slice(from, from + size)
}

function valueSource(list: readonly Row[], size: number) {
  return {
    async *batches(): AsyncGenerator<ColumnBatch> {
      for (const piece of pieces(list, size)) {
        yield {
          entity: 'person',
          rows: piece.length,
          object: piece.map(({ object }) => object),
          id: piece.map(({ id }) => id),
          kind: piece.map(({ kind }) => kind),
          revision: piece.map(() => null),
          columns: { name: piece.map(({ name }) => name || null) },
        }
      }
    },
  }
}

/** One object per batch; the memory of a batch is used again for the next. */
function byteSource(list: readonly Row[], size: number) {
  const bytes = new Uint8Array(20_000)
  return {
    async *columns(): AsyncGenerator<TextBatch> {
      for (const object of new Set(list.map((one) => one.object))) {
        for (const piece of pieces(
          list.filter((one) => one.object === object),
          size,
        )) {
          let length = 0
          const slices = (texts: readonly string[]): Slices => {
            const ends = texts.map((text) => {
              length += Buffer.from(bytes.buffer).write(text, length)
              return length
            })
            const first = length - Buffer.byteLength(texts.join(''))
            return { from: Int32Array.from([first, ...ends.slice(0, -1)]), to: Int32Array.from(ends) }
          }
          const ids = slices(piece.map(({ id }) => id))
          const columns = new Map([['name', slices(piece.map(({ name }) => name))]])
          yield { object, rows: piece.length, kind: piece.map(({ kind }) => kind), bytes, ids, columns }
        }
      }
    },
  }
}

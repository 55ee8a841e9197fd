import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CsvCounter } from '../../../connectors/salesforce/csv-page.ts'

function count(text: string, size = 7): CsvCounter {
  const bytes = Buffer.from(text)
  const counter = new CsvCounter()
  for (let at = 0; at < bytes.length; at += size) counter.feed(bytes.subarray(at, at + size))
  counter.end()
  return counter
}

test.each([
  ['nothing', '', [], 0],
  ['a header alone', '"Id","Name"\n', ['Id', 'Name'], 0],
  ['a header without quotes or line break', 'Id,Name', ['Id', 'Name'], 0],
  ['a byte order mark', '\uFEFFId,Name\n1,a\n', ['Id', 'Name'], 1],
  ['a last row without line break', '"Id"\n"1"\n"2"', ['Id'], 2],
  ['line breaks and quotes in values', '"Id","Name"\n"1","a\n""b""\n"\n"2",""\n', ['Id', 'Name'], 2],
  ['carriage returns', 'Id\r\n1\r\n2\r\n', ['Id'], 2],
])('counts %s', (_, text, header, rows) => {
  const counter = count(text)
  expect(counter.header).toEqual(header)
  expect(counter.rows).toBe(rows)
  expect(counter.closed).toBe(true)
})

test('notices a text that breaks off inside quotes', () => {
  expect(count('"Id","Name"\n"1","a').closed).toBe(false)
})

test('finds the latest stamp at the end of rows, quoted or not', () => {
  const text =
    '"Id","SystemModstamp"\n"1","2026-01-02T00:00:00.000Z"\n"2","2026-03-01T10:00:00.000Z"\n3,2026-02-01T00:00:00.000Z'
  expect(count(text, 5).latest).toBe('2026-03-01T10:00:00.000Z')
  expect(count('"Id","Name"\n"1","x"\n').latest).toBeNull()
})

test('agrees with what was written, whatever the values hold and wherever the text is cut', () => {
  const value = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', 'é', '日') })
  fc.assert(
    fc.property(fc.array(fc.tuple(value, value)), fc.integer({ min: 1, max: 9 }), (rows, size) => {
      const line = (cells: readonly string[]): string =>
        `${cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')}\n`
      const counter = count([['Id', 'Name'], ...rows].map(line).join(''), size)
      expect(counter.rows).toBe(rows.length)
      expect(counter.closed).toBe(true)
    }),
    { seed: 3, numRuns: 200 },
  )
})

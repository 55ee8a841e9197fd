import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { addressesIn, emailMatchSql, mentionPattern } from '../../src/snapshot/addresses.ts'
import { Database, literal } from '../../src/snapshot/database.ts'

const wanted = 'ana@acme.es'
/** What a cell may hold, and what is left of it when the address is blacked out; null: it holds somebody else's. */
const cells: readonly (readonly [string, string | null])[] = [
  ['ana@acme.es', 'X'],
  ['ANA@Acme.ES', 'X'],
  ['mailto:ana@acme.es', 'mailto:X'],
  ['"ana@acme.es"', '"X"'],
  ["'ana@acme.es'", "'X'"],
  ['(ana@acme.es)', '(X)'],
  ['Ana <ana@acme.es>', 'Ana <X>'],
  ['ana@acme.es.', 'X.'],
  ['**ana@acme.es**', '**X**'],
  ['x@y.es;ana@acme.es', 'x@y.es;X'],
  ['x@y.es|ana@acme.es', 'x@y.es|X'],
  ['x@y.es/ana@acme.es', 'x@y.es/X'],
  ['x@ana@acme.es', 'x@X'],
  ['ana@acme.es\u00a0', 'X\u00a0'],
  ['write to\nana@acme.es!', 'write to\nX!'],
  ['diana@acme.es', null],
  ['äana@acme.es', null],
  ['maria.ana@acme.es', null],
  ["o'ana@acme.es", null],
  ['ana@acme.es.example', null],
  ['ana@acme.esp', null],
  ['ana at acme.es, @ and nothing', null],
]

it('finds the same addresses in a text and in a column, and blacks out the same', async () => {
  const home = mkdtempSync(join(tmpdir(), 'steward-addresses-'))
  try {
    await using db = await Database.open({
      file: join(home, 'x.duckdb'),
      connection: 'acme',
      home,
      access: 'write',
    })
    await db.run('CREATE TABLE cells (n INTEGER, cell VARCHAR)')
    for (const [n, [cell]] of cells.entries()) await db.run('INSERT INTO cells VALUES ($1, $2)', [n, cell])
    await db.run('INSERT INTO cells VALUES ($1, NULL)', [cells.length])
    const found = emailMatchSql('cell', (address) => `${address} = ${literal(wanted)}`)
    const without = `regexp_replace(cell, ${literal(mentionPattern(wanted))}, '\\1X\\2', 'gi')`
    const rows = await db.rows(`SELECT ${found} AS found, ${without} AS left_over FROM cells ORDER BY n`)
    expect(rows.map((row) => [row.found, row.left_over])).toEqual([
      ...cells.map(([cell, rest]) => [rest !== null, rest ?? cell]),
      [false, null],
    ])
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
  expect(cells.map(([cell]) => addressesIn(cell).includes(wanted))).toEqual(
    cells.map(([, rest]) => rest !== null),
  )
})

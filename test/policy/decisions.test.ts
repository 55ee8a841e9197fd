import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { newFolder, packs, policyOf } from '../scan/scan.ts'

const header = 'connection,object_a,id_a,object_b,id_b,verdict,who,when'

function load(text: string | null) {
  const cwd = newFolder()
  if (text !== null) writeFileSync(join(cwd, 'steward.decisions.csv'), text)
  return policyOf('version: 1\n', [packs.steward], cwd)
}

describe('the decisions file', () => {
  it('may be missing or empty', async () => {
    expect((await load(null)).decisions).toEqual([])
    expect((await load('')).decisions).toEqual([])
    expect((await load(`${header}\n`)).decisions).toEqual([])
  })

  it('is read with a byte-order mark, Windows line ends and columns in any order', async () => {
    const text =
      '\uFEFFverdict,connection,object_a,id_a,object_b,id_b,who,when\r\napart,acme,Contact,1,Lead,2,ana,2026-01-01\r\n'
    expect((await load(text)).decisions).toEqual([
      {
        a: { connection: 'acme', object: 'Contact', id: '1' },
        b: { connection: 'acme', object: 'Lead', id: '2' },
        verdict: 'apart',
      },
    ])
  })

  it.each([
    ['a column is missing', 'connection,object_a\n', 'steward.decisions.csv:1  has no column id_a'],
    [
      'a verdict is unknown',
      `${header}\na,C,1,C,2,maybe,x,y\n`,
      'steward.decisions.csv:2  verdict must be same or apart',
    ],
    [
      'an id is empty',
      `${header}\na,C,1,C,2,same,x,y\na,C,,C,2,same,x,y\n`,
      'steward.decisions.csv:3  id_a is empty',
    ],
    [
      'a cell is missing',
      `${header}\na,C,1,C,2,same\n`,
      'steward.decisions.csv:2  has too few or too many cells',
    ],
    [
      'a record meets itself',
      `${header}\na,C,1,C,1,same,x,y\n`,
      'steward.decisions.csv:2  id_b is the record itself',
    ],
    [
      'two decisions contradict',
      `${header}\na,C,1,C,2,same,x,y\na,C,2,C,1,apart,x,y\n`,
      'steward.decisions.csv:3  verdict contradicts line 2, which is about the same pair',
    ],
    [
      'a quote is open',
      `${header}\n"a,C,1\n`,
      expect.stringMatching(/^steward\.decisions\.csv:\d {2}is not valid CSV$/),
    ],
  ])('%s', async (_, text, message) => {
    await expect(load(text)).rejects.toMatchObject({
      code: 'DECISIONS_INVALID',
      exit: 2,
      message: expect.stringContaining(''),
    })
    const error = await load(text).catch((thrown: unknown) => thrown as Error)
    expect((error as Error).message.replace(/^.*\/(?=steward\.dec)/, '')).toEqual(message)
  })
})

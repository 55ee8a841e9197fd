import { readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Remembered, readDecisions, readRemembered } from '../../src/policy/decisions.ts'
import { rememberDecisions } from '../../src/policy/decisions-remember.ts'
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
      'steward.decisions.csv:2  verdict must be same, apart, survivor or value',
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
      'a value names no field',
      `${header},field\na,C,1,C,2,same,x,y\na,C,1,C,2,value,x,y,\n`,
      'steward.decisions.csv:3  field is empty',
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

const key = (id: string, object = 'Contact') => ({ connection: 'acme', object, id })
const same: Remembered = { a: key('1'), b: key('2'), verdict: 'same' }
const apart: Remembered = { a: key('1'), b: key('3', 'Lead'), verdict: 'apart' }
const survivor: Remembered = { a: key('2'), b: key('1'), verdict: 'survivor' }
const value: Remembered = { a: key('1'), b: key('2'), verdict: 'value', field: 'phone' }
const by = { who: 'Ruiz, Ana', when: '2026-06-01T12:00:00.000Z' }

describe('remembering decisions', () => {
  function inFile(text: string | null) {
    const path = join(newFolder(), 'steward.decisions.csv')
    if (text !== null) writeFileSync(path, text)
    return {
      path,
      remember: (...all: Remembered[]) => rememberDecisions(path, 'steward.decisions.csv', all, by),
      text: () => readFileSync(path, 'utf8'),
      all: () => readRemembered(path, 'steward.decisions.csv'),
    }
  }

  it('starts the file, and gives the matcher only what is same or apart', () => {
    const file = inFile(null)
    expect(file.remember(same, apart, survivor, value)).toEqual({ added: 4, changed: 0 })
    expect(file.text()).toBe(
      `${header},field
acme,Contact,1,Contact,2,same,"Ruiz, Ana",2026-06-01T12:00:00.000Z,
acme,Contact,1,Lead,3,apart,"Ruiz, Ana",2026-06-01T12:00:00.000Z,
acme,Contact,2,Contact,1,survivor,"Ruiz, Ana",2026-06-01T12:00:00.000Z,
acme,Contact,1,Contact,2,value,"Ruiz, Ana",2026-06-01T12:00:00.000Z,phone
`,
    )
    expect(file.all()).toEqual([same, apart, survivor, value])
    expect(readDecisions(file.path, 'x')).toEqual([same, apart])
  })

  it.each([
    [
      'Windows line ends and a byte-order mark',
      `\ufeff${header}\r\nacme,Contact,8,Contact,9,same,eva,2026\r\n`,
      '\r\n',
    ],
    ['no line end at the end', `${header}\nacme,Contact,8,Contact,9,same,"eva, e",2026`, '\n'],
    [
      'columns in another order and of its own',
      `note,verdict,connection,id_a,object_a,object_b,id_b,who,when\nmine,same,acme,8,Contact,Contact,9,eva,2026\n`,
      '\n',
    ],
  ])('appends to a file with %s, and touches no other line', (_, text, end) => {
    const file = inFile(text)
    expect(file.remember(apart)).toEqual({ added: 1, changed: 0 })
    const before = text.endsWith(end) ? text : text + end
    expect(file.text().startsWith(before)).toBe(true)
    expect(file.text().slice(before.length).split(end)).toHaveLength(2)
    expect(file.all()).toEqual([{ a: key('8'), b: key('9'), verdict: 'same' }, apart])
    expect(file.remember(value).added).toBe(1)
    expect(file.text().split(/\r?\n/)[1]).toBe(text.split(/\r?\n/)[1])
    expect(file.all()).toEqual([{ a: key('8'), b: key('9'), verdict: 'same' }, apart, value])
  })

  const swapped = <One extends Remembered>(one: One): One => ({ ...one, a: one.b, b: one.a })

  it('adds nothing twice, and puts the later survivor in the place of the earlier one', () => {
    const file = inFile(null)
    file.remember(same, survivor, value)
    expect(file.remember(swapped(same), same, survivor, value)).toEqual({ added: 0, changed: 0 })
    expect(file.remember(swapped(survivor), swapped(survivor))).toEqual({ added: 0, changed: 1 })
    expect(file.remember(swapped(survivor))).toEqual({ added: 0, changed: 0 })
    expect(file.all()).toEqual([same, swapped(survivor), value])
    expect(file.remember(survivor)).toEqual({ added: 0, changed: 1 })
    expect(file.all()).toEqual([same, survivor, value])
  })

  it.each([
    ['same', 'apart', '\n'],
    ['apart', 'same', '\r\n'],
  ] as const)('changes %s to %s where it stands, and no other line', (was, is, end) => {
    const others = [
      'acme,Contact,8,Contact,9,same,"eva,',
      'the first",2026',
      '',
      'acme,Contact,6,Contact,7,apart,eva,2026',
    ]
    const [one, rest, blank, last] = others
    const before = [`\ufeff${header}`, one, rest, blank, `acme,Lead,3,Contact,1,${was},eva,2026`, last, '']
    const file = inFile(before.join(end))
    const changed: Remembered = { ...apart, verdict: is }
    expect(file.remember(changed)).toEqual({ added: 0, changed: 1 })
    expect(file.text().split(end)).toEqual(
      before.with(4, `acme,Contact,1,Lead,3,${is},"Ruiz, Ana",2026-06-01T12:00:00.000Z`),
    )
    expect(file.remember(changed)).toEqual({ added: 0, changed: 0 })
  })

  it('keeps neither a second line nor a survivor of a pair that is apart', () => {
    const file = inFile(`${header}\na,C,1,C,2,same,x,y\na,C,2,C,1,same,x,y\na,C,2,C,1,survivor,x,y\n`)
    const [a, b] = ['1', '2'].map((id) => ({ connection: 'a', object: 'C', id }))
    if (a === undefined || b === undefined) throw new Error('two keys')
    const decision: Remembered = { a, b, verdict: 'apart' }
    expect(file.remember(decision)).toEqual({ added: 0, changed: 1 })
    expect(file.all()).toEqual([decision])
  })

  it('refuses decisions that contradict each other and leaves the file as it is', () => {
    const file = inFile(`${header}\nacme,Lead,3,Contact,1,same,eva,2026\n`)
    const before = file.text()
    expect(() => file.remember(survivor, apart, { ...apart, verdict: 'same' })).toThrow(
      expect.objectContaining({
        code: 'DECISIONS_CONTRADICT',
        exit: 2,
        message: 'Contact/1 and Lead/3 are decided both same and apart',
      }),
    )
    expect(file.text()).toBe(before)
  })

  it('keeps ids that look like formulas, and a file behind a link', () => {
    const file = inFile(`${header}\n`)
    const link = join(newFolder(), 'link.csv')
    symlinkSync(file.path, link)
    const odd: Remembered = { a: key('-1'), b: key('=2'), verdict: 'same' }
    expect(rememberDecisions(link, 'link.csv', [odd], by)).toEqual({ added: 1, changed: 0 })
    expect(file.text()).toContain(",'-1,")
    expect(file.all()).toEqual([odd])
    expect(file.remember(odd).added).toBe(0)
  })

  it('says that it cannot be written', () => {
    const path = join(newFolder(), 'missing', 'steward.decisions.csv')
    expect(() => rememberDecisions(path, 'steward.decisions.csv', [same], by)).toThrow(
      expect.objectContaining({
        code: 'DECISIONS_NOT_WRITABLE',
        exit: 1,
        message: 'steward.decisions.csv cannot be written (ENOENT).',
      }),
    )
  })
})

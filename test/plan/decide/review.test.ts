import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { type ReviewOptions, readReview, readReviewText } from '../../../src/plan/decide/index.ts'
import type { Remembered } from '../../../src/policy/decisions.ts'
import { candidate, member } from './candidate.ts'
import { exported, type Marks, marked, type Sheet, saved, sheetOf } from './spreadsheet.ts'

const ana = { name: 'Ana Ruiz', title: 'CEO', phone: '+34 91 555 0101', email: 'ana@ruiz.es' }
const first = candidate('first', [member('1', ana), member('2', { ...ana, title: 'CFO', phone: null })])
const second = candidate('second', [
  member('3', { name: '=HYPERLINK("x")', title: 'A; "B"', companyName: 'Acme' }),
  member('4', { title: 'C' }),
  member('5', { title: 'C' }, 'Lead'),
])
const groups = [first, second]
const key = (id: string, object = 'Contact') => ({ connection: 'acme', object, id })

async function read(marks: Marks, options: Partial<ReviewOptions> = {}, change = (sheet: Sheet) => sheet) {
  const sheet = change(marked(sheetOf(await exported(groups)), marks))
  return readReview(saved(sheet), 'groups.csv', groups, { run: 31, who: 'eva', ...options })
}

function mistakesOf(reading: Promise<unknown>): Promise<string[]> {
  return reading.then(
    () => [],
    (error: { code: string; exit: number; message: string }) => {
      expect(error).toMatchObject({ code: 'DECISIONS_INVALID', exit: 2 })
      return error.message.split('\n')
    },
  )
}

describe('a review', () => {
  it('has a row per member, with what differs, and never a formula', async () => {
    const text = await exported(groups, {}, [
      { survivor: '1', chosen: 'portal user' },
      { survivor: null, chosen: 'two active owners' },
    ])
    expect(text.startsWith('\ufeffscan,group,rule,object,id,')).toBe(true)
    const [header = [], ...rows] = sheetOf(text)
    const cells = rows.map((row) => Object.fromEntries(header.map((name, at) => [name, row[at]])))
    expect(cells).toHaveLength(5)
    expect(cells[0]).toEqual({
      scan: '31',
      group: `g${first.group}`,
      rule: 'duplicates/people',
      object: 'Contact',
      id: '1',
      kind: 'contact',
      url: 'https://acme.example/1',
      score: '0.99',
      evidence: 'name: nickname Bob/Roberto',
      proposed: 'survivor: portal user',
      name: 'Ana Ruiz',
      email: 'ana@ruiz.es',
      phone: "'+34 91 555 0101",
      company: '',
      owner: '',
      created: '',
      last_touch: '',
      differs: 'Title: CEO',
      decision: '',
      survivor: '',
      take: '',
    })
    expect(cells[1]).toMatchObject({ proposed: '—', differs: 'Title: CFO' })
    expect(cells[2]).toMatchObject({
      proposed: 'escalated: two active owners',
      name: '\'=HYPERLINK("x")',
      differs: 'Title: A; "B"',
      company: 'Acme',
    })
  })

  it('says of each member what becomes of it where a group falls into parts', async () => {
    const words = { 3: 'survivor: oldest', 4: '', 5: 'left out: lead and contact' }
    const proposals = [
      { survivor: '1', chosen: 'oldest' },
      { survivor: '3', chosen: 'oldest', words },
    ]
    const remembered: Remembered[] = [{ a: key('4'), b: key('3'), verdict: 'survivor' }]
    const proposed = async (context: object) => {
      const [header = [], ...rows] = sheetOf(await exported(groups, context, proposals))
      return rows.slice(2).map((row) => row[header.indexOf('proposed')])
    }
    expect(await proposed({})).toEqual(['survivor: oldest', '—', 'left out: lead and contact'])
    expect(await proposed({ remembered })).toEqual([
      '—',
      'survivor: decided before',
      'left out: lead and contact',
    ])
  })

  it('shows and keeps what was decided before', async () => {
    const remembered: Remembered[] = [
      { a: key('1'), b: key('2'), verdict: 'survivor' },
      { a: key('2'), b: key('1'), verdict: 'survivor' },
      { a: key('1'), b: key('2'), verdict: 'value', field: 'title' },
      { a: key('3'), b: key('4'), verdict: 'same' },
    ]
    const [header = [], ...rows] = sheetOf(await exported(groups, { remembered }))
    expect(rows.map((row) => row[header.indexOf('proposed')])).toEqual([
      '—; its title (decided before)',
      'survivor: decided before',
      'survivor: oldest',
      '—',
      '—',
    ])
    const kept = await read({ 1: { decision: 'keep' } }, { remembered })
    expect(kept.decided).toMatchObject([
      { survivor: '2', values: [{ field: 'title', from: '1', typed: null }] },
    ])
    const changed = await read({ 1: { decision: 'keep', survivor: 'x', take: 'Title=COO' } }, { remembered })
    expect(changed.decided).toMatchObject([
      { survivor: '1', values: [{ field: 'title', from: null, typed: 'COO' }] },
    ])
  })
})

describe('read back', () => {
  it('takes nothing where nobody decided', async () => {
    expect(await read({})).toEqual({
      decided: [],
      remember: [],
      leftOut: [
        expect.objectContaining({ group: first.group, code: 'undecided', records: ['1', '2'] }),
        expect.objectContaining({ group: second.group, code: 'undecided' }),
      ],
    })
  })

  it('takes a group with its survivor and values, and remembers it without what was typed', async () => {
    const { decided, remember } = await read({
      1: { decision: 'keep', take: 'Title; Phone=+49 30 1234' },
      2: { survivor: 'X', take: 'e-mail' },
    })
    expect(decided).toEqual([
      {
        ...first,
        why: { by: 'decision', file: 'groups.csv', who: 'eva' },
        survivor: '2',
        values: [
          { field: 'title', from: '1', typed: null },
          { field: 'phone', from: null, typed: '+49 30 1234' },
          { field: 'email', from: '2', typed: null },
        ],
      },
    ])
    expect(remember).toEqual([
      { a: key('1'), b: key('2'), verdict: 'same' },
      { a: key('2'), b: key('1'), verdict: 'survivor' },
      { a: key('1'), b: key('2'), verdict: 'value', field: 'title' },
      { a: key('2'), b: key('1'), verdict: 'value', field: 'email' },
    ])
  })

  it('leaves out a dropped member and links what it held together', async () => {
    const { decided, remember, leftOut } = await read({ 3: { decision: 'Keep' }, 4: { decision: 'DROP' } })
    expect(decided).toMatchObject([{ group: second.group, survivor: null, proposed: 0 }])
    expect(decided[0]?.members.map(({ key: { id } }) => id)).toEqual(['3', '5'])
    expect(decided[0]?.pairs).toEqual([
      { a: 0, b: 1, score: 0.99, comparisons: [expect.objectContaining({ level: 'decided the same' })] },
    ])
    expect(remember).toEqual([{ a: key('3'), b: key('5', 'Lead'), verdict: 'same' }])
    expect(leftOut).toMatchObject([{ group: first.group, code: 'undecided' }])
  })

  it('drops a group by a word on any of its rows, and remembers nothing of it', async () => {
    const { decided, remember, leftOut } = await read({ 4: { decision: 'drop' } })
    expect({ decided, remember }).toEqual({ decided: [], remember: [] })
    expect(leftOut).toMatchObject([{ code: 'undecided' }, { group: second.group, code: 'dropped' }])
  })

  it('sets one member apart from all others, or all from each other', async () => {
    const one = await read({ 3: { decision: 'keep' }, 5: { decision: 'not the same' } })
    expect(one.decided[0]?.members.map(({ key: { id } }) => id)).toEqual(['3', '4'])
    expect(one.remember).toEqual([
      { a: key('5', 'Lead'), b: key('3'), verdict: 'apart' },
      { a: key('5', 'Lead'), b: key('4'), verdict: 'apart' },
      { a: key('3'), b: key('4'), verdict: 'same' },
    ])
    const word = { decision: 'Not\u00a0the  same ' }
    const all = await read({ 3: word, 4: { decision: 'NOT_THE_SAME' }, 5: word })
    expect(all.decided).toEqual([])
    expect(all.remember).toEqual([
      { a: key('3'), b: key('4'), verdict: 'apart' },
      { a: key('3'), b: key('5', 'Lead'), verdict: 'apart' },
      { a: key('4'), b: key('5', 'Lead'), verdict: 'apart' },
    ])
    expect(all.leftOut).toMatchObject([{ code: 'undecided' }, { code: 'apart' }])
  })
})

describe('what spreadsheets do to a file', () => {
  const marks = { 1: { decision: 'keep', survivor: 'x', take: 'Title; Phone="+49; 30"' } }
  const blank = (sheet: Sheet): string[] => (sheet[0] ?? []).map(() => '')
  const column = (sheet: Sheet, name: string) => sheet[0]?.indexOf(name) ?? -1
  const put = (sheet: Sheet, name: string, text: (cell: string) => string): Sheet =>
    sheet.map((row, at) =>
      at === 0 ? row : row.map((cell, where) => (where === column(sheet, name) ? text(cell) : cell)),
    )

  it.each<[string, (sheet: Sheet) => string]>([
    ['semicolons and Windows line ends', (sheet) => saved(sheet, { separator: ';', end: '\r\n' })],
    ['tabs', (sheet) => saved(sheet, { separator: '\t' })],
    ['a byte-order mark', (sheet) => saved(sheet, { mark: '\ufeff' })],
    [
      'a line that names the separator',
      (sheet) => `sep=;\r\n${saved(sheet, { separator: ';', end: '\r\n' })}`,
    ],
    ['line ends of an old Mac', (sheet) => saved(sheet, { end: '\r' })],
    ['columns in another order', (sheet) => saved(sheet.map((row) => row.toReversed()))],
    ['rows in another order', ([header = [], ...rows]) => saved([header, ...rows.toReversed()])],
    [
      'empty rows and columns',
      (sheet) => saved([blank(sheet), ...sheet, blank(sheet), []].map((row) => [...row, '', ''])),
    ],
    [
      'a column of notes',
      (sheet) => saved(sheet.map((row, at) => [at === 0 ? 'My notes' : 'ask\nBob', ...row])),
    ],
    [
      'a capitalised header',
      ([header = [], ...rows]) => saved([header.map((name) => ` ${name.toUpperCase()}`), ...rows]),
    ],
    [
      'every cell quoted',
      (sheet) =>
        sheet.map((row) => `${row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(';')}\r\n`).join(''),
    ],
    [
      'dates and numbers written anew',
      (sheet) =>
        saved(
          put(
            put(sheet, 'score', () => '0,99'),
            'created',
            () => '01.02.26',
          ),
        ),
    ],
    ['the number of the scan with decimals', (sheet) => saved(put(sheet, 'scan', () => '31,00'))],
    [
      'the columns for reading deleted',
      (sheet) => saved(sheet.map((row) => [...row.slice(0, 5), ...row.slice(-3)])),
    ],
    ['rows of other groups deleted', (sheet) => saved(sheet.slice(0, 3))],
    [
      'a bare group id in capitals',
      (sheet) => saved(put(sheet, 'group', (cell) => cell.slice(1).toUpperCase())),
    ],
  ])('does not matter: %s', async (_, save) => {
    const text = save(marked(sheetOf(await exported(groups)), marks))
    const plain = await read(marks)
    const found = readReview(text, 'groups.csv', groups, { run: 31, who: 'eva' })
    expect(found).toEqual(plain)
    expect(found.decided).toHaveLength(1)
    expect(found.decided[0]?.values).toContainEqual({ field: 'phone', from: null, typed: '+49; 30' })
  })

  const long = candidate('long', [member('123456789012', ana), member('123456789099', ana)])
  it('finds a record by its address where its long number was spoilt', async () => {
    const sheet = marked(sheetOf(await exported([long])), {
      123456789012: { decision: 'keep', survivor: 'x' },
    })
    const spoilt = put(sheet, 'id', () => '1.23457E+11')
    const { decided } = readReview(saved(spoilt), 'groups.csv', [long], { run: 31, who: 'eva' })
    expect(decided[0]?.survivor).toBe('123456789012')
    const without = saved(put(spoilt, 'url', () => ''))
    const reading = async () => readReview(without, 'groups.csv', [long], { run: 31, who: 'eva' })
    expect(await mistakesOf(reading())).toEqual([
      expect.stringMatching(/^groups\.csv:2 {2}id was turned into a number by the spreadsheet/),
      expect.stringMatching(/^groups\.csv:3 {2}id was turned into a number/),
    ])
  })

  const sf = candidate('sf', [member('003Kj00000AbCdEIAV', ana), member('003Kj00000AbCdFIAV', ana)])
  it.each([
    ['cut', (id: string) => id.slice(0, 14), 'it was cut'],
    [
      'in capitals',
      (id: string) => id.toUpperCase(),
      'its letters have changed between upper and lower case',
    ],
  ])('notices ids %s', async (_, change, why) => {
    const sheet = put(sheetOf(await exported([sf])), 'id', change)
    const reading = async () => readReview(saved(sheet), 'groups.csv', [sf], { run: 31, who: 'eva' })
    expect(await mistakesOf(reading())).toEqual(
      [2, 3].map((row) => `groups.csv:${row}  id is no record of group g${sf.group}: ${why}`),
    )
  })

  it('knows ids of 18 characters by their short form', async () => {
    const survivor = { '003Kj00000AbCdFIAV': { decision: 'keep', survivor: 'x' } }
    const sheet = put(marked(sheetOf(await exported([sf])), survivor), 'id', (id) => id.slice(0, 15))
    const { decided } = readReview(saved(sheet), 'groups.csv', [sf], { run: 31, who: 'eva' })
    expect(decided[0]?.survivor).toBe('003Kj00000AbCdFIAV')
  })

  it('notices columns that were sorted apart from each other', async () => {
    const urls = ['https://acme.example/2', 'https://acme.example/1']
    const change = (sheet: Sheet) =>
      sheet.map((row, at) =>
        row.map((cell, where) => (where === column(sheet, 'url') ? (urls[at - 1] ?? cell) : cell)),
      )
    expect(await mistakesOf(read(marks, {}, change))).toContainEqual(
      expect.stringMatching(/^groups\.csv:2 {2}url is that of another record of the group/),
    )
  })
})

describe('another word than before', () => {
  it.each<['same' | 'apart', string, Remembered['verdict'][]]>([
    ['apart', 'keep', ['same']],
    ['same', 'not the same', ['apart']],
    ['same', 'keep', ['same']],
    ['apart', 'not the same', ['apart']],
    ['same', 'drop', []],
  ])('holds: %s, now %s', async (verdict, decision, now) => {
    const remembered: Remembered[] = [{ a: key('2'), b: key('1'), verdict }]
    const { remember } = await read({ 1: { decision } }, { remembered })
    expect(remember.map((one) => one.verdict)).toEqual(now)
  })

  it('is said of each pair of a kept group that was apart', async () => {
    const remembered: Remembered[] = [{ a: key('5', 'Lead'), b: key('4'), verdict: 'apart' }]
    const pairs = async (options: object) =>
      (await read({ 3: { decision: 'keep' } }, options)).remember.map(({ a, b }) => `${a.id} ${b.id}`)
    expect(await pairs({})).toEqual(['3 4', '3 5'])
    expect(await pairs({ remembered })).toEqual(['3 4', '3 5', '4 5'])
  })
})

describe('a mistake', () => {
  const g1 = `g${first.group}`
  const g2 = `g${second.group}`
  it.each<[string, Marks, string[]]>([
    [
      'a word that is none',
      { 1: { decision: 'ja' } },
      [':2  decision must be keep, drop or not the same, or stay empty'],
    ],
    [
      'two survivors',
      { 1: { decision: 'keep', survivor: 'x' }, 2: { survivor: 'x' } },
      [`:3  survivor is set on two rows of group ${g1}; the other is row 2`],
    ],
    [
      'a survivor that is no x',
      { 1: { decision: 'keep', survivor: 'Ana' } },
      [':2  survivor must be x or stay empty'],
    ],
    [
      'a survivor that is dropped',
      { 3: { decision: 'keep' }, 4: { decision: 'drop', survivor: 'x' } },
      [`:5  survivor is set on a row of group ${g2} that is not merged`],
    ],
    [
      'a survivor without keep',
      { 2: { survivor: 'x' } },
      [`:3  survivor is set, but no row of group ${g1} says keep`],
    ],
    [
      'a value without keep',
      { 2: { decision: 'drop', take: 'Title' } },
      [`:3  take is set, but no row of group ${g1} says keep`],
    ],
    [
      'keep and drop said of records',
      { 1: { decision: 'keep' }, 2: { decision: 'drop' } },
      [
        `:2  decision keep leaves one record of group ${g1}: keep is said of a group, who survives is said by an x in survivor`,
      ],
    ],
    [
      'a field that is none',
      { 1: { decision: 'keep', take: 'Titel' } },
      [':2  take names Titel, which is no field. Did you mean "title"?'],
    ],
    [
      'a field of two rows',
      { 1: { decision: 'keep', take: 'title' }, 2: { take: 'Title' } },
      [`:3  take names title of group ${g1}, which row 2 takes too`],
    ],
    [
      'a field named twice',
      { 1: { decision: 'keep', take: 'title; Title=X' } },
      [':2  take names title twice'],
    ],
    [
      'an empty value',
      { 1: { decision: 'keep' }, 2: { take: 'phone' } },
      [':3  take names phone, which is empty in this row'],
    ],
    ['nothing typed', { 1: { decision: 'keep', take: 'Phone=' } }, [':2  take has no value after "phone="']],
    [
      'a value instead of a field',
      { 1: { decision: 'keep', take: '+34 91 555 0101' } },
      [':2  take has a part that is no field: write Title; Phone or Phone=VALUE'],
    ],
    [
      'a field that merges leave',
      { 1: { decision: 'keep', take: 'owner name' } },
      [':2  take names ownerName, which a merge never changes'],
    ],
    [
      'lost characters',
      { 1: { decision: 'keep', take: 'Title=Gesch\ufffdft' } },
      [':2  take has lost characters: save the file as CSV UTF-8'],
    ],
    [
      'another scan',
      { 1: { scan: '30', decision: 'keep' } },
      [':2  scan is not 31: decisions hold for the scan that they were exported from'],
    ],
    [
      'an unknown group',
      { 1: { group: 'gabc', decision: 'keep' } },
      [':2  group names no group that the selected rules found in scan 31'],
    ],
    [
      'no group',
      { 1: { group: '', decision: 'keep' } },
      [':2  group is empty, and the row holds a decision'],
    ],
    ['an unknown record', { 1: { id: '003', decision: 'keep' } }, [`:2  id is no record of group ${g1}`]],
    ['no record', { 1: { id: '', decision: 'keep' } }, [`:2  id is empty, in a row of group ${g1}`]],
    ['a record twice', { 2: { id: '1', url: '' } }, [':3  id names the same record as row 2']],
    ['another object', { 1: { object: 'Lead' } }, [`:2  id is no record of group ${g1} in this object`]],
  ])('is named by row and column: %s', async (_, marks, expected) => {
    const columns = new Map([['Contact', ['Title', 'Phone', 'ERP_Id__c']]])
    expect(await mistakesOf(read(marks, { columns }))).toEqual(
      expect.arrayContaining(expected.map((text) => `groups.csv${text}`)),
    )
  })

  it('takes native columns where they are known, and any name where not', async () => {
    const columns = new Map([['Contact', ['Title', 'ERP_Id__c']]])
    const mark = { 1: { decision: 'keep', take: 'erp_id__c=7; Title' } }
    const known = await read(mark, { columns })
    expect(known.decided[0]?.values.map(({ field }) => field)).toEqual(['ERP_Id__c', 'title'])
    const open = await read(mark)
    expect(open.decided[0]?.values.map(({ field }) => field)).toEqual(['erp_id__c', 'title'])
  })

  it('is a decided group of which a row is missing', async () => {
    const without = ([header = [], ...rows]: Sheet) => [header, ...rows.filter((row) => !row.includes('4'))]
    expect(await mistakesOf(read({ 3: { decision: 'keep' } }, {}, without))).toEqual([
      `groups.csv:4  group ${g2} is decided, but 1 of its 3 rows are missing or wrong`,
    ])
    expect((await read({ 1: { decision: 'keep' } }, {}, without)).decided).toHaveLength(1)
  })

  it('is two groups that are decided against each other', async () => {
    const other = { ...first, rule: 'duplicates/others' }
    const sheet = sheetOf(await exported([first, other]))
    const [header = [], one = [], two = [], three = [], four = []] = sheet
    const say = (row: string[], word: string) =>
      row.map((cell, at) => (header[at] === 'decision' ? word : cell))
    const text = saved([header, say(one, 'keep'), two, say(three, 'not the same'), four])
    const reading = async () => readReview(text, 'groups.csv', [first, other], { run: 31, who: 'eva' })
    expect(await mistakesOf(reading())).toEqual([
      'groups.csv:4  decision decides Contact/1 and Contact/2 against row 2',
    ])
  })

  it('never shows a value, and never more than twenty', async () => {
    const many = Array.from({ length: 12 }, (_, at) =>
      candidate(`m${at}`, [member(`${at}a`, ana), member(`${at}b`)]),
    )
    const marks = Object.fromEntries(
      many.flatMap(({ members }) =>
        members.map(({ key: { id } }) => [id, { decision: 'Ana Ruiz', take: 'Ana Ruiz' }]),
      ),
    )
    const text = saved(marked(sheetOf(await exported(many)), marks))
    const reading = async () => readReview(text, 'groups.csv', many, { run: 31, who: 'eva' })
    const lines = await mistakesOf(reading())
    expect(lines).toHaveLength(21)
    expect(lines.at(-1)).toMatch(/^and 28 more mistakes in this file$/)
    expect(lines.join()).not.toMatch(/Ana|Ruiz/)
  })

  it.each([
    ['nothing', ''],
    ['another file', 'a,b\n1,2\n'],
    ['a column is missing', 'scan,group,rule,object,id,decision,survivor\n'],
    ['a column is there twice', 'scan,group,rule,object,id,decision,survivor,take,take\n'],
    ['a quotation mark is open', 'scan,group,rule,object,id,decision,survivor,take\n31,"g1'],
  ])('is the whole file: %s', async (_, text) => {
    const reading = async () => readReview(text, 'groups.csv', groups, { run: 31, who: 'eva' })
    expect(await mistakesOf(reading())).toEqual([expect.stringMatching(/^groups\.csv:\d {2}(is|has) /)])
  })

  it('is not a row of a group that went out before', async () => {
    const leftOut = [
      {
        group: first.group,
        rule: first.rule,
        object: 'Contact',
        records: ['1', '2'],
        code: 'gone',
        text: 'Gone.',
      },
    ]
    const text = saved(
      marked(sheetOf(await exported(groups)), { 1: { decision: 'keep' }, 3: { decision: 'keep' } }),
    )
    const { decided } = readReview(text, 'groups.csv', [second], { run: 31, who: 'eva', leftOut })
    expect(decided.map(({ group }) => group)).toEqual([second.group])
  })
})

describe('the file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'steward-review-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  it('may be UTF-16, and is text', async () => {
    const path = join(folder, 'groups.csv')
    const text = await exported(groups)
    writeFileSync(path, Buffer.from(`\ufeff${text.replaceAll(',', '\t')}`, 'utf16le'))
    expect(readReviewText(path, 'groups.csv')).toContain('Ana Ruiz')
    writeFileSync(path, Buffer.from('PK\x03\x04…', 'latin1'))
    expect(() => readReviewText(path, 'groups.csv')).toThrow(/^groups\.csv is a workbook, not CSV/)
    expect(() => readReviewText(join(folder, 'none.csv'), 'none.csv')).toThrow(/^none\.csv does not exist\.$/)
    expect(() => readReviewText(folder, 'folder')).toThrow(
      expect.objectContaining({ code: 'FILE_UNREADABLE', exit: 2 }),
    )
  })
})

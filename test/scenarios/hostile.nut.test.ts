import { createHash } from 'node:crypto'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type Cells,
  type HostileOrg,
  hostileHubspot,
  hostileSalesforce,
  noteText,
  type Pair,
} from './hostile-crms.ts'
import { textOf } from './hostile-texts.ts'
import { asOf } from './plan-place.ts'
import { Sheet } from './plan-sheet.ts'

/** Tells of each person what it saw, as a digest of every native value. */
const pack = `
import { createHash } from 'node:crypto'
import { defineRulePack, recordRule } from 'crm-steward/kit'
import { z } from 'zod'

const columns = COLUMNS
export default defineRulePack({
  name: 'house',
  rules: [recordRule({
    meta: {
      id: 'house/values', summary: 's', why: 'w', remedy: 'r', severity: 'low', tags: [],
      options: z.strictObject({}),
      messages: { seen: '{texts} texts' },
    },
    entity: 'person', kinds: ['contact'], fields: ['firstName', 'lastName'],
    native: { [OBJECT]: columns },
    check: ({ native }, { report }) => {
      const cells = columns.map((column) => native[column] ?? null)
      const digest = createHash('sha256').update(JSON.stringify(cells)).digest('hex')
      report({
        messageId: 'seen',
        data: { texts: cells.filter((cell) => cell !== null).length },
        evidence: [{ label: 'digest', value: digest, personal: false }],
      })
    },
  })],
})
`

function digestOf(columns: readonly string[], cells: Cells | undefined): string {
  const values = columns.map((column) => cells?.[column] ?? null)
  return createHash('sha256').update(JSON.stringify(values)).digest('hex')
}

const crms = [
  ['HubSpot', hostileHubspot],
  ['Salesforce', hostileSalesforce],
] as const

/** Spreadsheets and pasting bring along what nobody sees; of what a person types it becomes a space. */
function asTyped(text: string): string {
  return text.replace(/[\u200b\ufeff]/g, ' ')
}

/** Quoted, as values with semicolons have to be. */
function typedInto(column: string, text: string): string {
  return `${column}="${text.replaceAll('"', '""')}"`
}

/** Numbers, and dates with a time, have one form in the CRM and another in the file. */
function sameCell(inFile: string | undefined, inCrm: Cells[string]): boolean {
  if (inCrm === null) return inFile === ''
  if (typeof inCrm === 'number') return Number(inFile) === inCrm
  const isMoment = typeof inCrm === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(inCrm)
  return isMoment ? Date.parse(`${inFile}Z`) === Date.parse(inCrm) : inFile === String(inCrm)
}

const formula = /^[\s\p{Cc}\p{Cf}]*[=+\-@|%]/u

describe.each(crms)('hostile values in %s', (_crm, open) => {
  let org: HostileOrg
  let pairs: readonly Pair[]
  let before: ReadonlyMap<string, Cells>

  beforeAll(async () => {
    // Names like Null say little: that they are found all the same is not what is tested here.
    org = await open(
      'survivorship:\n  person: { owners: survivor }\nrules:\n  duplicates/people: { threshold: 0.8 }\n',
    )
    const planted = await org.plant()
    before = await org.people()
    pairs = planted.filter(({ text }) => !org.unsendable.test(text))
    const { place } = org.trial
    const columns = JSON.stringify(org.columns)
    const code = pack.replace('COLUMNS', () => columns).replace('OBJECT', JSON.stringify(org.object))
    place.write('house.ts', code)
    const hash = createHash('sha256').update(code).digest('hex')
    const plugin = `plugins:\n  - { file: ./house.ts, integrity: sha256-${hash} }\n`
    place.write('steward.yml', place.read('steward.yml') + plugin)
  })
  afterAll(() => org.trial[Symbol.asyncDispose]())

  it('reach a rule as the CRM has them, every one of every record', async () => {
    const args = ['scan', 'house/values', 'duplicates/people', '--as-of', asOf, '--format', 'ndjson']
    const scan = await org.trial.place.run(args)
    expect(scan, scan.stderr).toMatchObject({ exit: 0 })
    const lines = scan.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    const seen = lines
      .filter(({ rule }) => rule === 'house/values')
      .map(({ records: [{ id }], evidence: [{ value }] }) => [id, value] as const)
    const there = [...before].map(([id, cells]) => [id, digestOf(org.columns, cells)] as const)
    expect(new Map(seen)).toEqual(new Map(there))
  })

  it('stand in the snapshot as the CRM has them', async () => {
    const { place } = org.trial
    const args = ['snapshot', 'export', 'acme', '--output-dir', 'out', '--format', 'csv']
    const exported = await place.run(args)
    expect(exported, exported.stderr).toMatchObject({ exit: 0 })
    const text = place.read(`out/${org.object}.csv`)
    const rows = parse(text, { bom: true, columns: true }) as Record<string, string>[]
    const byId = new Map(rows.map((row) => [row._id, row]))
    const wrong = [...before].flatMap(([id, cells]) =>
      org.columns
        .filter((column) => !sameCell(byId.get(id)?.[column], cells[column] ?? null))
        .map((column) => ({ id, column, is: byId.get(id)?.[column], wants: cells[column] })),
    )
    expect(wrong.slice(0, 5)).toEqual([])
  })

  it('can be decided about in a spreadsheet that they cannot command', async () => {
    const { place } = org.trial
    const review = await place.run(['plan', 'review', 'duplicates/people', '--export', 'groups.csv'])
    expect(review, review.stderr).toMatchObject({ exit: 0 })
    const text = place.read('groups.csv')
    const cells = (parse(text, { bom: true }) as string[][]).flat()
    expect(cells.filter((cell) => formula.test(cell) || /[\p{Cc}\u202e]/u.test(cell))).toEqual([])
    const sheet = new Sheet(text)
    const rowOf = new Map([...sheet.groups.values()].flat().map((row) => [sheet.cell(row, 'id'), row]))
    for (const { survivor, loser, text: typed } of pairs) {
      const [stays = -1, goes = -1] = [survivor, loser].map((id) => rowOf.get(id))
      expect(sheet.cell(stays, 'group'), typed).toBe(sheet.cell(goes, 'group'))
      expect(sheet.cell(stays, 'group'), typed).not.toBe('')
      sheet.type(stays, 'decision', 'keep')
      sheet.type(stays, 'survivor', 'x')
      sheet.type(stays, 'take', typedInto(org.parts.typed, typed))
      sheet.type(goes, 'take', org.parts.taken)
    }
    place.write('groups.csv', sheet.saved())
    const made = await place.run(['plan', 'create', 'duplicates/people', '--decisions', 'groups.csv'])
    expect(made, made.stderr).toMatchObject({ exit: 0 })
    const planned = org.trial.plan.actions.flatMap((action) => (action.kind === 'merge' ? action.losers : []))
    expect(planned.toSorted()).toEqual(pairs.map(({ loser }) => loser).sort())
  })

  it('are all there after the merge', async () => {
    const { place } = org.trial
    const applied = await org.trial.apply()
    expect(applied.stdout + applied.stderr).not.toMatch(/not as planned/)
    expect(applied, applied.stdout + applied.stderr).toMatchObject({ exit: 0 })
    const verified = await place.run(['journal', 'verify', 'plan.journal'])
    expect(verified, verified.stderr).toMatchObject({ exit: 0 })
    const after = await org.people()
    const { parts } = org
    for (const { survivor, loser, text } of pairs) {
      const id = await org.leadsTo(loser)
      expect(await org.leadsTo(survivor), text).toBe(id)
      const chosen = { [parts.filled]: text, [parts.taken]: text, [parts.typed]: asTyped(text) }
      expect(pick(after.get(id), parts), text).toEqual({ ...pick(before.get(survivor), parts), ...chosen })
      expect(after.get(id)?.[parts.long], text).toBe(textOf(org.longest))
      expect(after.get(id)?.[parts.zip], text).toMatch(/^00/)
      expect(after.get(id)?.[parts.blank], text).toBeNull()
    }
    const [first] = pairs
    expect(await org.note()).toEqual({ text: noteText, on: [await org.leadsTo(first?.loser ?? '')] })
  })

  it('are unharmed in all whom nobody touched', async () => {
    const after = await org.people()
    const ended = new Set(pairs.flatMap(({ survivor, loser }) => [survivor, loser]))
    const others = [...before].filter(([id]) => !ended.has(id))
    expect(others.length).toBeGreaterThan(150)
    expect(others.filter(([id, cells]) => JSON.stringify(after.get(id)) !== JSON.stringify(cells))).toEqual(
      [],
    )
  })
})

function pick(cells: Cells | undefined, parts: HostileOrg['parts']): Cells {
  return Object.fromEntries(Object.values(parts).map((column) => [column, cells?.[column] ?? null]))
}

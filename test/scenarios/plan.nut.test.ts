import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { valuesNameOf } from '../../src/plan/files/names.ts'
import { othersOf, type PlanAction } from '../../src/plan/files/plan-file.ts'
import type { Row } from './foreign-client.ts'
import { Sheet } from './plan-sheet.ts'
import { asOf, openTrial, type Trial } from './plan-trial.ts'

/** Groups as the person saw them, by what was done with them. */
interface Marked {
  readonly kept: readonly (readonly string[])[]
  readonly dropped: readonly (readonly string[])[]
  readonly apart: readonly (readonly string[])[]
  /** Survivors that the person chose against the proposal. */
  readonly survivors: readonly string[]
  readonly taken: { readonly id: string; readonly value: string }
  readonly typed: { readonly id: string; readonly value: string }
}

let trial: Trial
let marked: Marked
let before: Snapshot

beforeAll(async () => {
  trial = await openTrial({ people: 5000, seed: 11 }, '')
})
afterAll(() => trial[Symbol.asyncDispose]())

const typed = '+49 30 5550 142'

/** What a person does with a review: the groups at the top are decided one by one, the rest is left alone. */
function edit(sheet: Sheet): Marked {
  const id = (row: number) => sheet.cell(row, 'id')
  const isProposed = (row: number) => sheet.cell(row, 'proposed').startsWith('survivor:')
  const mergeable = [...sheet.groups.values()].filter(
    (rows) => !rows.some((row) => sheet.cell(row, 'proposed').startsWith('left out')),
  )
  const [proposed, escalated] = [true, false].map((is) =>
    mergeable.filter((rows) => rows.some(isProposed) === is),
  )
  const dropped = [...take(proposed, 3), ...take(escalated, 3)]
  const apart = [...take(proposed, 3), ...take(escalated, 3)]
  const overruled = take(proposed, 5)
  const chosen = take(escalated, 50)
  const kept = [...overruled, ...chosen, ...take(proposed, 30)]
  for (const rows of kept) sheet.type(rows[0] as number, 'decision', 'Keep')
  for (const rows of dropped) sheet.type(rows[0] as number, 'decision', 'drop')
  for (const rows of apart) for (const row of rows) sheet.type(row, 'decision', 'not the same')
  const others = overruled.map((rows) => rows.find((row) => !isProposed(row)) as number)
  const survivors = [...others, ...chosen.map(([first]) => first as number)]
  for (const row of survivors) sheet.type(row, 'survivor', 'X')

  const losing = chosen.flatMap((rows) => rows.slice(1))
  const title = losing.find((row) => titleOf(sheet, row) !== '') as number
  sheet.type(title, 'take', 'Title')
  const phoned = chosen.findLast((rows) => !rows.includes(title)) ?? []
  sheet.type(phoned[0] as number, 'take', `Phone=${typed}`)
  return {
    kept: kept.map((rows) => rows.map(id)),
    dropped: dropped.map((rows) => rows.map(id)),
    apart: apart.map((rows) => rows.map(id)),
    survivors: survivors.map(id),
    taken: { id: id(title), value: titleOf(sheet, title) },
    typed: { id: id(phoned[0] as number), value: typed },
  }
}

function take<T>(from: T[] | undefined, count: number): readonly T[] {
  return from?.splice(0, count) ?? []
}

/** The title as it stands among the values that differ; blank where it does not. */
function titleOf(sheet: Sheet, row: number): string {
  const [, title = '—'] = /(?:^|\| )Title: ([^|]*?)(?= \||$)/.exec(sheet.cell(row, 'differs')) ?? []
  return title === '—' ? '' : title
}

/** Members of planned groups and all that points to them, as the REST API shows it to anybody. */
interface Snapshot {
  readonly records: ReadonlyMap<string, Row>
  /** By `object.field`. */
  readonly pointers: ReadonlyMap<string, readonly Row[]>
}

async function look(actions: readonly PlanAction[]): Promise<Snapshot> {
  const records = new Map<string, Row>()
  const pointers = new Map<string, readonly Row[]>()
  for (const [object, some] of Map.groupBy(actions, (action) => action.object)) {
    const ids = some.flatMap((action) => [action.survivor, ...othersOf(action)])
    const columns = (await trial.client.fields(object)).filter(({ type }) => type !== 'address')
    const names = columns.map(({ name }) => name).join(', ')
    for (const row of await trial.client.within(object, names, 'Id', ids, true)) records.set(row.Id, row)
    for (const { object: child, field } of await trial.client.pointers(object)) {
      const rows = await trial.client.within(child, `Id, ${field}`, field, ids)
      const known = pointers.get(`${child}.${field}`) ?? []
      pointers.set(`${child}.${field}`, [...known, ...rows])
    }
  }
  return { records, pointers }
}

/** Pairs of ids that stand in one group of a fresh review. */
async function reviewedGroups(): Promise<readonly (readonly string[])[]> {
  const file = 'again.csv'
  const exported = await trial.place.run(['plan', 'review', 'duplicates/people', '--export', file])
  expect(exported, exported.stderr).toMatchObject({ exit: 0 })
  const sheet = new Sheet(trial.place.read(file))
  return [...sheet.groups.values()].map((rows) => rows.map((row) => sheet.cell(row, 'id')))
}

function together(groups: readonly (readonly string[])[], ids: readonly string[]): boolean {
  return groups.some((group) => ids.filter((id) => group.includes(id)).length > 1)
}

describe('an admin who merges duplicates', () => {
  it('scans, and decides in a spreadsheet', async () => {
    const scan = await trial.place.run(['scan', 'duplicates/people', '--as-of', asOf])
    expect(scan, scan.stderr).toMatchObject({ exit: 0 })
    const review = await trial.place.run(['plan', 'review', 'duplicates/people', '--export', 'groups.csv'])
    expect(review, review.stderr).toMatchObject({ exit: 0 })
    const sheet = new Sheet(trial.place.read('groups.csv'))
    marked = edit(sheet)
    sheet.sortBy('name')
    trial.place.write('groups.csv', sheet.saved())
  })

  it('gets a plan of exactly these groups, without a write', async () => {
    await trial.control('DELETE /meter')
    const args = ['plan', 'create', 'duplicates/people', '--decisions', 'groups.csv']
    const made = await trial.place.run(args)
    expect(made, made.stderr).toMatchObject({ exit: 0 })
    expect(await trial.writes()).toEqual([])
    const { plan } = trial
    expect(plan.actions.length).toBeGreaterThan(50)
    const { kept } = marked
    for (const action of plan.actions) {
      const members = [action.survivor, ...othersOf(action)]
      expect(kept.filter((ids) => members.every((id) => ids.includes(id)))).toHaveLength(1)
      expect(action.evidence).toMatchObject({ by: 'decision', file: 'groups.csv' })
    }
    const losers = new Set(plan.actions.flatMap(othersOf))
    expect(marked.survivors.filter((id) => losers.has(id))).toEqual([])
    const codes = Object.groupBy(plan.leftOut, ({ code }) => code)
    expect(codes.dropped?.length).toBe(marked.dropped.length)
    expect(codes.apart?.length).toBe(marked.apart.length)
    const looked = new Set([
      ...plan.actions.flatMap((one) => [one.survivor, ...othersOf(one)]),
      ...plan.leftOut.flatMap(({ records }) => records),
    ])
    expect(kept.flat().filter((id) => !looked.has(id))).toEqual([])
  })

  it('reads it as text and as a page, which hold no value', async () => {
    const text = await trial.place.run(['plan', 'show', 'plan.json'])
    expect(text.stdout).toMatch(new RegExp(`^Plan ${trial.plan.id} · org acme`))
    expect(text.stdout).toContain(`steward plan apply plan.json`)
    const page = await trial.place.run([
      'plan',
      'show',
      'plan.json',
      '--format',
      'html',
      '--output-file',
      'plan.html',
    ])
    expect(page, page.stderr).toMatchObject({ exit: 0 })
    const values = JSON.parse(trial.place.read(valuesNameOf('plan.json')))
    const emails = JSON.stringify(values).match(/[\w.]+@[\w.]+\.\w+/g) ?? []
    expect(emails.length).toBeGreaterThan(50)
    for (const shown of [text.stdout, trial.place.read('plan.html'), trial.place.read('plan.json')]) {
      expect(emails.filter((email) => shown.includes(email))).toEqual([])
    }
  })

  it('applies it', async () => {
    await trial.control('POST /clock', { advance: 3_600_000 })
    before = await look(trial.plan.actions)
    const ran = await trial.apply()
    expect(ran.stdout + ran.stderr).not.toMatch(/not as planned/)
    expect(ran, ran.stdout + ran.stderr).toMatchObject({ exit: 0 })
    expect(trial.place.read('plan.journal/id-map.csv').trimEnd().split('\n')).toHaveLength(
      1 + trial.plan.actions.flatMap(othersOf).length,
    )
  })

  it('is seen by a foreign client: losers in the bin, what hung on them at the survivors', async () => {
    const { actions } = trial.plan
    const after = await look(actions)
    const into = new Map(
      actions.flatMap((action) => othersOf(action).map((id) => [id, action.survivor] as const)),
    )
    for (const [loser, survivor] of into) {
      expect(after.records.get(loser)).toMatchObject({ IsDeleted: true, MasterRecordId: survivor })
      expect(after.records.get(survivor)).toMatchObject({ IsDeleted: false })
    }
    let moved = 0
    for (const [pointer, rows] of before.pointers) {
      const [, field = ''] = pointer.split('.')
      const now = new Map((after.pointers.get(pointer) ?? []).map((row) => [row.Id, row[field]]))
      for (const at of now.values()) expect(into.has(String(at)), pointer).toBe(false)
      for (const row of rows) {
        const to = into.get(String(row[field]))
        if (to === undefined || !now.has(row.Id)) continue // collisions are kept once
        expect(now.get(row.Id), pointer).toBe(to)
        moved += 1
      }
    }
    expect(moved).toBeGreaterThan(100)
  })

  it('has the values that the person chose', async () => {
    const { actions } = trial.plan
    const after = await look(actions)
    const taking = actions.find((action) => othersOf(action).includes(marked.taken.id))
    const typing = actions.find(({ survivor }) => survivor === marked.typed.id)
    expect(after.records.get(taking?.survivor ?? '')?.Title).toBe(marked.taken.value)
    expect(after.records.get(typing?.survivor ?? '')?.Phone).toBe(marked.typed.value)
  })

  it('finds only the dropped groups again', async () => {
    const again = await trial.place.run(['scan', 'duplicates/people', '--as-of', asOf])
    expect(again, again.stderr).toMatchObject({ exit: 0 })
    const groups = await reviewedGroups()
    const found = new Set(groups.flat())
    for (const action of trial.plan.actions) {
      for (const loser of othersOf(action)) expect(found.has(loser)).toBe(false)
    }
    expect(marked.apart.filter((ids) => together(groups, ids))).toEqual([])
    expect(marked.dropped.filter((ids) => !together(groups, ids))).toEqual([])
  })

  it('takes one group back', async () => {
    const { actions } = trial.plan
    const [action] = actions
      .filter(({ kind, object }) => kind === 'merge' && object === 'Contact')
      .toSorted((a, b) => movedBy(b) - movedBy(a))
    if (action === undefined) throw new Error('no contacts in the plan')
    const undone = await trial.undo(['--group', action.id])
    expect(undone, undone.stdout + undone.stderr).toMatchObject({ exit: 0 })
    const after = await look([action])
    const ids = [action.survivor, ...othersOf(action)]
    for (const id of ids) {
      expect(after.records.get(id)).toMatchObject({ IsDeleted: false, MasterRecordId: null })
      expect(withoutStamps(after.records.get(id))).toEqual(withoutStamps(before.records.get(id)))
    }
    const place = ({ pointers }: Snapshot) =>
      [...pointers].flatMap(([pointer, rows]) => {
        const [, field = ''] = pointer.split('.')
        return rows.filter((row) => ids.includes(String(row[field]))).map((row) => `${pointer} ${row[field]}`)
      })
    // The survivor keeps its own of rows that undo makes anew for the other.
    const others = (rows: readonly string[]) => rows.filter((row) => !row.endsWith(action.survivor)).sort()
    expect(others(place(after))).toEqual(others(place(before)))
    const own = place(after)
    expect(place(before).filter((row) => !own.includes(row))).toEqual([])
  })
})

function movedBy(action: PlanAction): number {
  return action.kind === 'merge' ? Object.values(action.moves).reduce((sum, count) => sum + count, 0) : 0
}

const stamps =
  /^(CreatedDate|CreatedById|LastModified(Date|ById)|SystemModstamp|Last(Activity|Viewed|Referenced)Date|LastCU.*)$/

function withoutStamps(row: Row | undefined): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row ?? {}).filter(([name]) => !stamps.test(name)))
}

import { othersOf } from '../../src/plan/files/plan-file.ts'
import type { Ending } from './cell.ts'
import { type Dump, differing, type Names } from './dump.ts'
import type { Site } from './site.ts'
import { type NewId, newIdsIn, type Undisturbed } from './steps.ts'

/** A row that is not as after an undisturbed run. */
export interface Missed {
  readonly row: string
  readonly why: 'lost' | 'not reported'
  readonly is: string | null
  readonly shouldBe: string | null
}

/**
 * Rows that are neither as after an undisturbed run nor of a group that is reported to be otherwise, and rows and
 * values from before that are neither in the org nor in the journal.
 */
export function missedBy(
  site: Site,
  { begin, end, newIds }: Undisturbed,
  { told, stays }: Pick<Ending, 'told' | 'stays'>,
): { readonly same: boolean; readonly rows: readonly Missed[] } {
  const made = newIdsIn(site.entries())
  const names = namesOf(made, newIds)
  const now = site.dump(names)
  const rows = differing(now, end)
  const members = site.scene.plan.actions
    .filter(({ id }) => told.has(id))
    .flatMap((action) => [action.survivor, ...othersOf(action)])
    .concat(
      // Of records that were made without an answer only the undisturbed run knows.
      [...made, ...newIds].flatMap(({ action, id }) => (told.has(action) ? [id, names.get(id) ?? id] : [])),
    )
  const accounted = accountedFor(rows, { now, end }, members)
  const isSaid = (row: string): boolean => accounted.has(row) || stayed(row, { now, end }, stays)
  const kept = site.values()
  const entry = (row: string, why: Missed['why']): Missed => ({
    row,
    why,
    is: now.get(row) ?? null,
    shouldBe: end.get(row) ?? null,
  })
  return {
    same: rows.length === 0,
    rows: [
      ...rows.filter((row) => !isSaid(row)).map((row) => entry(row, 'not reported')),
      ...rows.filter((row) => isLost(begin.get(row), now.get(row), kept)).map((row) => entry(row, 'lost')),
    ],
  }
}

/**
 * CRMs number what is made in the order of its making, which faults change. An id goes by that which the undisturbed run
 * got for the same: the journal says for what. Any other that has such a name is told apart, or it would hide.
 */
export function namesOf(made: readonly NewId[], whole: readonly NewId[]): Names {
  const key = ({ action, item }: NewId): string => `${action} ${item}`
  const should = new Map(whole.map((one) => [key(one), one.id]))
  const names = new Map<string, string>()
  for (const [of, id] of new Map(made.map((one) => [key(one), one.id]))) names.set(id, should.get(of) ?? id)
  const taken = new Set(names.values())
  for (const { id } of whole) if (taken.has(id) && !names.has(id)) names.set(id, `another ${id}`)
  return names
}

/** Rows in which a member of such a group is named, and those that name one of these. */
function accountedFor(
  rows: readonly string[],
  { now, end }: { readonly now: Dump; readonly end: Dump },
  members: readonly string[],
): ReadonlySet<string> {
  const names = (row: string, ids: readonly string[]) => {
    const words = new Set(`${row} ${now.get(row) ?? ''} ${end.get(row) ?? ''}`.split(/\W+/))
    return ids.some((id) => words.has(id))
  }
  const direct = rows.filter((row) => names(row, members))
  // A record that a merge made anew is none of the plan's; where its members lead to says which one it is.
  const leads = direct.flatMap((row) =>
    [now.get(row), end.get(row)].flatMap((text) => /"target":(\d+)/.exec(text ?? '')?.[1] ?? []),
  )
  const ids = [
    ...leads,
    ...direct.flatMap((row) => row.split(' ').filter((part) => /^\w{15,18}$/.test(part))),
  ]
  return new Set([...direct, ...rows.filter((row) => names(row, ids))])
}

/** A row that undo says it left on the survivor: it is there, and not in the recycle bin, and that is all. */
export function stayed(
  row: string,
  { now, end }: { readonly now: Dump; readonly end: Dump },
  stays: ReadonlySet<string>,
): boolean {
  const [table, id = ''] = row.split(' ')
  if (!stays.has(id)) return false
  const [is, shouldBe] = [now.get(row), end.get(row)]
  if (table === 'bin') return is === undefined
  if (is === undefined || shouldBe === undefined) return false
  const there: Row = { ...JSON.parse(shouldBe), IsDeleted: 0 }
  return JSON.stringify(there) === JSON.stringify(JSON.parse(is))
}

type Row = Readonly<Record<string, unknown>>

/** Neither in the org nor in the journal. */
function isLost(before: string | undefined, after: string | undefined, kept: string): boolean {
  if (before === undefined) return false
  const was = JSON.parse(before) as Row
  const is = after === undefined ? {} : (JSON.parse(after) as Row)
  const id = String(was.Id ?? was.id ?? '')
  if (after === undefined && id !== '' && !kept.includes(id)) return true
  return Object.entries(was).some(
    ([column, value]) =>
      typeof value === 'string' &&
      value !== '' &&
      is[column] !== value &&
      after !== undefined &&
      !kept.includes(asKept(value)),
  )
}

function asKept(value: string): string {
  return JSON.stringify(value).slice(1, -1)
}

import { othersOf, type PlanFile } from '../../src/plan/files/plan-file.ts'
import type { PreImageValues } from '../../src/plan/journal/entry.ts'
import { type JournalReader, readJournal, stateOf } from '../../src/plan/journal/index.ts'
import { type Difference, type Dump, differencesOf } from './differences.ts'
import { type Tie, tieOf, turned } from './tie.ts'
import type { World } from './world.ts'

/** What merges took away of records and rows, and that neither the journal has nor the plan says. */
export async function lostBy(
  world: World,
  { plan, dir }: { readonly plan: PlanFile; readonly dir: string },
  before: Dump,
  applied: Dump,
): Promise<readonly string[]> {
  await using reader = readJournal(dir)
  const images = await imagesIn(reader, plan)
  const gone = differencesOf(before, applied).filter(({ column, is }) => column === null && is === null)
  return gone.flatMap((one) => whyLost(world, one, images, plan) ?? [])
}

async function imagesIn(reader: JournalReader, plan: PlanFile): Promise<readonly PreImageValues[]> {
  const state = await stateOf(reader.entries())
  const entries = plan.actions.flatMap(({ id }) => {
    const { preImage, laterPreImages } = state.of(id)
    return preImage === null ? [] : [preImage, ...laterPreImages]
  })
  const images = await Promise.all(entries.map((entry) => reader.preImage(entry)))
  return images.flatMap((image) => image ?? [])
}

function whyLost(
  world: World,
  { object, id, was }: Difference,
  images: readonly PreImageValues[],
  plan: PlanFile,
): string | null {
  const tie = tieOf(object, id)
  if (tie !== null) {
    const kept = [tie, turned(tie)].some((one) =>
      images.some(({ children }) => children.some((row) => isRow(row, one))),
    )
    return kept ? null : `${object} ${id} is gone, and not in the journal`
  }
  const member = images.flatMap(({ members }) => members).find((one) => one.id === id)
  if (member !== undefined) {
    if (!plan.actions.some((action) => othersOf(action).includes(id)))
      return `${object} ${id} is gone, and is no loser`
    return valuesMissing(world, { object, id, was }, member.values, images)
  }
  const row = images.flatMap(({ children }) => children).find((one) => one.id === id)
  if (row !== undefined && Object.keys(row.values).length > 0)
    return valuesMissing(world, { object, id, was }, row.values, images)
  const whole = world.isHalfOf(object, was as Readonly<Record<string, unknown>>)
  if (whole !== null && images.some(({ members }) => members.some((one) => one.id === whole))) return null
  const told = plan.actions.some(({ notes }) =>
    notes.some(({ code }) => world.tellsOf(object).includes(code)),
  )
  return told
    ? null
    : `${object} ${id} is gone, without a word and not in the journal: ${JSON.stringify(was)}`
}

function isRow(
  { relationship, member, id }: PreImageValues['children'][number],
  { from, own, to, other }: Tie,
): boolean {
  return relationship === `${from}.${to}` && member === own && id.split(':')[0] === other
}

function valuesMissing(
  world: World,
  { object, id, was }: Pick<Difference, 'object' | 'id' | 'was'>,
  kept: Readonly<Record<string, unknown>>,
  images: readonly PreImageValues[],
): string | null {
  // What an earlier group of the same plan moved is known to that group.
  const pointers = images.flatMap(({ children }) => children.filter((row) => row.id === id))
  const missing = Object.entries(was as object)
    .filter(([column]) => world.isKept(object, column))
    .filter(([column, value]) => comparable(value) !== comparable(kept[column]))
    .filter(([, value]) => pointers.every(({ pointer }) => pointer !== value))
    .map(([column]) => column)
  return missing.length === 0 ? null : `${object} ${id}: the journal has not ${missing.join(', ')}`
}

/** The same moment is written in more than one way. */
function comparable(value: unknown): string {
  const text = value === undefined || value === null ? '' : String(value)
  const moment = /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(moment) ? text : String(moment)
}

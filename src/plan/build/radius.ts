import type { Connection, Gap, WriteCheck, Writer } from '../../kit/index.ts'
import { counted, figure } from '../../text/words.ts'
import type { MergeAction, PlanAction, Radius } from '../files/plan-file.ts'
import { fillsBin, overflowWords } from '../pace/recycle-bin.ts'
import type { Built } from './actions.ts'
import { estimateCalls, type HangingByAction } from './estimate.ts'
import { estimateUndo } from './estimate-undo.ts'
import { sorted } from './rows.ts'
import { type Target, targetFor } from './target.ts'

export interface RadiusParts {
  readonly connection: Connection
  readonly writer: Writer
  readonly built: readonly Built[]
  /** The same, with their ids. */
  readonly actions: readonly PlanAction[]
  /** Of the policy. */
  readonly stages: readonly number[]
  readonly targets: readonly Target[]
  /** Null when there is nothing to write. */
  readonly check: WriteCheck | null
  /** Calls by purpose that it took to connect and to check, as the connection metered them. */
  readonly opening: Readonly<Record<string, number>>
  readonly blind: readonly Gap[]
  readonly scan: Radius['scan']
}

type Merge = Omit<MergeAction, 'id'>

/** What the whole plan does. */
export async function radiusOf(parts: RadiusParts): Promise<Radius> {
  const { built, check } = parts
  const merges = built.flatMap(({ action }) => (action.kind === 'merge' ? [action] : []))
  const fields = merges.flatMap((action) => action.fields).filter(({ merge }) => merge !== 'undone')
  const preserving = merges.filter(({ by }) => by === 'preserving').length
  const restored = merges.reduce((all, action) => all + action.fields.length, 0) - fields.length
  const inSync = inSyncOf(built)
  const hanging: HangingByAction = new Map(
    parts.actions.map(({ id }, index) => [id, built[index]?.hanging ?? { rows: 0, apart: {} }]),
  )
  return {
    scan: parts.scan,
    merges: merges.length,
    ...(preserving > 0 ? { preserving } : {}),
    before: merges.reduce((all, { losers }) => all + losers.length + 1, 0),
    after: merges.length,
    linked: built.reduce(
      (all, { action }) => all + (action.kind === 'merge' ? 0 : action.duplicates.length),
      0,
    ),
    moves: totals(merges.map(({ moves }) => moves)),
    collisions: totals(merges.map(({ collisions }) => collisions)),
    ...rowsOf(built, parts.targets),
    fills: fields.filter(({ overwrites }) => !overwrites).length,
    overwrites: fields.filter(({ overwrites }) => overwrites).length,
    ...(restored > 0 ? { restored } : {}),
    outvoted: merges.reduce((all, { outvoted }) => all + outvoted.length, 0),
    optOutsKept: built.reduce((all, { optOutsKept }) => all + optOutsKept, 0),
    suppressed: built.reduce((all, { suppressed }) => all + suppressed.length, 0),
    changes: changesOf(merges, parts.targets),
    lost: totals(built.map(({ lost }) => lost)),
    hazards: [...binHazards(merges, check), ...hazardsOf(built)],
    ...(await firesOf(parts)),
    systems: [...(check?.systems ?? [])],
    ...(inSync.length > 0 ? { inSync } : {}),
    bin: check?.bin ?? null,
    undo: undoCounts(built),
    blind: distinct([...(check?.blind ?? []), ...parts.blind]),
    calls: built.length === 0 ? {} : estimateCalls(parts, hanging),
    undoCalls: estimateUndo(parts.actions, parts.targets, hanging),
    script: sampleScript(parts, merges),
  }
}

function totals(counts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const all = new Map<string, number>()
  for (const [name, count] of counts.flatMap(Object.entries<number>))
    all.set(name, (all.get(name) ?? 0) + count)
  return sorted(all)
}

/** What the rows are that are told of by relationship, where its name does not say. */
function rowsOf(built: readonly Built[], targets: readonly Target[]): Pick<Radius, 'rows'> {
  const told = new Set(
    built.flatMap(({ action, lost }) =>
      action.kind === 'merge' ? Object.keys({ ...action.moves, ...action.collisions, ...lost }) : [],
    ),
  )
  const rows = targets
    .flatMap(({ relationships }) => [...relationships.values()])
    .filter(({ name, object }) => told.has(name) && !name.startsWith(`${object}.`))
    .map(({ name, object, tiesPerRequest }) => [
      name,
      tiesPerRequest === undefined ? object : `ties to ${object}`,
    ])
    .sort(([a = ''], [b = '']) => (a < b ? -1 : 1))
  return rows.length === 0 ? {} : { rows: Object.fromEntries(rows) }
}

/** Other CRMs by the number of groups that have a counterpart there. */
function inSyncOf(built: readonly Built[]): NonNullable<Radius['inSync']> {
  const groups = Map.groupBy(
    built.flatMap(({ inSync }) => inSync),
    (crm) => crm,
  )
  return [...groups]
    .map(([crm, all]) => ({ crm, groups: all.length }))
    .sort((a, b) => (a.crm < b.crm ? -1 : 1))
}

function changesOf(merges: readonly Merge[], targets: readonly Target[]): Radius['changes'] {
  const objects = [...new Set(merges.map(({ object }) => object))].sort()
  return objects.flatMap((object) => {
    const way = targets.find((target) => target.object === object && target.way.by === 'merge')?.way
    const columns = way?.by === 'merge' ? [...way.merge.changes] : []
    return columns.length === 0 ? [] : [{ object, columns }]
  })
}

/** Notes by code, those of most groups first; what is counted is summed up, of other texts one stands for all. */
function hazardsOf(built: readonly Built[]): Radius['hazards'] {
  const byCode = new Map<string, { texts: Set<string>; groups: number }>()
  for (const { action } of built) {
    for (const code of new Set(action.notes.map((note) => note.code))) {
      const entry = byCode.get(code) ?? { texts: new Set<string>(), groups: 0 }
      entry.groups += 1
      for (const note of action.notes) if (note.code === code) entry.texts.add(note.text)
      byCode.set(code, entry)
    }
  }
  return [...byCode]
    .map(([code, { texts, groups }]) => {
      const [first = ''] = [...texts].sort()
      const one = texts.size > 1 ? `e.g. ${first}` : first
      return { code, text: totalText(built, code) ?? one, groups }
    })
    .sort((a, b) => b.groups - a.groups || (a.code < b.code ? -1 : 1))
}

function totalText(built: readonly Built[], code: string): string | null {
  const found = built.flatMap(({ totals }) => totals.filter((one) => one.code === code && !one.blocks))
  const [first] = found
  if (first?.total === undefined) return null
  const { counts, say } = first.total
  return say(counts.map((_, at) => found.reduce((all, { total }) => all + (total?.counts[at] ?? 0), 0)))
}

/** A run that overfills the recycle bin throws out what its own undo needs: it stops before. */
function binHazards(merges: readonly Merge[], check: WriteCheck | null): Radius['hazards'] {
  if (!check?.bin) return []
  const { bin } = check
  const room = Math.max(0, bin.capacity - bin.used)
  const filling = merges.filter(fillsBin)
  const losers = filling.reduce((all, action) => all + action.losers.length, 0)
  if (losers <= room) return []
  let records = 0
  const fit = filling.findIndex((action) => {
    records += action.losers.length
    return records > room
  })
  const text = `The recycle bin holds ${counted(bin.capacity, 'record')} and has ${figure(bin.used)}: room for ${figure(room)}, and ${counted(losers, 'record')} would go in. A run stops after ${figure(fit)} of ${counted(filling.length, 'merge')}, unless there is more room by then, and goes on with --resume. ${overflowWords(bin)}, which can then not be undone; what stays in can be for ${counted(bin.days, 'day')}.`
  return [{ code: 'recycle-bin', text, groups: filling.length - fit }]
}

/** Survivors are updated and losers deleted; rows that a merge moves start nothing. */
async function firesOf({ connection, built }: RadiusParts): Promise<Pick<Radius, 'fires' | 'firesUnknown'>> {
  const events = new Map<string, Set<string>>()
  for (const { action } of built) {
    const on = events.get(action.object) ?? new Set<string>()
    for (const event of action.kind === 'merge' ? ['update', 'delete'] : ['update']) on.add(event)
    events.set(action.object, on)
  }
  if (events.size === 0) return { fires: [], firesUnknown: [] }
  const read = await connection.facts('automation')
  if (!read.complete) return { fires: [], firesUnknown: [read.gap] }
  const fires = read.facts.flatMap(({ object, type, name, on }) => {
    const met = on.filter((event) => events.get(object)?.has(event))
    return met.length === 0 ? [] : [{ object, type, name, on: met }]
  })
  const keyOf = ({ object, type, name }: (typeof fires)[number]) => `${object}\n${type}\n${name}`
  return { fires: fires.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)), firesUnknown: [] }
}

function undoCounts(built: readonly Built[]): Radius['undo'] {
  const counts = { exact: 0, approximate: 0, impossible: 0, unknown: 0 }
  for (const { action } of built) counts[action.undo.kind] += 1
  return counts
}

export function distinct(gaps: readonly Gap[]): Gap[] {
  return [...new Map(gaps.map((gap) => [`${gap.what}\n${gap.why}`, gap])).values()]
}

/** The program of one merge, no larger than one can be, and without values: a plan holds none. */
function sampleScript({ writer, targets, connection }: RadiusParts, merges: readonly Merge[]): string | null {
  const native = merges.filter(({ by }) => by === undefined)
  for (const action of new Map(native.map((one) => [one.object, one])).values()) {
    const { object, survivor, losers } = action
    const merge = targetFor(targets, action)?.abilities.merge
    const key = (id: string) => ({ connection: connection.identity.orgId, object, id })
    const first = losers.slice(0, (merge?.recordsPerMerge ?? 2) - 1)
    const script = writer.script(object, [{ survivor: key(survivor), losers: first.map(key), values: {} }])
    if (script !== null) return script
  }
  return null
}

export function planActionsOf(built: readonly Built[], ids: readonly string[]): PlanAction[] {
  return built.map(({ action }, index): PlanAction => {
    const { kind, ...rest } = action
    return { kind, id: ids[index] ?? '', ...rest } as PlanAction
  })
}

import { type MatchRule, matchOptions, type RecordKey } from '../../kit/index.ts'
import type { MatchResult } from '../../match/index.ts'
import { matchRecords } from '../../match/match.ts'
import type { RegisteredRule, RuleSetup } from '../../policy/index.ts'
import type { FindingSink } from '../finding-sink.ts'
import { type FindingContext, makeFinding } from '../make-finding.ts'
import { acrossFields } from '../match-fields.ts'
import type { AcrossCounts } from '../outcome.ts'
import type { ProgressUnit } from '../request.ts'
import { counterparts } from './counterpart-group.ts'
import { readLinks } from './links.ts'
import { withValues } from './members.ts'
import { oneSidedReport, reportOf } from './report.ts'
import { type AcrossDeclaration, idOf, type Side, sidedId, sideOf, sourceOf } from './sides.ts'

export interface AcrossRun {
  readonly setup: RuleSetup
  readonly declaration: AcrossDeclaration
  /** At least two. */
  readonly sides: readonly Side[]
  /** True when a connection of the scan could not be looked at: what has no counterpart here may have it there. */
  readonly partial: boolean
  readonly sink: FindingSink
  readonly attempt: number
  readonly context: FindingContext
  readonly signal: AbortSignal
  readonly progress: (what: string, unit: ProgressUnit | null, done: number, total: number | null) => void
}

interface Options {
  readonly fields: readonly string[]
  readonly blanks: boolean
  readonly oneSided: boolean
}

/** Finds what is one across the sides, and reports where it differs. */
export async function runAcrossRule(
  run: AcrossRun,
): Promise<{ readonly counts: AcrossCounts; readonly result: MatchResult }> {
  const { setup, declaration, sides, sink, attempt, context, signal } = run
  const options = setup.options as unknown as Options
  const links = await readLinks(sides, declaration)
  const result = await matchRecords({
    rule: asMatchRule(setup.rule, declaration),
    options: matchOptions.loose().parse(setup.options),
    source: sourceOf(sides, declaration),
    decisions: [],
    sides: { of: sideOf, known: links.known },
    values: false,
    signal,
    progress: (done, total, step) =>
      run.progress(`${setup.rule.id} ${step}`, total === 0 ? null : 'parts', done, total),
  })
  const oneSided = options.oneSided && !run.partial
  const tally = new Tally(sides, oneSided)
  const shown = acrossFields(declaration, setup.options)
  for await (const group of withValues(result.groups, sides, declaration, shown)) {
    signal.throwIfAborted()
    const found = counterparts(group, sides, links, declaration, options.fields)
    if (found === null) continue
    tally.add(group.members.map(({ key }) => key))
    if (found.links.length > 0) tally.linked += 1
    if (found.contradicts) tally.contradicting += 1
    const report = reportOf(found, declaration.entity, options)
    if (report === null) tally.agree += 1
    else sink.add(makeFinding(setup, report, context, found.group), attempt)
  }
  if (oneSided) await reportOneSided(run, tally)
  return { counts: tally.counts(), result }
}

/** The kernel knows one kind of rule: nothing is shown or merged, the values are read here. */
export function asMatchRule(rule: RegisteredRule, declaration: AcrossDeclaration): MatchRule {
  const { id, summary, why, remedy, severity, tags, messages } = rule
  const meta = { id: id as `${string}/${string}`, summary, why, remedy, severity, tags, messages }
  const { entity, kinds, compare, blockOn, never } = declaration
  const own = { entity, kinds, compare, blockOn, never, mergeWithin: [], show: [] }
  return { shape: 'match', ...own, meta: { ...meta, options: matchOptions } }
}

async function reportOneSided(run: AcrossRun, tally: Tally): Promise<void> {
  const { setup, declaration, sides, sink, attempt, context, signal } = run
  const { entity, kinds } = declaration
  for (const [number, { name, snapshot }] of sides.entries()) {
    const others = sides.filter((side) => side.name !== name).map((side) => side.name)
    for await (const batch of snapshot.batches({ entity, kinds, fields: [] })) {
      signal.throwIfAborted()
      for (let row = 0; row < batch.rows; row++) {
        const key = { connection: name, object: batch.object[row] ?? '', id: batch.id[row] ?? '' }
        if (tally.has({ ...key, id: sidedId(number, key.id) })) continue
        sink.add(makeFinding(setup, oneSidedReport(key, others), context), attempt)
      }
    }
  }
}

/** Counts what has a counterpart; remembers which only when somebody asks for those that have none. */
class Tally {
  matched = 0
  linked = 0
  contradicting = 0
  agree = 0
  readonly #sides: readonly Side[]
  readonly #paired: number[]
  readonly #seen: ReadonlyMap<number, Set<string>> | null

  constructor(sides: readonly Side[], remember: boolean) {
    this.#sides = sides
    this.#paired = sides.map(() => 0)
    this.#seen = remember ? new Map(sides.map((_, number) => [number, new Set()])) : null
  }

  add(keys: readonly RecordKey[]): void {
    this.matched += 1
    for (const { object, id } of keys) {
      const side = sideOf(id)
      this.#paired[side] = (this.#paired[side] ?? 0) + 1
      this.#seen?.get(side)?.add(`${object} ${idOf(id)}`)
    }
  }

  has({ object, id }: RecordKey): boolean {
    return this.#seen?.get(sideOf(id))?.has(`${object} ${idOf(id)}`) ?? false
  }

  counts(): AcrossCounts {
    const { matched, linked, contradicting, agree } = this
    const onlyIn = this.#sides.map(
      ({ name, rows }, side) => [name, rows - (this.#paired[side] ?? 0)] as const,
    )
    return { matched, linked, contradicting, agree, onlyIn: Object.fromEntries(onlyIn) }
  }
}

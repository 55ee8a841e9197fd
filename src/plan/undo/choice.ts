import { exitCodes, KitError } from '../../kit/index.ts'
import { counted } from '../../text/words.ts'
import type { PlanAction, PlanFile } from '../files/plan-file.ts'
import type { ActionState, JournalState } from '../journal/index.ts'

/** Which groups are to be taken back: all that were applied, those of these ids, or some. */
export type UndoChoice = null | readonly string[] | SomeGroups

type SomeGroups =
  /** Those that this run of the journal was the first to write, counted from 1. */
  | { readonly by: 'run'; readonly run: number }
  /** From one to the other in the order of the plan, both included. */
  | { readonly by: 'range'; readonly from: string; readonly to: string }
  /** Those of which nothing was written before. */
  | { readonly by: 'since'; readonly since: Date }

/**
 * In the order of the plan. Groups that are named are taken as they are; of all others those of which something was
 * written. Throws `UNKNOWN_GROUP`, `UNKNOWN_RUN` (2) and `NOTHING_APPLIED` (31).
 */
export function chosenActions(
  choice: UndoChoice,
  plan: PlanFile,
  state: JournalState,
  dir: string,
): readonly PlanAction[] {
  if (isList(choice)) {
    for (const id of choice) placeOf(plan, id)
    return plan.actions.filter(({ id }) => choice.includes(id))
  }
  const among = choice === null ? () => true : amongThem(choice, plan, state)
  const chosen = plan.actions.filter(
    (action, place) => among(action.id, place) && mayBeApplied(state.of(action.id)),
  )
  if (chosen.length === 0) throw nothingApplied(choice, dir)
  return chosen
}

function isList(choice: UndoChoice): choice is readonly string[] {
  return Array.isArray(choice)
}

function amongThem(
  choice: SomeGroups,
  plan: PlanFile,
  state: JournalState,
): (id: string, place: number) => boolean {
  switch (choice.by) {
    case 'run': {
      const ids = firstWrittenBy(choice.run, state)
      return (id) => ids.has(id)
    }
    case 'range': {
      const [from, to] = [placeOf(plan, choice.from), placeOf(plan, choice.to)]
      if (from > to) throw backwards(choice.from, choice.to)
      return (_, place) => place >= from && place <= to
    }
    case 'since': {
      const since = choice.since.toISOString()
      return (id) => [...state.of(id).items.values()].every(({ at }) => at >= since)
    }
  }
}

/** A resumed run goes on with groups of the run before: those are of that one. */
function firstWrittenBy(run: number, { runs }: JournalState): ReadonlySet<string> {
  const found = runs.find(({ n }) => n === run)
  if (found?.kind !== 'apply') throw unknownRun(run, runs)
  const earlier = runs.filter(({ n, kind }) => n < run && kind === 'apply')
  const before = new Set(earlier.flatMap(({ actions }) => actions))
  return new Set(found.actions.filter((id) => !before.has(id)))
}

function placeOf({ id: plan, actions }: PlanFile, id: string): number {
  const place = actions.findIndex((action) => action.id === id)
  if (place >= 0) return place
  throw new KitError('UNKNOWN_GROUP', `There is no group ${id} in plan ${plan}.`, {
    exit: exitCodes.usage,
    actions: ['See the groups:  steward plan show', 'Name one by its id:  --group ID'],
  })
}

function mayBeApplied({ items }: ActionState): boolean {
  return [...items.values()].some(({ is }) => is !== 'refused')
}

function backwards(from: string, to: string): KitError {
  return new KitError('USAGE', `In the plan, group ${from} comes after group ${to}.`, {
    exit: exitCodes.usage,
    actions: [`Name them in the order of the plan:  --from ${to} --to ${from}`],
  })
}

const runsNamed = 10

function unknownRun(run: number, runs: JournalState['runs']): KitError {
  const applied = runs.filter(({ kind }) => kind === 'apply')
  const named = applied.slice(-runsNamed).map(({ n, at, actions }) => {
    return `run ${n} of ${at}: ${counted(actions.length, 'group')}`
  })
  const what = runs.some(({ n }) => n === run)
    ? `Run ${run} of the journal is itself an undo.`
    : `The journal has no run ${run}: there are ${counted(runs.length, 'run')}.`
  return new KitError('UNKNOWN_RUN', what, {
    exit: exitCodes.usage,
    actions: [...named.map((text) => `Name a run that applied:  ${text}`), 'See them:  steward journal show'],
  })
}

const whose = { run: ' by that run', range: ' of that range', since: ' since then' } as const

function nothingApplied(choice: null | SomeGroups, dir: string): KitError {
  const which = choice === null ? '' : whose[choice.by]
  return new KitError('NOTHING_APPLIED', `By the journal in ${dir} no group was applied${which}.`, {
    exit: exitCodes.refused,
    actions: ['See what was done:  steward journal show', 'Name another journal with --journal DIR'],
  })
}

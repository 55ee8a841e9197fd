import { resolve } from 'node:path'
import { exitCodes, KitError } from '../../kit/index.ts'
import { notCarriedOut } from '../journal/entry.ts'
import { type ActionState, hasJournal, readJournal, readRegistry, stateOf } from '../journal/index.ts'

interface Asked {
  readonly home: string
  /** Its id. */
  readonly plan: string
  /** Id of the org that is to be written. A rehearsal elsewhere has a journal of its own. */
  readonly org: string
  /** Folder of the journal that is to be written. */
  readonly dir: string
  readonly resume: boolean
  /** The sandbox of a rehearsal, as it was named; null for the org that the plan was made for. */
  readonly sandbox: string | null
}

/** A plan is applied once; what is left of it is resumed, with its own journal. */
export async function refuseJournal(asked: Asked): Promise<void> {
  const { plan, org, dir, resume } = asked
  await refuseSecondJournal(asked)
  const there = hasJournal(dir)
  if (!there && !resume) return
  if (!there) {
    throw new KitError('JOURNAL_MISSING', `There is no journal in ${dir} to go on with.`, {
      exit: exitCodes.usage,
      actions: ['Leave --resume away to begin, or name the journal of the earlier run with --journal DIR'],
    })
  }
  await using reader = readJournal(dir)
  const { first, close, actions, runs } = await stateOf(reader.entries())
  if (first !== null && first.plan !== plan) {
    throw new KitError('OTHER_JOURNAL', `The journal in ${dir} is of plan ${first.plan}, not ${plan}.`, {
      exit: exitCodes.refused,
      actions: ['Name another folder with --journal DIR'],
    })
  }
  if (first !== null && first.orgId !== org) {
    throw new KitError('OTHER_JOURNAL', `The journal in ${dir} is of ${first.orgId}, not of ${org}.`, {
      exit: exitCodes.refused,
      actions: ['Name another folder with --journal DIR'],
    })
  }
  const left = runs.findLast(({ kind }) => kind === 'apply')?.close?.left
  const undone = [...actions.values()].filter(({ is }) => is === 'undone').length
  if (left === 0 && undone > 0) throw takenBack(asked, undone)
  if (resume) return
  const how = close === null ? 'was begun and broke off' : `was begun: ${close.done} done, ${close.left} left`
  throw new KitError('PLAN_BEGUN', `Plan ${plan} ${how}.`, {
    exit: exitCodes.refused,
    actions: [
      `Go on with the rest:  ${applyCommand(asked)} --resume`,
      `See what was done:  ${showCommand(dir)}`,
    ],
  })
}

function takenBack(asked: Asked, undone: number): KitError {
  const { plan, dir, sandbox } = asked
  const again =
    sandbox === null
      ? 'Make the plan again:  steward plan create'
      : `Rehearse it anew, with a journal of its own:  ${applyCommand(asked)} --journal OTHER`
  const done = `nothing is left to do, and ${undone} of its groups ${undone === 1 ? 'was' : 'were'} taken back`
  return new KitError('PLAN_TAKEN_BACK', `Plan ${plan} was applied: ${done}.`, {
    exit: exitCodes.refused,
    actions: [again, `See what was done:  ${showCommand(dir)}`],
  })
}

function applyCommand({ sandbox }: Asked): string {
  return `steward plan apply PLAN${sandbox === null ? '' : ` --rehearse -o ${sandbox}`}`
}

function showCommand(dir: string): string {
  return `steward journal show ${dir}`
}

/** What was written, or may have been, under another journal of the plan is unknown to this one. */
async function refuseSecondJournal(asked: Asked): Promise<void> {
  const { home, plan, org, dir, sandbox } = asked
  const { listed } = await readRegistry(home)
  for (const { type, path, plan: of } of listed) {
    if (type !== 'journal' || of !== plan || path === resolve(dir) || !hasJournal(path)) continue
    await using reader = readJournal(path)
    const { first, actions } = await stateOf(reader.entries())
    if (first !== null && first.orgId !== org) continue
    const begun = [...actions.values()].filter(isBegun)
    if (begun.length === 0 || (sandbox !== null && begun.every(({ is }) => is === 'undone'))) continue
    throw new KitError('PLAN_BEGUN', `Plan ${plan} was begun with the journal in ${path}.`, {
      exit: exitCodes.refused,
      actions: [
        `Go on with the rest:  ${applyCommand(asked)} --resume --journal ${path}`,
        'Or make the plan again:  steward plan create',
      ],
    })
  }
}

function isBegun({ items }: ActionState): boolean {
  return [...items.values()].some(
    ({ is, outcome }) =>
      is !== 'refused' || (outcome?.result === 'refused' && outcome.code === notCarriedOut),
  )
}

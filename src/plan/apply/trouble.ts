import type { KitError } from '../../kit/index.ts'
import { counted } from '../../text/words.ts'
import type { PlanAction } from '../files/plan-file.ts'
import { stop } from './going-on.ts'
import type { Run } from './run.ts'
import { wasTold } from './told.ts'
import type { Work } from './work.ts'

/** Groups over which the share of refused ones is taken while a stage goes on. */
const lastGroups = 100
/** Fewer than these say little about a share. */
const leastGroups = 20
/** Refusals in a row with one code: the next one will end the same way. */
const alikeInRow = 10

/** Puts down how a group was answered last. A refusal stays, whatever else of the group is done. */
export function noteAnswer({ answers }: Pick<Run, 'answers'>, action: string, refusal: string | null): void {
  const before = answers.get(action) ?? null
  answers.delete(action) // the last one answered comes last
  answers.set(action, refusal ?? before)
}

/** The same for groups that were given up before they were sent. */
export function noteLeft(run: Run, works: readonly Work[]): void {
  for (const { action, failure } of works) {
    if (failure?.code === 'refused' && !run.answers.has(action.id))
      noteAnswer(run, action.id, failure.cause ?? failure.code)
  }
}

/** Asked between requests: a run that is refused again and again for one reason, or too often, sends no more. */
export function troubleIn(run: Run): KitError | null {
  return alike(run) ?? share(run)
}

/** Asked between chunks: refused groups, and such whose result is not as planned, may not become many in a stage. */
export function mustStayBelow(run: Run, stage: readonly PlanAction[]): void {
  const troubled = stage.filter(({ id }) => isTroubled(run, id)).length
  const { refusedShare } = run.request.policy.apply
  if (troubled > 0 && troubled >= refusedShare * stage.length)
    throw tooMany(`${troubled} of ${stage.length} groups of this stage`, run)
  const trouble = troubleIn(run)
  if (trouble !== null) throw trouble
}

function alike({ answers, request }: Run): KitError | null {
  if (request.policy.apply.refusedShare >= 1) return null
  const last = [...answers.values()].slice(-alikeInRow)
  const [code] = last
  if (last.length < alikeInRow || !code || last.some((one) => one !== code)) return null
  return stop(
    'TOO_MANY_REFUSED',
    `The last ${alikeInRow} groups were refused one after the other, all with ${code}.`,
    [`Find out what ${code} means here and remove its cause`, ...advice],
  )
}

function share(run: Run): KitError | null {
  const last = [...run.answers.keys()].slice(-lastGroups)
  const troubled = last.filter((id) => isTroubled(run, id)).length
  if (last.length < leastGroups || troubled === 0) return null
  if (troubled < run.request.policy.apply.refusedShare * last.length) return null
  return tooMany(`${troubled} of the last ${counted(last.length, 'group')}`, run)
}

function isTroubled(run: Run, id: string): boolean {
  const end = run.ends.get(id)
  if (end === undefined) return (run.answers.get(id) ?? null) !== null
  if (end.is === 'skipped') return end.skip.code === 'refused'
  return end.differences.some((difference) => !wasTold(run, id, difference))
}

const advice = [
  'Look at why:  steward journal show',
  'Refused groups are left as they are: what remains of the plan goes on with --resume, they need a plan of their own',
]

function tooMany(which: string, { request }: Run): KitError {
  const { refusedShare } = request.policy.apply
  return stop(
    'TOO_MANY_REFUSED',
    `${which} were refused or did not end as planned; the policy stops at a share of ${refusedShare}.`,
    advice,
  )
}

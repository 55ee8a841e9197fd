import type { PlanFile } from '../../plan/files/plan-file.ts'
import type { ToldGroup } from '../../plan/undo/taken-back.ts'
import type { Told } from '../../plan/undo/told.ts'
import { counted, figure } from '../../text/words.ts'
import { journalOption, quoted, rehearseOption } from './commands.ts'

export interface NextInput {
  readonly plan: PlanFile
  /** As in the commands that are printed. */
  readonly path: string
  /** `--journal` as it was given, and must be again. */
  readonly journal: string | null
  /** Name of the sandbox, in a rehearsal. */
  readonly sandbox?: string
  readonly groups: readonly ToldGroup[]
  readonly told: Told
}

const groupsNamed = 10
const idsNamed = 10

/** What a person has to do after an undo, in the order in which it is done; commands can be copied. */
export function nextSteps(input: NextInput): readonly string[] {
  const { groups, told } = input
  const waiting = groups.filter((group) => group.takenBack === 'waits').map(({ action }) => action)
  if (waiting.length === 0) return []
  const steps = told.byHand.map(({ object, where, ids }) => {
    const left = ids.length - idsNamed
    const more = left > 0 ? ` and ${figure(left)} more: --report FILE lists them` : ''
    return `restore ${counted(ids.length, `record of ${object}`, `records of ${object}`)} in ${where}: ${ids.slice(0, idsNamed).join(', ')}${more}`
  })
  const command = undoCommand(input, waiting)
  const anew = told.byHand.some((one) => one.anew)
  return [
    ...steps,
    `then:  ${command}`,
    ...(anew ? [`or, with new ids and what that loses:  ${command} --recreate`] : []),
  ]
}

/** The command for some groups; for very many, for all. */
export function undoCommand({ plan, path, journal, sandbox }: NextInput, ids: readonly string[]): string {
  const file = quoted(path)
  const which = ids.length > groupsNamed ? '--all' : ids.map((id) => `--group ${id}`).join(' ')
  const where = `${rehearseOption(sandbox)}${journalOption(journal)}`
  const org = plan.connection.production ? ` --confirm-org ${plan.connection.host}` : ''
  return `steward plan undo ${file} ${which}${where}${org}`
}

/** Which org it is about: that of the plan, or the sandbox. */
export function orgText({ plan, sandbox }: Pick<NextInput, 'plan' | 'sandbox'>): string {
  const { name, host, production } = plan.connection
  if (sandbox !== undefined) return `${sandbox}, ${host} (sandbox), rehearsal of a plan for ${name}`
  return `${name} (${production ? 'PRODUCTION' : 'not production'})`
}

import { isPreserving, type PlanFile } from '../../plan/plan-file.ts'
import { oneLine } from '../../text/neutral.ts'
import { capitalised, counted, figure, listed } from '../../text/words.ts'
import { inSyncText, irreversibleText } from './words.ts'

/** What a person says yes to: what will be done where, and what of it nobody can take back. `done`: groups of earlier runs. */
export function applyQuestion(plan: PlanFile, done = 0): string {
  const { id, actions, radius, connection } = plan
  const taken = actions.filter(isPreserving)
  const records = taken.reduce((all, { losers }) => all + losers.length + 1, 0)
  const native = radius.merges - taken.length
  const what = listed([
    ...(native > 0 ? [`merge ${counted(radius.before - records, 'record')} into ${figure(native)}`] : []),
    ...(taken.length > 0
      ? [
          `take ${counted(records, 'record')} over into ${figure(taken.length)} and put ${figure(records - taken.length)} into the recycle bin`,
        ]
      : []),
    ...(radius.linked > 0 ? [`link and close ${counted(radius.linked, 'record')}`] : []),
  ])
  const where = `${connection.name} (${connection.host}, ${connection.production ? 'PRODUCTION' : 'sandbox'})`
  const before = [inSyncText(plan), irreversibleText(plan)].flatMap((text) => text ?? [])
  const all = `will ${what} in ${where}`
  const first =
    done === 0
      ? `Plan ${id} ${all}`
      : `Plan ${id} goes on: ${figure(done)} of ${counted(actions.length, 'group')} are done. As a whole it ${all}`
  const lines = [first, ...before.map(capitalised)]
  return lines.map((line) => oneLine(`${line}.`, 2000)).join('\n')
}

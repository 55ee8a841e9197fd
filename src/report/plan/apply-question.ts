import { isPreserving, type PlanFile } from '../../plan/files/plan-file.ts'
import { oneLine } from '../../text/neutral.ts'
import { capitalised, counted, figure, listed } from '../../text/words.ts'
import { inSyncText, irreversibleText } from './words.ts'

export interface Asked {
  /** Groups of earlier runs. */
  readonly done?: number
  /** Of a rehearsal: the sandbox as it was named, and the org that the plan was made for. */
  readonly rehearsal?: { readonly sandbox: string; readonly madeFor: PlanFile['connection'] } | null
}

/** What a person says yes to: what will be done where, and what of it nobody can take back. */
export function applyQuestion(plan: PlanFile, { done = 0, rehearsal = null }: Asked = {}): string {
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
  const where = rehearsal === null ? whereOf(connection) : whereOf({ ...connection, name: rehearsal.sandbox })
  const before = [inSyncText(plan), irreversibleText(plan)].flatMap((text) => text ?? [])
  const all = `will ${what} in ${where}`
  const first =
    done === 0
      ? `${rehearsal === null ? 'Plan' : `Rehearsal of ${counted(radius.merges, 'merge')}: plan`} ${id} ${all}`
      : `Plan ${id} goes on: ${figure(done)} of ${counted(actions.length, 'group')} ${done === 1 ? 'is' : 'are'} done. As a whole it ${all}`
  const lines = [first, ...copyText(rehearsal), ...before.map(capitalised)]
  return lines.map((line) => oneLine(`${line}.`, 2000)).join('\n')
}

function whereOf({ name, host, production }: PlanFile['connection']): string {
  return `${name} (${host}, ${production ? 'PRODUCTION' : 'sandbox'})`
}

function copyText(rehearsal: Asked['rehearsal']): readonly string[] {
  if (!rehearsal) return []
  const { name, host } = rehearsal.madeFor
  return [
    `${rehearsal.sandbox} is taken as a copy of ${name} (${host}): groups that it has with the same ids and values are merged there for real, with its own triggers and flows; the others are skipped`,
    `Nothing is written to ${host}`,
  ]
}

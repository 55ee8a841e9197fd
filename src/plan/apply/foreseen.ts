import type { Value } from '../../kit/index.ts'
import { isPreserving } from '../files/plan-file.ts'
import { differences } from '../look/compare.ts'
import type { ObjectView } from '../look/org-view.ts'
import type { Run } from './run.ts'
import { plannedValues, type Work } from './work.ts'

type Values = Readonly<Record<string, Value>>

/** What the merges done so far have made of the survivor's columns by the CRM's own rules. */
export function foreseenValues({ action, done, preImage }: Work, { abilities }: ObjectView): Values {
  const foresee = abilities.merge?.foresee
  if (foresee === undefined || action.kind !== 'merge' || isPreserving(action) || done.length === 0) return {}
  const memberOf = (id: string) => preImage?.members.find((member) => member.id === id)
  const survivor = memberOf(action.survivor)
  const losers = done.flatMap((id) => memberOf(id) ?? [])
  // forgotten with a person: then nothing can be foreseen
  return survivor === undefined || losers.length < done.length ? {} : foresee(survivor, losers)
}

/** Columns that our own writes of this group have made what they are now in the survivor. */
export function ownColumns(run: Run, work: Work, view: ObjectView, now: Values): ReadonlySet<string> {
  const planned = work.valuesSet ? plannedValues(run, work.action, view) : {}
  const own = new Set<string>()
  for (const values of [foreseenValues(work, view), planned]) {
    const different = new Set(differences(values, now, view.columns, run.moved))
    for (const field of Object.keys(values)) if (!different.has(field)) own.add(field)
  }
  return own
}

import type { Value } from '../../kit/index.ts'
import type { FieldChoice, Note } from '../files/plan-file.ts'
import { afterMerge, type Bench, isOpen, layOut, type ValuesRequest } from './bench.ts'
import { bindToAddress } from './bound.ts'
import { byPolicy, type Choices } from './by-policy.ts'
import { type Suppressed, whoIsOut } from './consents.ts'
import { fieldGroups } from './field-groups.ts'
import { gatherAddresses } from './gather.ts'
import { isSame } from './measure.ts'
import { personChoices } from './person-choices.ts'
import { valueReasons } from './reasons.ts'
import { tell } from './tell-values.ts'

export interface ValueChoices {
  /** Native values that the survivor gets; only what differs from what the merge alone leaves it with. */
  readonly set: Readonly<Record<string, Value>>
  readonly fields: readonly FieldChoice[]
  /** Columns in which a loser says something else and the survivor's value stays. */
  readonly outvoted: readonly string[]
  readonly suppressed: readonly Suppressed[]
  /** Opt-outs that the survivor did not have and gets. */
  readonly optOutsKept: number
  readonly notes: readonly Note[]
  /** Ids of the losers in the order in which they are to be merged. */
  readonly order: readonly string[]
  readonly escalated?: never
}

export type ValuesOutcome =
  | ValueChoices
  /** No set of values is right: the group gets into no plan. The text names ids and columns only. */
  | { readonly escalated: Note; readonly set?: never }

/**
 * With which values the survivor ends. A person's choice goes before the policy, and what keeps people safe before
 * both: owner, record type and foreign ids stay, an opt-out of any member stays. Throws `DECISIONS_INVALID` when a
 * person's choice cannot be followed.
 */
export function chooseValues(request: ValuesRequest): ValuesOutcome {
  const bench = layOut(request)
  const changed = changedRecordType(bench)
  if (changed !== null) return { escalated: changed }
  const choices = byPolicy(bench)
  for (const [column, choice] of personChoices(bench, fieldGroups(bench))) choices.picked.set(column, choice)
  gatherAddresses(bench, choices)
  const bound = bindToAddress(bench, choices)
  const lost = keepOptOuts(bench, choices)
  if (lost !== null) return { escalated: lost }
  const told = tell(bench, choices)
  return { ...told, notes: [...told.notes, ...bound] }
}

/** Members that were of one record type, or of unknown ones, when the group was split by it. */
function changedRecordType({ all, traits, description }: Bench): Note | null {
  const column = traits.recordType
  if (column === null) return null
  const differs = all.some((one, at) =>
    all
      .slice(at + 1)
      .some(
        (other) =>
          one.member.values.recordType === other.member.values.recordType &&
          !isSame(one.native.values[column], other.native.values[column]),
      ),
  )
  if (!differs) return null
  const text = `${description.name}.${column} differs among the members by now, which the scan did not know: scan again.`
  return { code: 'record-types', text }
}

/** Sets what was said no to, whatever was picked; the reason when it cannot be set. */
function keepOptOuts(bench: Bench, { picked, held }: Choices): Note | null {
  const { survivor, description } = bench
  for (const consent of bench.consents) {
    const from = consent.ofAddress ? undefined : whoIsOut(bench, consent)
    if (from === undefined) continue
    const { field, out } = consent
    const stays = afterMerge(bench, field) === out
    if (from === survivor) {
      picked.delete(field)
      if (isOpen(bench, field)) held.set(field, valueReasons['opt-out'])
    } else if (bench.isSettable(field)) picked.set(field, { value: out, from, why: valueReasons['opt-out'] })
    if (!stays && !bench.isSettable(field)) {
      const text = `${description.name}.${field} cannot be set with this login, so the opt-out of ${from.native.id} would be lost.`
      return { code: 'opt-out-lost', text }
    }
  }
  return null
}

import type { Sufficient } from '../../policy/plan-schema.ts'
import type { Evidence } from '../files/plan-file.ts'
import type { Candidate } from '../group/group.ts'
import { sameValue } from './same-value.ts'

/** The first entry of `sufficient` that the whole group satisfies; null when none does. */
export function policyEvidence(candidate: Candidate, sufficient: readonly Sufficient[]): Evidence | null {
  const { rule, entity, members } = candidate
  const found = sufficient.find(
    (entry) =>
      entry.rule === rule &&
      entry.same.every((field) =>
        sameValue(
          entity,
          field,
          members.map(({ values }) => values[field]),
        ),
      ),
  )
  return found === undefined ? null : { by: 'policy', name: found.name, same: [...found.same] }
}

import type { PlanFile } from '../files/plan-file.ts'
import type { JournalState } from '../journal/index.ts'
import type { RehearsalCertificate, RehearsedGroups } from './certificate.ts'

/** Counted from the journal alone, so that a certificate can be checked against it. */
export function tallyGroups({ actions }: PlanFile, state: JournalState): RehearsedGroups {
  const skipped: Record<string, number> = {}
  const groups = { planned: actions.length, asPlanned: 0, differing: 0, begun: 0, untouched: 0 }
  for (const { id } of actions) {
    const { verified, skip, items, preImage } = state.of(id)
    if (verified !== null) groups[isAsPlanned(verified) ? 'asPlanned' : 'differing'] += 1
    else if (skip !== null) skipped[skip.code] = (skipped[skip.code] ?? 0) + 1
    else groups[items.size > 0 || preImage !== null ? 'begun' : 'untouched'] += 1
  }
  return { ...groups, skipped }
}

function isAsPlanned({
  ok,
  differences,
}: {
  readonly ok: boolean
  readonly differences: readonly unknown[]
}) {
  return ok && differences.length === 0
}

/** The same difference in several groups is one, with their number. */
export function tallyDifferences(
  { actions }: PlanFile,
  state: JournalState,
): RehearsalCertificate['differences'] {
  const kinds = new Map<string, { field: string; what: string; groups: Set<string> }>()
  for (const { id } of actions) {
    for (const { object, field, what } of state.of(id).verified?.differences ?? []) {
      const key = `${object}.${field} ${what}`
      const kind = kinds.get(key) ?? { field: `${object}.${field}`, what, groups: new Set() }
      kinds.set(key, kind)
      kind.groups.add(id)
    }
  }
  return [...kinds.values()]
    .map(({ field, what, groups }) => ({ field, what, groups: groups.size }))
    .sort((a, b) => b.groups - a.groups || (a.field < b.field ? -1 : 1))
}

/** Of the last undo; null when there was none. */
export function tallyUndo({ actions }: PlanFile, state: JournalState): Omit<Undo, 'calls'> | null {
  const last = state.runs.findLast(({ kind }) => kind === 'undo')
  if (last === undefined) return null
  const items = { exact: 0, approximate: 0, impossible: 0, kept: 0 }
  let groups = 0
  for (const { id } of actions) {
    const { undone } = state.of(id)
    if (undone.length > 0) groups += 1
    for (const { fidelity } of undone) items[fidelity] += 1
  }
  return { at: last.close?.at ?? last.at, ended: last.close?.reason ?? 'broke off', groups, items }
}

type Undo = NonNullable<RehearsalCertificate['undo']>

import type { RecycleBin } from '../../kit/index.ts'
import { counted } from '../../text/words.ts'
import type { PlanAction } from '../files/plan-file.ts'

/** What becomes of more than the recycle bin holds; no full stop. */
export function overflowWords({ graceHours }: Pick<RecycleBin, 'graceHours'>): string {
  return graceHours === undefined
    ? 'When it has more it drops its oldest'
    : `When it has more it drops its oldest after ${counted(graceHours, 'hour')}`
}

/** True where losers go into the recycle bin: some merges leave nothing that could come back. */
export function fillsBin({ kind, undo }: Pick<PlanAction, 'kind' | 'undo'>): boolean {
  return kind === 'merge' && undo.kind !== 'impossible'
}

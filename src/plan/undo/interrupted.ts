import { exitCodes, KitError } from '../../kit/index.ts'
import type { UndoRequest } from './request.ts'

export const again = 'Run the same command again for the rest'

/** `what` is known of what was begun. */
export function refuseInterrupted({ signal }: Pick<UndoRequest, 'signal'>, what: string): void {
  if (!signal.aborted) return
  throw new KitError('INTERRUPTED', `Interrupted. ${what}`, {
    exit: exitCodes.interrupted,
    actions: [again],
  })
}

import { exitCodes, KitError } from '../../kit/index.ts'
import type { Policy } from '../../policy/schema.ts'
import type { ApplyRequest } from './run.ts'

type Window = NonNullable<Policy['apply']['window']>

/** Asked before each request: throws `INTERRUPTED` (130) or `OUTSIDE_WINDOW` (69), both with everything on disk. */
export function mustGoOn({ signal, policy, now }: ApplyRequest): void {
  if (signal.aborted) {
    throw new KitError('INTERRUPTED', 'Interrupted. What was begun is finished and in the journal.', {
      exit: exitCodes.interrupted,
      actions: ['Go on with --resume'],
    })
  }
  const { window } = policy.apply
  if (window !== undefined && !isInside(window, now())) {
    throw stop(
      'OUTSIDE_WINDOW',
      `The policy lets runs write from ${window.from} to ${window.to} (${window.timeZone}) only.`,
      ['Go on with --resume once it is time'],
    )
  }
}

/** From `from` up to, not at, `to`; over midnight where `to` is earlier; always where they are one. */
export function isInside({ from, to, timeZone }: Window, at: Date): boolean {
  const time = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
    .format(at)
    .slice(0, 5)
  if (from === to) return true
  return from < to ? from <= time && time < to : time >= from || time < to
}

export function stop(code: string, message: string, actions: readonly string[], cause?: unknown): KitError {
  return new KitError(code, message, { exit: exitCodes.stopped, actions, cause })
}

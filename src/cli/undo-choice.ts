import { exitCodes, KitError } from '../kit/index.ts'
import type { UndoChoice } from '../plan/undo/choice.ts'

/** Flags that say which groups are taken back. */
export interface ChoiceFlags {
  readonly group?: readonly string[] | undefined
  readonly all: boolean
  readonly run?: number | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly since?: string | undefined
}

/** Exactly one way of saying it; throws `USAGE` (2) for none, for several, and for half a range. */
export function undoChoice({ group, all, run, from, to, since }: ChoiceFlags): UndoChoice {
  const isRange = from !== undefined || to !== undefined
  const ways = [group !== undefined, all, run !== undefined, isRange, since !== undefined]
  const given = ways.filter((is) => is).length
  if (given === 0) throw usage('Which groups are to be taken back?')
  if (given > 1) throw usage('Say in one way which groups are to be taken back.')
  if (group !== undefined) return group
  if (run !== undefined) return { by: 'run', run }
  if (since !== undefined) return { by: 'since', since: timeOf(since) }
  if (!isRange) return null
  if (from === undefined || to === undefined)
    throw usage('A range has two ends: --from ID --to ID, both included.')
  return { by: 'range', from, to }
}

function timeOf(text: string): Date {
  const isTime = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?Z?)?$/.test(text)
  const time = new Date(text.includes('T') && !text.endsWith('Z') ? `${text}Z` : text)
  if (isTime && !Number.isNaN(time.getTime())) return time
  throw new KitError('USAGE', '--since takes a day or a time in UTC.', {
    exit: exitCodes.usage,
    actions: ['Give it like this:  --since 2026-11-23  or  --since 2026-11-23T14:00'],
  })
}

function usage(message: string): KitError {
  return new KitError('USAGE', message, {
    exit: exitCodes.usage,
    actions: [
      'Name one:  --group ID',
      'Or all that were applied:  --all',
      'Or some:  --run N, --from ID --to ID, or --since TIME',
    ],
  })
}

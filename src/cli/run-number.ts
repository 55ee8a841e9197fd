import { exitCodes, KitError } from '../kit/index.ts'

/** `last`, or the number of a run as `scan list` shows it. */
export function runNumber(text: string): number | 'last' {
  if (text === 'last') return text
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw new KitError('USAGE', `"${text}" is no run.`, {
    exit: exitCodes.usage,
    actions: ['Give its number, or last', 'See the runs:  steward scan list'],
  })
}

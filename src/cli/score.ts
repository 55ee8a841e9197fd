import { exitCodes, KitError } from '../kit/index.ts'

/** A score from 0 to 1, or undefined when the flag is not there. Throws `USAGE` (2). */
export function score(text: string | undefined, flag: string): number | undefined {
  if (text === undefined) return undefined
  const value = Number(text)
  if (/^(0|1|0?\.\d+|1\.0*)$/.test(text.trim()) && value >= 0 && value <= 1) return value
  throw new KitError('USAGE', `${flag} ${text} is no score.`, {
    exit: exitCodes.usage,
    actions: ['Give a number from 0 to 1, e.g. 0.99'],
  })
}

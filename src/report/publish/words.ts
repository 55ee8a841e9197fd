import type { LeftOut } from '../../plan/files/plan-file.ts'
import { codeText } from '../../plan/group/left-out-words.ts'
import { byCount } from '../../text/tally.ts'
import { counted, figure } from '../../text/words.ts'

const words: Readonly<Record<string, string>> = {
  apart: 'decided not to be the same',
  below: 'below the score',
  decided: 'decided already',
  judged: 'judged in the CRM already',
  limit: 'over the limit of one run',
  'no-set': 'of an object of which the CRM can make no set',
  overlap: 'with a record of another set',
  published: 'waiting in the CRM already',
  unknown: 'sent without an answer before',
}

/** `28 groups or parts are left out: 12 below the score, 9 waiting in the CRM already`; null when none is. */
export function leftOutText(leftOut: readonly LeftOut[]): string | null {
  if (leftOut.length === 0) return null
  const codes = new Map<string, number>()
  for (const { code } of leftOut) codes.set(code, (codes.get(code) ?? 0) + 1)
  const reasons = byCount([...codes]).map(
    ([code, count]) => `${figure(count)} ${words[code] ?? codeText(code)}`,
  )
  const are = leftOut.length === 1 ? 'is' : 'are'
  return `${counted(leftOut.length, 'group or part', 'groups or parts')} ${are} left out: ${reasons.join(', ')}`
}

export function whereText({
  host,
  production,
}: {
  readonly host: string
  readonly production: boolean
}): string {
  return `${host} (${production ? 'PRODUCTION' : 'sandbox'})`
}

import type { PlanFile } from '../../plan/files/plan-file.ts'
import { codeText } from '../../plan/group/left-out-words.ts'
import { counted, figure } from '../../text/words.ts'

const reasonsNamed = 5
const groupsNamed = 5

/** Groups that a person confirmed, by their number, and that are not in the plan all the same: which, and why. */
export function fellOut(
  { leftOut }: Pick<PlanFile, 'leftOut'>,
  confirmed: ReadonlySet<string>,
): readonly string[] {
  const out = leftOut.filter(({ group }) => confirmed.has(group))
  if (out.length === 0) return []
  const byCode = [...Map.groupBy(out, ({ code }) => code)].sort(([, a], [, b]) => b.length - a.length)
  const reasons = byCode.slice(0, reasonsNamed).map(([code, of]) => {
    const left = of.length - groupsNamed
    const ids = of.slice(0, groupsNamed).map(({ group }) => group.slice(0, 8))
    return `${figure(of.length)} ${codeText(code)} (${ids.join(', ')}${left > 0 ? ` and ${figure(left)} more` : ''})`
  })
  if (byCode.length > reasonsNamed) reasons.push(`${figure(byCode.length - reasonsNamed)} more reasons`)
  const groups = new Set(out.map(({ group }) => group)).size
  return [
    `Of ${counted(confirmed.size, 'confirmed group')} ${figure(groups)} ${groups === 1 ? 'is' : 'are'} not in the plan, or not as a whole: ${reasons.join(', ')}. Why in full:  steward plan show --group ID`,
  ]
}

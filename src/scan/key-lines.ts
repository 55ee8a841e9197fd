import type { KeyPlan } from '../match/index.ts'

/** Fewer pairs are compared while one reads the line. */
const pairsToTell = 1_000_000
const numbers = new Intl.NumberFormat('en-US')

/** What is about to be compared, for people who wait. */
export function planLines(plan: KeyPlan): readonly string[] {
  const total = plan.keys.reduce((sum, { fresh }) => sum + fresh, 0)
  const about = `about ${numbers.format(total)} pairs to compare by ${plan.keys.length} keys`
  if (plan.proposed) return [`${about}, chosen from the data:  ${keysAsYaml(plan)}`]
  return total < pairsToTell ? [] : [about]
}

/** As they are written into a policy: `blockOn: [[email], [born, 'name[sound]']]`. */
export function keysAsYaml({ keys }: Pick<KeyPlan, 'keys'>): string {
  return `blockOn: [${keys.map(({ key }) => `[${key.map(quoted).join(', ')}]`).join(', ')}]`
}

function quoted(part: string): string {
  if (/^[A-Za-z_][\w-]*$/.test(part) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(part)) return part
  return `'${part.replaceAll("'", "''")}'`
}

import { byText } from '../../match/table.ts'
import type { Policy } from '../../policy/index.ts'
import { survivorshipOf } from '../build/target.ts'
import type { LeftOut } from '../files/plan-file.ts'
import type { Candidate } from '../group/group.ts'
import { twoCounterparts } from '../group/twins.ts'
import { chooseSurvivor, splitMergeable } from '../survivorship/index.ts'
import { leftOutOf } from '../survivorship/left-out.ts'

export type PlanRules = Pick<Policy, 'survivorship' | 'limits'>

export interface Plannable {
  /** Groups and parts of groups as a plan takes them; `proposed` is whom the policy lets survive. */
  readonly parts: readonly Candidate[]
  readonly leftOut: readonly LeftOut[]
}

/**
 * What of these groups can go into a plan, by all that is known without asking the CRM: only what may be merged with
 * each other, is not too large, needs no person to choose the survivor, and shares no record with a surer one.
 */
export function plannable(candidates: readonly Candidate[], policy: PlanRules): Plannable {
  const leftOut: LeftOut[] = []
  const open: Candidate[] = []
  for (const candidate of candidates) {
    const survivorship = survivorshipOf({ policy }, candidate.entity)
    const split = splitMergeable(candidate, survivorship)
    leftOut.push(...split.leftOut)
    for (const part of split.parts) {
      const { members } = part
      const choice = chooseSurvivor(members, survivorship, null)
      const why =
        tooLarge(part, policy) ??
        choice.escalated ??
        twoCounterparts(members.map(({ twins }) => twins ?? [])) ??
        undefined
      if (why !== undefined) leftOut.push(leftOutOf(part, members, why))
      else
        open.push({ ...part, proposed: members.findIndex(({ key }) => key.id === choice.survivor?.key.id) })
    }
  }
  return surest(open, leftOut)
}

function tooLarge({ members }: Candidate, { limits }: PlanRules) {
  if (members.length <= limits.groupSize) return undefined
  const text = `${members.length} records; limits.groupSize allows ${limits.groupSize}. So large a group is seldom one person or company: look at it.`
  return { code: 'too-large', text }
}

function surest(open: readonly Candidate[], leftOut: readonly LeftOut[]): Plannable {
  const taken = new Map<string, string>()
  const parts: Candidate[] = []
  const twice: LeftOut[] = []
  for (const part of open.toSorted((a, b) => b.score - a.score || byText(a.group, b.group))) {
    const ids = part.members.map(({ key }) => `${key.object}/${key.id}`)
    const other = ids.map((id) => taken.get(id)).find((group) => group !== undefined)
    if (other === undefined) {
      for (const id of ids) taken.set(id, part.group)
      parts.push(part)
    } else {
      const text = `A record of it is in group ${other} too, which is at least as sure. Scan again afterwards.`
      twice.push(leftOutOf(part, part.members, { code: 'overlap', text }))
    }
  }
  return { parts, leftOut: [...leftOut, ...twice] }
}

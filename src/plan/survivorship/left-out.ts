import { byText } from '../../match/table.ts'
import type { LeftOut, Note } from '../files/plan-file.ts'
import type { Candidate, Member } from '../group/group.ts'

export function leftOutOf(
  { group, rule }: Pick<Candidate, 'group' | 'rule'>,
  members: readonly Member[],
  { code, text }: Note,
): LeftOut {
  const records = members.map(({ key }) => key.id).sort(byText)
  const objects = [...new Set(members.map(({ key }) => key.object))].sort(byText)
  return { group, rule, object: objects.join(', '), records, code, text }
}

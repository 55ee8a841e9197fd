import type { LeftOut } from '../files/plan-file.ts'

/** Name of a record in a rule's groups. Records of different objects may have one id. */
export function recordName(rule: string, object: string, id: string): string {
  return [rule, object, id].join('\n')
}

/** What was left out may be of several objects, and does not say which record is of which. */
export function recordNames(
  { rule, object }: Pick<LeftOut, 'rule' | 'object'>,
  id: string,
): readonly string[] {
  return object.split(', ').map((one) => recordName(rule, one, id))
}

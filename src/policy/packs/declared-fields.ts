import type { Comparison, MatchRule } from '../../kit/index.ts'

type Declared = Pick<MatchRule, 'compare' | 'blockOn' | 'never' | 'show'> &
  Partial<Pick<MatchRule, 'mergeWithin'>>

/** Every canonical field that a match or across rule names. */
export function declaredFields(rule: Declared): readonly string[] {
  const fields = new Set<string>([...(rule.mergeWithin ?? []), ...rule.show])
  for (const comparison of Object.values(rule.compare)) {
    for (const field of comparedFields(comparison)) fields.add(field)
  }
  for (const part of rule.blockOn.flat()) {
    const base = part.replace(/\[.*$/, '')
    if (!Object.hasOwn(rule.compare, base)) fields.add(base)
  }
  for (const veto of rule.never) {
    if (veto.type === 'sameHierarchy') fields.add(veto.parent)
    else if (!Object.hasOwn(rule.compare, veto.of)) fields.add(veto.of)
  }
  return [...fields]
}

function comparedFields({ type, ...parts }: Comparison): readonly string[] {
  return Object.values(parts)
    .flat()
    .filter((part): part is string => typeof part === 'string')
}

import { type MatchRule, matchOptions, matchRule } from '../../kit/index.ts'
import type { Matcher } from '../matcher-schema.ts'

/** Pack of the rules that a policy's matchers make; no pack from outside can have the name. */
export const matcherPack = 'steward.yml'

export function matcherRuleId(name: string): `${string}/${string}` {
  return `duplicates/${name}`
}

/** The matchers of a policy as match rules, `duplicates/<name>` each. Keys are left to the data where none are given. */
export function matcherRules(matchers: Readonly<Record<string, Matcher>>): readonly MatchRule[] {
  return Object.entries(matchers).map(([name, matcher]) => matcherRule(name, matcher))
}

function matcherRule(name: string, matcher: Matcher): MatchRule {
  const { object, entity = 'other', kinds = object ?? [], compare, blockOn = [], never, show } = matcher
  return matchRule({
    meta: {
      id: matcherRuleId(name),
      summary: matcher.summary ?? `Records of ${kinds.join(' and ')} that are one.`,
      why: 'What is kept twice is worked on twice and counted twice.',
      remedy: 'Look at each group and its reasons, and decide which record stays.',
      severity: matcher.severity,
      tags: ['duplicates', 'matchers'],
      messages: { group: '{records} records are one ({kinds}).' },
      options: optionsOf(matcher),
    },
    entity,
    kinds,
    compare,
    blockOn,
    never,
    show,
    mergeWithin: matcher.mergeWithin ?? (object === undefined ? ['recordType'] : []),
  })
}

/** The options of every match rule, with the matcher's own figures for defaults. */
function optionsOf(matcher: Matcher): typeof matchOptions {
  const { threshold, blockCap, maxGroup } = matchOptions.shape
  const redone = <Kind extends typeof threshold | typeof blockCap>(
    kind: Kind,
    value: number | undefined,
  ): Kind =>
    value === undefined
      ? kind
      : (kind
          .removeDefault()
          .default(value)
          .describe(kind.description ?? '') as unknown as Kind)
  return matchOptions.extend({
    threshold: redone(threshold, matcher.threshold),
    blockCap: redone(blockCap, matcher.blockCap),
    maxGroup: redone(maxGroup, matcher.maxGroup),
  })
}

import { exitCodes, KitError, severities } from '../kit/index.ts'
import { globMatcher } from './glob.ts'
import type { LoadedPolicy } from './load.ts'
import { didYouMean } from './nearest.ts'
import type { RegisteredRule } from './packs/registry.ts'
import type { RuleSetup } from './rules.ts'

export interface Selection {
  /** To be run, in order of id. */
  readonly rules: readonly RuleSetup[]
  /** Ids that a selector names and that the policy has turned off. */
  readonly off: readonly string[]
}

type Selectable = Pick<LoadedPolicy, 'registry' | 'rules'>

/**
 * A selector is a family, a rule id, a pattern with `*`, a tag or a severity; `a:b` means both, several selectors mean
 * any of them, none means every rule that is on. Throws `UNKNOWN_SELECTOR`, exit 2.
 */
export function selectRules(policy: Selectable, selectors: readonly string[]): Selection {
  const all = [...policy.registry.rules.values()].filter((rule) => rule.declaration.shape !== 'engine')
  const on = (rule: RegisteredRule): RuleSetup | undefined => policy.rules.get(rule.id)
  if (selectors.length === 0) {
    return { rules: all.map(on).filter((setup) => setup !== undefined), off: [] }
  }
  const chosen = new Set<RegisteredRule>()
  for (const selector of selectors) {
    for (const rule of matching(policy, all, selector)) chosen.add(rule)
  }
  const ordered = all.filter((rule) => chosen.has(rule))
  return {
    rules: ordered.map(on).filter((setup) => setup !== undefined),
    off: ordered.filter((rule) => on(rule) === undefined).map((rule) => rule.id),
  }
}

function matching(
  policy: Selectable,
  all: readonly RegisteredRule[],
  selector: string,
): readonly RegisteredRule[] {
  const words = selector.split(':')
  const tests = words.map((word) => {
    const test = wordTest(policy, word)
    const known = (severities as readonly string[]).includes(word) || all.some(test)
    if (!known) throw unknownSelector(all, selector, word)
    return test
  })
  return all.filter((rule) => tests.every((test) => test(rule)))
}

function wordTest(policy: Selectable, word: string): (rule: RegisteredRule) => boolean {
  if (word.includes('*')) {
    const matches = globMatcher(word)
    return (rule) => matches(rule.id)
  }
  return (rule) =>
    rule.id === word ||
    rule.id.startsWith(`${word}/`) ||
    rule.tags.includes(word) ||
    (policy.rules.get(rule.id)?.severity ?? rule.severity) === word
}

function unknownSelector(all: readonly RegisteredRule[], selector: string, word: string): KitError {
  const families = all.map((rule) => rule.id.split('/')[0] ?? '')
  const known = new Set([
    ...families,
    ...all.map((rule) => rule.id),
    ...all.flatMap((rule) => rule.tags),
    ...severities,
  ])
  const meant = didYouMean(word, known)
  const within = selector === word ? '' : ` in "${selector}"`
  return new KitError('UNKNOWN_SELECTOR', `No rule, family, tag or severity is called "${word}"${within}.`, {
    exit: exitCodes.usage,
    actions: [...(meant === undefined ? [] : [meant]), 'All rules:  steward rule list'],
  })
}

import type { FactRead } from '../../src/kit/connector.ts'
import type { Fact, FactKind } from '../../src/kit/fact.ts'
import type { Api } from './api.ts'
import { bodyOf, getTogether } from './composite.ts'
import { readAutomation } from './look/automation.ts'
import type { Organization } from './organization.ts'
import { QueryPage, queryPath } from './soql.ts'

export interface FactsContext {
  readonly api: Api
  readonly organization: Organization
  readonly now: () => Date
}

type Setting = Extract<Fact, { kind: 'setting' }>

/** Settings (the organization, and which duplicate and matching rules are active), and what runs on writes. */
export async function readFacts<K extends FactKind>(kind: K, context: FactsContext): Promise<FactRead<K>> {
  if (kind === 'setting') return (await readSettings(context)) as FactRead<K>
  if (kind === 'automation') return (await readAutomation(context.api)) as FactRead<K>
  return {
    complete: false,
    gap: {
      what: `${kind} facts`,
      why: `This version of Steward does not read ${kind} facts from Salesforce yet.`,
    },
  }
}

async function readSettings({ api, organization, now }: FactsContext): Promise<FactRead<'setting'>> {
  const paths = new Map([
    ['duplicate', queryPath('SELECT SobjectType, DeveloperName, IsActive FROM DuplicateRule')],
    ['matching', queryPath('SELECT SobjectType, DeveloperName, RuleStatus FROM MatchingRule')],
  ])
  const { data } = await getTogether(api, { paths, purpose: 'facts', doing: 'reading settings' })
  const duplicate = bodyOf(QueryPage, data.get('duplicate'))
  const matching = bodyOf(QueryPage, data.get('matching'))
  if (duplicate === undefined || matching === undefined) return { complete: false, gap: rulesGap }
  const observedAt = now().toISOString()
  const setting = (name: string, value: Setting['value']): Setting => ({
    kind: 'setting',
    name,
    value,
    observedAt,
  })
  const facts = [
    ...Object.entries(organization.facts).map(([name, value]) => setting(name, value)),
    ...duplicate.records.map((rule) =>
      setting(`duplicateRule.${rule.SobjectType}.${rule.DeveloperName}.active`, rule.IsActive === true),
    ),
    ...matching.records.map((rule) =>
      setting(`matchingRule.${rule.SobjectType}.${rule.DeveloperName}.status`, String(rule.RuleStatus)),
    ),
  ]
  return { complete: true, facts: facts.sort((a, b) => (a.name < b.name ? -1 : 1)) }
}

const rulesGap = {
  what: 'setting facts',
  why: 'This login may not read the duplicate and matching rules.',
  remedy: 'Grant "View Setup and Configuration" in a permission set.',
}

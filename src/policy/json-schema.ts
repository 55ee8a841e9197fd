import { z } from 'zod'
import { type Connector, severities } from '../kit/index.ts'
import { optionsSchema, type RuleInfo } from './packs/rule-info.ts'
import { Policy } from './schema.ts'
import type { JsonSchema } from './schema-problems.ts'

/** The policy for editors: with every known rule's options and every connector's settings. */
export function policyJsonSchema(rules: readonly RuleInfo[], connectors: readonly Connector[]): JsonSchema {
  const schema = z.toJSONSchema(Policy, { io: 'input', unrepresentable: 'any' }) as JsonSchema
  const properties = { ...schema.properties }
  return {
    ...schema,
    title: 'steward.yml',
    properties: {
      ...properties,
      rules: {
        ...properties.rules,
        properties: Object.fromEntries(rules.map((rule) => [rule.id, settingOf(rule)])),
      },
      connections: {
        ...properties.connections,
        additionalProperties: { oneOf: connectors.map(settingsOf) },
      },
    },
  }
}

/** A rule's setting: a word, or a map with its severity and its options. */
function settingOf(rule: RuleInfo): JsonSchema {
  const { required, ...options } = rule.options
  const own = { enum: [...severities], description: `Default: ${rule.severity}.` }
  return {
    description: rule.summary,
    anyOf: [
      { enum: ['off', 'on', ...severities] },
      { ...options, type: 'object', properties: { severity: own, ...rule.options.properties } },
    ],
  }
}

function settingsOf(connector: Connector): JsonSchema {
  const schema = optionsSchema(connector.settings)
  const required = Array.isArray(schema.required) ? (schema.required as readonly string[]) : []
  return {
    ...schema,
    description: connector.summary,
    properties: { crm: { const: connector.id }, ...schema.properties },
    required: ['crm', ...required],
  }
}

/** What other rooms use of the policy. */
export { type NamedConnection, resolveConnections } from './connections.ts'
export { type LoadedPolicy, type LoadOptions, loadPolicy, policyFile } from './load.ts'
export type { BuiltInPack, RegisteredRule, Registry } from './packs/registry.ts'
export type { RuleSetup } from './rules.ts'
export type { Policy } from './schema.ts'
export { selectRules } from './select.ts'

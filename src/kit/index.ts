/** All that authors of rules and connectors import. */
export * from './action.ts'
export * from './connector.ts'
export * from './error.ts'
export * from './fact.ts'
export * from './finding.ts'
export * from './match.ts'
export * from './record.ts'
export * from './rule.ts'

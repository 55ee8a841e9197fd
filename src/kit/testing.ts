/** What authors of rules and connectors test with; needs no test framework. */
export * from './conformance.ts'
export type { WriteSubject } from './conformance-writer.ts'
export * from './rule-cases.ts'

import type { Writer } from '../../src/kit/writer.ts'
import { createLooks, type LookParts } from './look/index.ts'
import { createWrites } from './write/index.ts'

/** The looks before and after, and what lies between. */
export function createWriter(parts: LookParts): Writer {
  const { waysOf, ...looks } = createLooks(parts)
  return { ...looks, ...createWrites({ ...parts, waysOf }), whyNoRehearsal }
}

/**
 * Knowledge base, "Sync contacts, forms, lists, emails, pipelines, and workflows to a standard sandbox account": the
 * 5,000 contacts updated last, once, with other ids; whether those of companies, deals and tickets stay, its editions
 * tell differently.
 */
const whyNoRehearsal =
  'contacts that HubSpot copies into a sandbox get other ids there, so that a plan of the account does not fit them'

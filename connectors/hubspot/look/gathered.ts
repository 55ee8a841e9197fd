import type { MergeTraits } from '../../../src/kit/abilities.ts'

/** The first has room for one, the second for all others ("Merge records", HubSpot knowledge base). */
const columns: Readonly<Record<string, readonly [main: string, further: string]>> = {
  contacts: ['email', 'hs_additional_emails'],
  companies: ['domain', 'hs_additional_domains'],
}

export function gatheredOf(object: string, names: ReadonlySet<string>): Pick<MergeTraits, 'gathers'> {
  const [main = '', further = ''] = columns[object] ?? []
  return names.has(main) && names.has(further) ? { gathers: [{ main, further }] } : {}
}

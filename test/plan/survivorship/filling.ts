import type { MergeTraits, NativeRecord, Value } from '../../../src/kit/index.ts'
import { contact, contactTraits } from './sample.ts'

type Foresee = (survivor: NativeRecord, losers: readonly NativeRecord[]) => Readonly<Record<string, Value>>

function isBlank(value: Value | undefined): boolean {
  return value === null || value === undefined || String(value).trim() === ''
}

/** A CRM whose merge fills each blank of the survivor with what the first loser has. */
export const fillsBlanks: Foresee = (survivor, losers) => {
  const values: Record<string, Value> = {}
  for (const { name, system, calculated } of contact.fields) {
    if (system || calculated || !isBlank(survivor.values[name])) continue
    const from = losers.find((one) => !isBlank(one.values[name]))
    if (from !== undefined) values[name] = from.values[name] ?? null
  }
  return values
}

const stages = ['Web', 'Event', 'Partner']

/** Besides, the furthest source wins, whoever has it, and all interests come together. */
export const fillsAndRules: Foresee = (survivor, losers) => {
  const all = [survivor, ...losers]
  const rankOf = ({ values }: NativeRecord) => stages.indexOf(String(values.LeadSource))
  const furthest = all.toSorted((a, b) => rankOf(b) - rankOf(a))[0]
  const interests = all.flatMap(({ values }) => String(values.Interests__c ?? '').split(';'))
  return {
    ...fillsBlanks(survivor, losers),
    LeadSource: furthest?.values.LeadSource ?? null,
    Interests__c: [...new Set(interests)].filter((one) => one !== '').join(';') || null,
  }
}

/** The opt-out of an address stays with the address. */
export const traitsOfAddress: MergeTraits = {
  ...contactTraits,
  consents: [{ field: 'HasOptedOutOfEmail', address: 'Email', out: true, ofAddress: true }],
}

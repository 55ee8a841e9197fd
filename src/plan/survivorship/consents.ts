import type { MergeTraits, ObjectMapping, Value } from '../../kit/index.ts'
import type { Bench, MergeMember } from './bench.ts'
import { columnsOf } from './columns.ts'
import { isBlank, textOf } from './measure.ts'

export type Consent = MergeTraits['consents'][number]

/** An opted-out address that no record has after the merge. */
export interface Suppressed {
  readonly address: string
  readonly field: string
  readonly member: string
}

/** What the connector knows, and what the mapping (thus also the policy) calls an opt-out. */
export function consentsOf(traits: MergeTraits, mapping: ObjectMapping): readonly Consent[] {
  const mapped = [
    ...optOut(mapping, 'optOutEmail', ['email']),
    ...optOut(mapping, 'optOutPhone', ['phone', 'mobile', 'homePhone', 'otherPhone']),
  ]
  const known = (one: Consent) =>
    traits.consents.some(({ field, address }) => field === one.field && address === one.address)
  const kept = new Set(traits.consents.flatMap(({ field, ofAddress }) => (ofAddress ? [field] : [])))
  const more = mapped.filter((one) => !known(one))
  return [
    ...traits.consents,
    ...more.map((one): Consent => (kept.has(one.field) ? { ...one, ofAddress: true } : one)),
  ]
}

function optOut(mapping: ObjectMapping, field: string, addresses: readonly string[]): readonly Consent[] {
  const source = mapping.fields[field]
  const column =
    typeof source === 'object' && 'equals' in source
      ? { field: source.column, out: source.equals }
      : columnsOf(source).map((name) => ({ field: name, out: true }))[0]
  if (column === undefined) return []
  return addresses.flatMap((address) =>
    columnsOf(mapping.fields[address]).map((name) => ({ ...column, address: name })),
  )
}

export function isOut({ field, out }: Consent, { native }: MergeMember): boolean {
  return native.values[field] === out
}

/** First member that said no, the survivor before all. */
export function whoIsOut({ all }: Bench, consent: Consent): MergeMember | undefined {
  return all.find((one) => isOut(consent, one))
}

/** Addresses that were opted out and that the survivor does not end with; a loser's before the survivor's same one. */
export function suppressedBy(
  bench: Bench,
  finalOf: (column: string) => Value | undefined,
): readonly Suppressed[] {
  const found = new Map<string, Suppressed>()
  for (const consent of bench.consents) {
    const { address: column, field } = consent
    const stays = addressKey(bench, column, finalOf(column))
    for (const one of [...bench.losers, bench.survivor]) {
      const value = one.native.values[column]
      const key = addressKey(bench, column, value)
      if (isBlank(value) || key === stays || !isOut(consent, one)) continue
      const place = JSON.stringify([field, key])
      if (!found.has(place)) found.set(place, { address: textOf(value), field, member: one.native.id })
    }
  }
  return [...found.values()]
}

function addressKey(bench: Bench, column: string, value: Value | undefined): string {
  const text = textOf(value).toLowerCase()
  if (bench.fieldOf(column)?.nativeType !== 'phone') return text
  return text.replace(/[^\d+a-z]/g, '')
}

/** Whether it is known what the member said about being contacted, or the CRM keeps that with the address. */
export function hasKnownConsent(
  consents: readonly Consent[],
  columns: readonly string[],
  { native }: MergeMember,
): boolean {
  return consents
    .filter(({ address, ofAddress }) => ofAddress !== true && columns.includes(address))
    .every(({ field }) => native.values[field] !== undefined)
}

import { addressesIn } from '../../snapshot/addresses.ts'
import { namedBy } from '../../snapshot/named.ts'

/** Where a record is: what `forget` goes by. Ids of different objects and CRMs may be equal. */
export interface Place {
  readonly connection: string
  readonly object: string
  readonly id: string
}

/** A person to forget: an e-mail address with the records that had it, or one record. */
export interface Person {
  /** Lower case; null when a record was named. */
  readonly address: string | null
  /** By id in lower case; object and connection where they are known. */
  readonly records: ReadonlyMap<string, readonly Partial<Place>[]>
}

/** From an address, an id, `Contact/003…` or `acme/Contact/003…`. */
export function personOf(who: string): Person {
  const named = namedBy(who)
  if (named.address !== null) return { address: named.address, records: new Map() }
  const { id, object, connection } = named
  const place = {
    id,
    ...(object !== undefined && { object }),
    ...(connection !== undefined && { connection }),
  }
  return { address: null, records: new Map([[id.toLowerCase(), [place]]]) }
}

export function withRecords(person: Person, places: readonly Place[]): Person {
  const records = new Map(person.records)
  for (const place of places) {
    const id = place.id.toLowerCase()
    records.set(id, [...(records.get(id) ?? []), place])
  }
  return { ...person, records }
}

/**
 * `object` is undefined where it is not known; then the id alone decides, as it does where ids are no plain numbers:
 * those are unique in their CRM, and a person account has two names.
 */
export function isPerson(
  { records }: Person,
  {
    connection,
    object,
    id,
  }: { readonly connection: string; readonly object: string | undefined; readonly id: string },
): boolean {
  return (records.get(id.toLowerCase()) ?? []).some(
    (place) =>
      (place.connection === undefined || place.connection === connection) &&
      (place.object === undefined || object === undefined || !/^\d+$/.test(id) || place.object === object),
  )
}

/** A first look at JSON text, which may find too much: within it, `\n` before an address is no end of a word. */
export function mayMention(text: string, { address, records }: Person): boolean {
  const lower = text.toLowerCase()
  return (address !== null && lower.includes(address)) || records.keys().some((id) => lower.includes(id))
}

/** True when any text within has the address, by the rule by which the list of forgotten people knows it. */
export function hasAddress(value: unknown, address: string | null): boolean {
  if (address === null) return false
  if (typeof value === 'string') return addressesIn(value).includes(address)
  if (typeof value !== 'object' || value === null) return false
  return Object.values(value).some((inner) => hasAddress(inner, address))
}

/** Whole words: no id within a longer one, no `ana@acme.es` in `diana@acme.es`. */
export function hasWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (!/[\p{L}\p{N}]/u.test(text[at - 1] ?? '') && !/[\p{L}\p{N}]/u.test(text[at + word.length] ?? ''))
      return true
  }
  return false
}

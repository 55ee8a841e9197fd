import type { MergeTraits } from '../../../src/kit/abilities.ts'
import type { Describe } from '../describe.ts'

/** A say about being contacted, the addresses it is about, and what the platform keeps beside it (Object Reference). */
const says: readonly {
  readonly field: string
  readonly addresses: readonly string[]
  readonly beside: readonly string[]
}[] = [
  { field: 'HasOptedOutOfEmail', addresses: ['Email'], beside: ['EmailBouncedReason', 'EmailBouncedDate'] },
  { field: 'HasOptedOutOfFax', addresses: ['Fax'], beside: [] },
  { field: 'DoNotCall', addresses: ['Phone', 'MobilePhone', 'HomePhone', 'OtherPhone'], beside: [] },
]

export function traitsOf(describe: Describe): MergeTraits {
  const names = new Set(describe.fields.map(({ name }) => name))
  const found = ['', 'Person'].flatMap((prefix) => consentsOf(prefix, names))
  return {
    groups: {
      ...addressGroups(describe),
      ...Object.fromEntries(found.flatMap(({ group }) => (group === null ? [] : [group]))),
    },
    consents: found.flatMap(({ consents }) => consents),
    foreignIds: describe.fields.filter(({ externalId }) => externalId).map(({ name }) => name),
    owner: names.has('OwnerId') ? 'OwnerId' : null,
    recordType: names.has('RecordTypeId') ? 'RecordTypeId' : null,
  }
}

interface Consent {
  readonly consents: MergeTraits['consents']
  readonly group: readonly [string, readonly string[]] | null
}

/** Person accounts call most columns `Person…`, but share phone and fax with business accounts. */
function consentsOf(prefix: string, names: ReadonlySet<string>): Consent[] {
  const named = (column: string): string | undefined =>
    [`${prefix}${column}`, column].find((each) => names.has(each))
  return says.flatMap(({ field, addresses, beside }): Consent[] => {
    const own = `${prefix}${field}`
    if (!names.has(own)) return []
    const about = addresses.flatMap((address) => named(address) ?? [])
    const consents = about.map((address) => ({ field: own, address, out: true }))
    const [address] = about
    // One say about several phones belongs to none of them alone.
    if (address === undefined || addresses.length > 1) return [{ consents, group: null }]
    return [{ consents, group: [address, [address, own, ...beside.flatMap((each) => named(each) ?? [])]] }]
  })
}

/** The parts of a compound address, with its geocode. */
function addressGroups({ fields }: Describe): Record<string, string[]> {
  const compounds = fields.filter(({ type }) => type === 'address')
  return Object.fromEntries(
    compounds.map(({ name }) => [
      name,
      fields.filter(({ compoundFieldName }) => compoundFieldName === name).map((field) => field.name),
    ]),
  )
}

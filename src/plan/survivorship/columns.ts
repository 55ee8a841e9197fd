import type {
  FieldDescription,
  FieldSource,
  MergeTraits,
  ObjectDescription,
  ObjectMapping,
} from '../../kit/index.ts'

/** The columns in which a canonical field can be set; none for look-ups, dates of several columns and the like. */
export function columnsOf(source: FieldSource | undefined): readonly string[] {
  if (source === undefined) return []
  if (typeof source === 'string') return [source]
  return 'first' in source ? source.first : []
}

/**
 * The column that a person or the policy means: a native name, a canonical field, or the label a page shows; the
 * exact name goes before one in other case.
 */
export function columnNamed(
  name: string,
  description: ObjectDescription,
  mapping: ObjectMapping,
): FieldDescription | null {
  const byName = (wanted: string | undefined) => description.fields.find((field) => field.name === wanted)
  const canonical = (field: string | undefined) =>
    field === undefined || !Object.hasOwn(mapping.fields, field)
      ? undefined
      : byName(columnsOf(mapping.fields[field])[0])
  const exact = byName(name) ?? canonical(name)
  if (exact !== undefined) return exact

  const wanted = loose(name)
  const native = description.fields.find((field) => loose(field.name) === wanted)
  const mapped = canonical(Object.keys(mapping.fields).find((field) => loose(field) === wanted))
  const labelled = description.fields.filter((field) => loose(field.label) === wanted)
  return native ?? mapped ?? (labelled.length === 1 ? labelled[0] : undefined) ?? null
}

function loose(name: string): string {
  return name.replace(/\s/g, '').toLowerCase()
}

/** Columns by which another system knows the record. */
export function foreignColumns(
  description: ObjectDescription,
  mapping: ObjectMapping,
  traits: Pick<MergeTraits, 'foreignIds'>,
): ReadonlySet<string> {
  const marked = description.fields.filter((field) => field.externalId).map((field) => field.name)
  return new Set([...traits.foreignIds, ...columnsOf(mapping.fields.externalId), ...marked])
}

/** Where a person's name is in parts, the whole is no column to write, whatever a describe says of it. */
function isComposedName(column: string, { entity, fields }: ObjectMapping): boolean {
  return (
    entity === 'person' && columnsOf(fields.lastName).length > 0 && columnsOf(fields.name).includes(column)
  )
}

/** Why no merge changes this column, for people; null when one may. */
export function whyFixed(
  field: FieldDescription,
  mapping: ObjectMapping,
  traits: Pick<MergeTraits, 'owner' | 'recordType' | 'gathers' | 'ofSync'>,
): string | null {
  if (field.name === traits.owner || columnsOf(mapping.fields.ownerId).includes(field.name)) {
    return 'a merge never changes the owner'
  }
  if (field.name === traits.recordType) return 'a merge never changes the record type'
  if (traits.gathers?.some(({ further }) => further === field.name)) {
    return 'all addresses of all members come together there'
  }
  if (columnsOf(mapping.fields.currency).includes(field.name)) {
    return 'the amounts of the record are in this currency'
  }
  if (isComposedName(field.name, mapping)) return 'it is put together of its parts, which can be chosen'
  if (field.calculated || field.system) return 'the CRM fills it by itself'
  if (
    mapping.counterparts?.some(({ column }) => column === field.name) ||
    traits.ofSync?.includes(field.name)
  ) {
    return 'the sync with the other CRM writes it'
  }
  return field.updateable ? null : 'it cannot be changed with this login'
}

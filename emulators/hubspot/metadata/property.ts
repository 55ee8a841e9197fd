import { ApiError, type Org } from '../org.ts'
import { validation } from '../page.ts'
import type { ObjectType, PropertyDefinition, PropertyOption, PropertyType } from '../schema/types.ts'

const fieldTypes: Readonly<Partial<Record<PropertyType, readonly string[]>>> = {
  bool: ['booleancheckbox', 'calculation_equation'],
  date: ['date'],
  datetime: ['date'],
  enumeration: ['booleancheckbox', 'checkbox', 'radio', 'select', 'calculation_equation'],
  number: ['number', 'calculation_equation'],
  phone_number: ['phonenumber'],
  string: ['file', 'html', 'phonenumber', 'text', 'textarea', 'calculation_equation'],
}

const mostUnique = 10
const mostCustom = 1000

/** As the API shows a property. */
export function showProperty(property: PropertyDefinition): Readonly<Record<string, unknown>> {
  const { readOnlyValue, readOnlyDefinition, archivable, ...shown } = property
  return {
    ...shown,
    modificationMetadata: {
      archivable,
      readOnlyDefinition,
      readOnlyOptions: readOnlyDefinition && property.options.length > 0,
      readOnlyValue,
    },
  }
}

type Body = Readonly<Record<string, unknown>>

/** What was posted, checked, as a definition. */
export function newProperty(
  org: Org,
  type: ObjectType,
  body: Body,
  { userId, version }: { readonly userId: string; readonly version: string },
): PropertyDefinition {
  const name = newName(org, type, body)
  const propertyType = checkShape(body)
  const groupName = knownGroup(org, type, String(body.groupName))
  const at = org.clock.now().toISOString()
  return {
    name,
    label: String(body.label),
    description: String(body.description ?? ''),
    groupName,
    type: propertyType,
    fieldType: String(body.fieldType),
    options: optionsOf(body, propertyType, version),
    displayOrder: Number(body.displayOrder ?? -1),
    hasUniqueValue: body.hasUniqueValue === true,
    hidden: body.hidden === true,
    calculated: typeof body.calculationFormula === 'string',
    formField: body.formField === true,
    hubspotDefined: false,
    externalOptions: body.externalOptions === true,
    ...(typeof body.referencedObjectType === 'string'
      ? { referencedObjectType: body.referencedObjectType }
      : {}),
    readOnlyValue: typeof body.calculationFormula === 'string',
    readOnlyDefinition: false,
    archivable: true,
    archived: false,
    dataSensitivity: sensitivityOf(body.dataSensitivity),
    createdAt: at,
    updatedAt: at,
    createdUserId: userId,
    updatedUserId: userId,
  }
}

function newName(org: Org, type: ObjectType, body: Body): string {
  const name = String(body.name)
  if (!/^[a-z][a-z0-9_]{0,99}$/.test(name))
    throw validation(
      `The property name ${name} is not valid: lower case letters, digits and underscores only`,
    )
  const properties = org.schema.properties.get(type.name) ?? new Map<string, PropertyDefinition>()
  const same = properties.get(name)
  if (same !== undefined && !same.archived)
    throw new ApiError(409, 'OBJECT_ALREADY_EXISTS', `A property named '${name}' already exists.`, {
      subCategory: 'Properties.PROPERTY_EXISTS',
    })
  checkCounts([...properties.values()], body.hasUniqueValue === true)
  return name
}

function knownGroup(org: Org, type: ObjectType, name: string): string {
  if (org.schema.groups.get(type.name)?.has(name) === true) return name
  throw validation(`property group "${name}" does not exist`)
}

/** Name, type and uniqueness are for ever. */
export function changedProperty(
  org: Org,
  before: PropertyDefinition,
  body: Body,
  { userId, version }: { readonly userId: string; readonly version: string },
): PropertyDefinition {
  if (before.readOnlyDefinition)
    throw validation(`Property '${before.name}' is a HubSpot defined property and cannot be modified`)
  return {
    ...before,
    label: String(body.label ?? before.label),
    description: String(body.description ?? before.description),
    groupName: String(body.groupName ?? before.groupName),
    fieldType: String(body.fieldType ?? before.fieldType),
    hidden: typeof body.hidden === 'boolean' ? body.hidden : before.hidden,
    formField: typeof body.formField === 'boolean' ? body.formField : before.formField,
    displayOrder: Number(body.displayOrder ?? before.displayOrder),
    options: Array.isArray(body.options) ? optionsOf(body, before.type, version) : before.options,
    updatedAt: org.clock.now().toISOString(),
    updatedUserId: userId,
  }
}

function checkCounts(known: readonly PropertyDefinition[], unique: boolean): void {
  const custom = known.filter((property) => !property.hubspotDefined && !property.archived)
  if (custom.length >= mostCustom)
    throw new ApiError(
      400,
      'PROPERTY_LIMIT_REACHED',
      `The limit of ${mostCustom} custom properties is reached`,
    )
  if (unique && custom.filter((property) => property.hasUniqueValue).length >= mostUnique)
    throw validation(`The limit of ${mostUnique} unique properties is reached`)
}

function checkShape(body: Body): PropertyType {
  const missing = ['name', 'label', 'groupName', 'type', 'fieldType'].filter(
    (name) => typeof body[name] !== 'string' || body[name] === '',
  )
  if (missing.length > 0)
    throw validation(`Invalid input JSON: some required fields were not set: [${missing.join(', ')}]`)
  const type = body.type as PropertyType
  const allowed = fieldTypes[type]
  if (allowed === undefined) throw validation(`${type} is not a valid property type`)
  if (!allowed.includes(String(body.fieldType)))
    throw validation(`The field type ${String(body.fieldType)} does not go with the type ${type}`)
  return type
}

/** From 2026-09 on every option must say its place. */
function optionsOf(body: Body, type: PropertyType, version: string): PropertyOption[] {
  const given = Array.isArray(body.options) ? (body.options as readonly Body[]) : []
  if (type === 'enumeration' && given.length === 0 && body.referencedObjectType === undefined)
    throw validation('Enumeration properties need at least one option')
  const values = new Set<string>()
  return given.map((option, place) => {
    const value = String(option.value)
    if (typeof option.value !== 'string' || typeof option.label !== 'string')
      throw validation('Each option needs a label and a value')
    if (version >= '2026-09' && /^\d/.test(version) && typeof option.displayOrder !== 'number')
      throw validation(`The option ${value} has no displayOrder`)
    if (values.has(value)) throw validation(`Two options have the value ${value}`)
    values.add(value)
    return {
      label: String(option.label),
      value,
      displayOrder: typeof option.displayOrder === 'number' ? option.displayOrder : place,
      hidden: option.hidden === true,
      ...(typeof option.description === 'string' ? { description: option.description } : {}),
    }
  })
}

function sensitivityOf(value: unknown): PropertyDefinition['dataSensitivity'] {
  return value === 'sensitive' || value === 'highly_sensitive' ? value : 'non_sensitive'
}

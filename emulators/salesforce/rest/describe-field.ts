import type { FieldSchema, FieldType, ObjectSchema } from '../schema/types.ts'

const SOAP_TYPE: Partial<Record<FieldType, string>> = {
  id: 'tns:ID',
  reference: 'tns:ID',
  boolean: 'xsd:boolean',
  int: 'xsd:int',
  double: 'xsd:double',
  currency: 'xsd:double',
  percent: 'xsd:double',
  date: 'xsd:date',
  datetime: 'xsd:dateTime',
  time: 'xsd:time',
  base64: 'xsd:base64Binary',
  address: 'urn:address',
  location: 'urn:location',
  anyType: 'xsd:anyType',
}
/** Always there for everybody: no field permission governs them. */
const GIVEN: ReadonlySet<string> = new Set(['Id', 'OwnerId', 'IsDeleted', 'SystemModstamp', 'RecordTypeId'])

const UNSEARCHED: ReadonlySet<string> = new Set([
  'OwnerId',
  'MasterRecordId',
  'RecordTypeId',
  'CreatedById',
  'LastModifiedById',
])

function extraType(field: FieldSchema): string | null {
  if (field.compound === 'Name' || (field.nameField && field.generated !== null)) return 'personname'
  if (field.type === 'textarea') return 'plaintextarea'
  return field.name.endsWith('PhotoUrl') ? 'imageurl' : null
}

/** A closed list without a blank says which value a new record gets. */
function chosen(field: FieldSchema): string | null {
  return field.type === 'picklist' && field.defaultValue !== null ? String(field.defaultValue) : null
}

function permissionable(field: FieldSchema): boolean {
  if (GIVEN.has(field.name) || field.nameField || field.compound === 'Name') return false
  return field.nillable || field.type === 'boolean'
    ? field.createable || field.updateable || field.custom
    : false
}

function picklistValues(field: FieldSchema) {
  return field.picklist.map((value) => ({
    active: true,
    defaultValue: value === field.defaultValue,
    label: value,
    validFor: null,
    value,
  }))
}

/** What is the same for every field of this org. */
const SAME = {
  aiPredictionField: false,
  calculatedFormula: null,
  cascadeDelete: false,
  caseSensitive: false,
  controllerName: null,
  defaultValueFormula: null,
  dependentPicklist: false,
  deprecatedAndHidden: false,
  displayLocationInDecimal: false,
  filteredLookupInfo: null,
  formulaTreatNullNumberAsZero: false,
  highScaleNumber: false,
  htmlFormatted: false,
  inlineHelpText: null,
  mask: null,
  maskType: null,
  referenceTargetField: null,
  relationshipOrder: null,
  restrictedDelete: false,
  writeRequiresMasterRead: false,
} as const

/** Every key that the real describe has for a field. */
export function describeField(object: ObjectSchema, field: FieldSchema): Record<string, unknown> {
  const polymorphic = field.referenceTo.length > 1
  const text = SOAP_TYPE[field.type] === undefined || field.type === 'id' || field.type === 'reference'
  return {
    ...SAME,
    aggregatable: field.filterable && field.type !== 'boolean' && field.type !== 'address',
    autoNumber: field.autoNumber,
    byteLength: text ? field.length * (field.type === 'id' || field.type === 'reference' ? 1 : 3) : 0,
    calculated: field.calculated,
    compoundFieldName: field.compound,
    createable: field.createable && object.createable,
    custom: field.custom,
    defaultValue: field.type === 'boolean' ? field.defaultValue === true : chosen(field),
    defaultedOnCreate: field.defaultedOnCreate || field.name === 'OwnerId',
    digits: field.type === 'int' ? field.precision : 0,
    encrypted: field.type === 'encryptedstring',
    externalId: field.externalId,
    extraTypeInfo: extraType(field),
    filterable: field.filterable,
    groupable: field.groupable,
    idLookup: field.idLookup,
    label: field.label,
    length: field.length,
    name: field.name,
    nameField: field.nameField,
    namePointing: polymorphic,
    nillable: field.nillable,
    permissionable: permissionable(field),
    picklistValues: picklistValues(field),
    polymorphicForeignKey: polymorphic,
    precision: field.type === 'int' ? 0 : field.precision,
    queryByDistance: field.type === 'address',
    referenceTo: field.referenceTo,
    relationshipName: field.relationshipName,
    restrictedPicklist: field.restrictedPicklist,
    scale: field.scale,
    searchPrefilterable: field.type === 'reference' && !UNSEARCHED.has(field.name),
    soapType: SOAP_TYPE[field.type] ?? 'xsd:string',
    sortable: field.sortable,
    type: field.type,
    unique: field.unique,
    updateable: field.updateable && object.updateable,
  }
}

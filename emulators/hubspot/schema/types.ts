export type PropertyType =
  | 'string'
  | 'number'
  | 'date'
  | 'datetime'
  | 'enumeration'
  | 'bool'
  | 'phone_number'
  | 'json'
  | 'object_coordinates'

export interface PropertyOption {
  readonly label: string
  readonly value: string
  readonly displayOrder: number
  readonly hidden: boolean
  readonly description?: string
}

export interface PropertyDefinition {
  readonly name: string
  readonly label: string
  readonly description: string
  readonly groupName: string
  readonly type: PropertyType
  readonly fieldType: string
  readonly options: readonly PropertyOption[]
  readonly displayOrder: number
  readonly hasUniqueValue: boolean
  readonly hidden: boolean
  readonly calculated: boolean
  readonly formField: boolean
  readonly hubspotDefined: boolean
  readonly externalOptions: boolean
  readonly referencedObjectType?: string
  readonly readOnlyValue: boolean
  readonly readOnlyDefinition: boolean
  readonly archivable: boolean
  readonly archived: boolean
  readonly archivedAt?: string
  readonly dataSensitivity: 'non_sensitive' | 'sensitive' | 'highly_sensitive'
  readonly createdAt?: string
  readonly updatedAt?: string
  readonly createdUserId?: string
  readonly updatedUserId?: string
}

export interface PropertyGroup {
  readonly name: string
  readonly label: string
  readonly displayOrder: number
  readonly archived: boolean
}

export interface ObjectType {
  /** Plural API name, for custom objects the fully qualified name; names the record table. */
  readonly name: string
  readonly singular: string
  /** `0-1`, `2-1234567` */
  readonly typeId: string
  /** `lastmodifieddate` for contacts, `hs_lastmodifieddate` for all others. */
  readonly modified: string
  /** `createdate`, or `hs_createdate` for activities. */
  readonly created: string
  /** What a read returns that names no properties. */
  readonly shown: readonly string[]
  readonly mergeable: boolean
  /** Properties that a new record cannot be without. */
  readonly required: readonly string[]
  readonly custom: boolean
}

/** What the account knows of its objects; written through `defineProperty` and its like in the store. */
export interface Schema {
  readonly types: Map<string, ObjectType>
  /** By object, then by name; archived ones included. */
  readonly properties: Map<string, Map<string, PropertyDefinition>>
  readonly groups: Map<string, Map<string, PropertyGroup>>
}

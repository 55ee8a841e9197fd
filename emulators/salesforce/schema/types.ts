/** Field types as describe names them. */
export type FieldType =
  | 'id'
  | 'string'
  | 'textarea'
  | 'email'
  | 'phone'
  | 'url'
  | 'picklist'
  | 'multipicklist'
  | 'combobox'
  | 'reference'
  | 'boolean'
  | 'int'
  | 'double'
  | 'currency'
  | 'percent'
  | 'date'
  | 'datetime'
  | 'time'
  | 'address'
  | 'location'
  | 'base64'
  | 'anyType'
  | 'encryptedstring'

export interface FieldSchema {
  readonly name: string
  readonly type: FieldType
  readonly label: string
  readonly length: number
  readonly precision: number
  readonly scale: number
  readonly nillable: boolean
  readonly createable: boolean
  readonly updateable: boolean
  readonly filterable: boolean
  readonly groupable: boolean
  readonly sortable: boolean
  readonly calculated: boolean
  readonly unique: boolean
  readonly externalId: boolean
  readonly idLookup: boolean
  readonly nameField: boolean
  readonly autoNumber: boolean
  readonly custom: boolean
  readonly defaultedOnCreate: boolean
  readonly defaultValue: string | number | boolean | null
  readonly referenceTo: readonly string[]
  readonly relationshipName: string | null
  readonly picklist: readonly string[]
  readonly restrictedPicklist: boolean
  /** Component of a compound field, e.g. `MailingAddress` for `MailingCity`. */
  readonly compound: string | null
  /** SQL over the row's own columns; becomes a generated column. */
  readonly generated: string | null
  /** SQL over other tables, evaluated when read; `{t}` stands for the row's alias, `{today}` for the clock's date. */
  readonly derived: string | null
}

export interface ChildSchema {
  readonly object: string
  readonly field: string
  readonly relationshipName: string | null
  readonly cascadeDelete: boolean
  readonly restrictedDelete: boolean
  readonly deprecatedAndHidden: boolean
}

export interface ObjectSchema {
  readonly name: string
  readonly label: string
  readonly labelPlural: string
  readonly keyPrefix: string | null
  readonly custom: boolean
  readonly queryable: boolean
  readonly createable: boolean
  readonly updateable: boolean
  readonly deletable: boolean
  readonly undeletable: boolean
  readonly mergeable: boolean
  readonly searchable: boolean
  readonly replicateable: boolean
  readonly triggerable: boolean
  readonly layoutable: boolean
  readonly feedEnabled: boolean
  /** Some objects are known to the Tooling API alone, or not to it. */
  readonly api: 'both' | 'tooling' | 'data'
  readonly fields: readonly FieldSchema[]
  readonly children: readonly ChildSchema[]
}

export interface Schema {
  readonly objects: ReadonlyMap<string, ObjectSchema>
  /** Case-insensitive, as SOQL and REST paths are. */
  readonly object: (name: string) => ObjectSchema | undefined
  readonly field: (object: ObjectSchema, name: string) => FieldSchema | undefined
  /** The object whose ids begin with these three characters. */
  readonly byPrefix: (prefix: string) => ObjectSchema | undefined
  readonly personAccounts: boolean
  readonly nonprofit: boolean
}

import { pathToFileURL } from 'node:url'
import {
  type ColumnType,
  type Entity,
  exitCodes,
  type FieldDefinition,
  type FieldDescription,
  fieldDictionary,
  KitError,
  type ObjectDescription,
  type ObjectMapping,
} from '../../src/kit/index.ts'
import type { CsvFile } from './csv-file.ts'
import { findIdColumn, guessEntity, isMailTitle, mapHeader } from './headers.ts'

/** What the settings say about one file. */
export interface TableSettings {
  readonly entity?: Entity | undefined
  readonly kind?: string | undefined
  readonly id?: string | undefined
  readonly fields?: Readonly<Record<string, string>> | undefined
}

/** A file and what its rows and columns mean. */
export interface Table {
  readonly file: CsvFile
  readonly entity: Entity
  readonly kind: string
  /** Null: records are numbered by row. */
  readonly idColumn: string | null
  /** Canonical field to column title. */
  readonly fields: Readonly<Record<string, string>>
}

const defaultKinds: Readonly<Record<Exclude<Entity, 'other'>, string>> = {
  person: 'contact',
  company: 'company',
  deal: 'deal',
  case: 'case',
  activity: 'task',
  user: 'user',
}

/** Of entity `other` when neither the settings nor the file's name and columns say what it holds. */
export function toTable(file: CsvFile, settings: TableSettings = {}): Table {
  const guess = guessEntity(file.object, file.header)
  const entity = settings.entity ?? guess?.entity ?? 'other'
  const usual = entity === 'other' ? file.object : defaultKinds[entity]
  const kind = settings.kind ?? (guess?.entity === entity ? guess.kind : usual)
  for (const title of [settings.id, ...Object.values(settings.fields ?? {})]) {
    if (title !== undefined && !file.header.includes(title)) throw unknownColumnError(file, title)
  }
  const idColumn = settings.id ?? findIdColumn(file.header, kind)
  const guessed = Object.entries(mapHeader(entity, file.header)).filter(([, title]) => title !== idColumn)
  return { file, entity, kind, idColumn, fields: { ...Object.fromEntries(guessed), ...settings.fields } }
}

export function toMapping({ file, entity, kind, fields }: Table): ObjectMapping {
  const revision = fields.modifiedAt ?? null
  return {
    object: file.object,
    entity,
    kind,
    when: [],
    fields,
    url: `${pathToFileURL(file.path)}#{id}`,
    revision,
  }
}

export function toDescription(table: Table): ObjectDescription {
  const { object, header } = table.file
  const fields = header.map(
    (title): FieldDescription => ({
      name: title,
      label: title,
      nativeType: nativeType(table, title),
      type: columnType(table, title),
      updateable: false,
      createable: false,
      nillable: true,
      calculated: false,
      system: false,
      unique: title === table.idColumn,
      externalId: false,
      referenceTo: [],
      picklist: [],
    }),
  )
  return {
    name: object,
    label: object,
    custom: false,
    mergeable: false,
    restorable: false,
    fields,
    children: [],
  }
}

/** Columns that mean a canonical field have its type; all others are text. */
export function columnType(table: Table, title: string): ColumnType {
  const type = nativeType(table, title)
  return type === 'number' || type === 'boolean' || type === 'date' || type === 'datetime' ? type : 'text'
}

function nativeType({ entity, fields }: Table, title: string): string {
  const field = Object.keys(fields).find((candidate) => fields[candidate] === title)
  if (field === undefined) return isMailTitle(title) ? 'email' : 'text'
  return (fieldDictionary[entity] as Readonly<Record<string, FieldDefinition>>)[field]?.type ?? 'text'
}

function unknownColumnError(file: CsvFile, title: string): KitError {
  const shown = file.header.slice(0, 20)
  const more = file.header.length - shown.length
  return new KitError('UNKNOWN_COLUMN', `The file ${file.path} has no column titled ${title}.`, {
    exit: exitCodes.usage,
    actions: [`Its columns: ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`],
  })
}

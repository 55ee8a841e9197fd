import type { Abilities, Connection, ObjectDescription, Relationship, Writer } from '../../kit/index.ts'
import { exitCodes, isKitError, KitError } from '../../kit/index.ts'

export interface ColumnsView {
  readonly columns: ReadonlyMap<string, ColumnView>
  /** Columns that say nothing about a change of ours: `Contact.SystemModstamp (set by the CRM)`. */
  readonly excluded: readonly string[]
}

/** What a run must know of an object; asked once. */
export interface ObjectView extends ColumnsView {
  readonly name: string
  readonly abilities: Abilities
  readonly relationships: ReadonlyMap<string, Relationship>
}

export interface ColumnView {
  /** False for what the CRM derives from other columns or records. */
  readonly writable: boolean
  /** Objects that it may point at. */
  readonly references: readonly string[]
  /** Values that are sets, in whatever order. */
  readonly list: boolean
  /** The column that the CRM puts together from this one and others: a full name. */
  readonly partOf?: string
}

/**
 * The org as applying and undoing see it. In this folder is all that both need and neither owns: what an object is, where
 * ids went, whether two states differ, what became of writes. Nothing here writes to the CRM or to the journal.
 */
export class OrgView {
  readonly writer: Writer
  readonly #connection: Connection
  readonly #columns = new Map<string, ColumnsView>()
  readonly #absent = new Set<string>()
  readonly #views = new Map<string, Promise<ObjectView>>()

  constructor(connection: Connection) {
    if (connection.writer === undefined) {
      throw new KitError('READ_ONLY', `${connection.identity.crm} is not written to.`, {
        exit: exitCodes.usage,
        actions: ['Plans are applied to the CRM they were made for'],
      })
    }
    this.writer = connection.writer
    this.#connection = connection
  }

  of(object: string): Promise<ObjectView> {
    const known = this.#views.get(object) ?? this.#look(object)
    this.#views.set(object, known)
    return known
  }

  /** Columns of objects that rows belong to; those that cannot be read are absent. */
  async columns(objects: readonly string[]): Promise<ReadonlyMap<string, ColumnsView>> {
    const unknown = objects.filter((object) => !this.#columns.has(object) && !this.#absent.has(object))
    if (unknown.length > 0) {
      for (const found of await this.#describe(unknown)) this.#columns.set(found.name, columnsOf(found))
    }
    return this.#columns
  }

  /** Rows need not be records: list memberships, e.g., are of no object that can be described. */
  async #describe(objects: readonly string[]): Promise<readonly ObjectDescription[]> {
    try {
      return await this.#connection.describe(objects)
    } catch (error) {
      if (!isKitError(error) || error.code !== 'UNKNOWN_OBJECT') throw error
    }
    if (objects.length === 1) {
      for (const object of objects) this.#absent.add(object)
      return []
    }
    const found: ObjectDescription[] = []
    for (const object of objects) found.push(...(await this.#describe([object])))
    return found
  }

  async #look(object: string): Promise<ObjectView> {
    const columns = (await this.columns([object])).get(object)
    if (columns === undefined) {
      throw new KitError('UNKNOWN_OBJECT', `${object} cannot be read any more.`, { exit: exitCodes.refused })
    }
    const { writer } = this
    const [abilities, relationships] = [await writer.abilities(object), await writer.relationships(object)]
    return {
      name: object,
      ...columns,
      abilities,
      relationships: new Map(relationships.map((relationship) => [relationship.name, relationship])),
    }
  }
}

function columnsOf({ name, fields }: ObjectDescription): ColumnsView {
  const columns = new Map<string, ColumnView>()
  const excluded: string[] = []
  for (const field of fields) {
    if (field.calculated) excluded.push(`${name}.${field.name} (calculated)`)
    else if (field.system) excluded.push(`${name}.${field.name} (set by the CRM)`)
    else {
      const list = field.picklist.length > 0 && /multi/i.test(field.nativeType)
      columns.set(field.name, {
        references: field.referenceTo,
        list,
        ...(field.partOf === undefined ? {} : { partOf: field.partOf }),
        writable: field.updateable || field.createable,
      })
    }
  }
  return { columns, excluded }
}

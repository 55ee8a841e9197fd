import type { Gap } from '../../../src/kit/connector.ts'
import type { Relationship } from '../../../src/kit/relationship.ts'
import { type Describe, type Descriptions, derived, fieldGap, objectGap } from '../describe.ts'
import { changedByMerge, isArchivable, isNoChild, onePer, staysAsItIs } from './exceptions.ts'

type Child = Describe['childRelationships'][number]

/** A relationship, and how its rows are asked for. */
export interface Way {
  readonly relationship: Relationship
  /** Every readable column of the rows. */
  readonly columns: readonly string[]
  /** Those that tell rows apart which cannot hang on one record twice, without the pointer; null when any can. */
  readonly slot: readonly string[] | null
  /** Whether undo may need the values: to create the row again, or to set what the merge changed. */
  readonly keep: boolean
  readonly condition: string
  readonly archived: boolean
}

export interface Ways {
  readonly ways: readonly Way[]
  readonly blind: readonly Gap[]
}

/** The contact behind a person account; rows that hang on it are the account's (SOAP API, person accounts). */
export const personAnchor = 'PersonContactId'

export function createWays(descriptions: Descriptions): (object: string) => Promise<Ways> {
  const known = new Map<string, Ways>()

  async function waysOf(object: string): Promise<Ways> {
    const found = known.get(object)
    if (found !== undefined) return found
    await descriptions.load([object], 'children')
    descriptions.refuseUnknown([object])
    const anchored = object === 'Account' && descriptions.fields('Account')?.has(personAnchor) === true
    if (anchored) await descriptions.load(['Contact'], 'children')
    const own = childrenOf(object, descriptions)
    const persons = anchored ? childrenOf('Contact', descriptions) : []
    await descriptions.load(
      [...own, ...persons].map(({ childSObject }) => childSObject),
      'children',
    )
    const ways: Way[] = []
    const blind: Gap[] = []
    for (const child of own) add(toWay(child, null, descriptions), ways, blind)
    for (const child of persons) add(toWay(child, personAnchor, descriptions), ways, blind)
    const result = { ways, blind: unique(blind) }
    known.set(object, result)
    return result
  }

  return waysOf
}

function add(way: Way | Gap | null, ways: Way[], blind: Gap[]): void {
  if (way === null) return
  if ('why' in way) blind.push(way)
  else ways.push(way)
}

/** Sharing counts, for manual shares die with a loser; history, feeds and change events are the record's own. */
function childrenOf(object: string, descriptions: Descriptions): readonly Child[] {
  const children = descriptions.described(object)?.childRelationships ?? []
  return children.filter(
    ({ childSObject, field, deprecatedAndHidden }) =>
      !deprecatedAndHidden &&
      (!derived.test(childSObject) || isShare(childSObject)) &&
      !isNoChild(childSObject, field),
  )
}

function toWay(child: Child, anchor: string | null, descriptions: Descriptions): Way | Gap | null {
  const { childSObject: object, field } = child
  const describe = descriptions.described(object)
  if (describe === undefined) return objectGap(object)
  // Nobody can query it and nobody can write it: a view of other rows, such as ProcessInstanceHistory.
  if (!describe.queryable) return describe.createable || describe.updateable ? unqueryable(object) : null
  const fields = descriptions.fields(object)
  if (fields === undefined || !fields.has(field)) return fieldGap(object, field)
  if (describe.fields.find(({ name }) => name === field)?.filterable === false)
    return unqueryable(`${object}.${field}`)
  const changes = changedByMerge(object, field).filter((column) => fields.has(column))
  const undo = undoOf(child, describe)
  const slot = onePer[object]?.filter((column) => column !== field && fields.has(column)) ?? null
  return {
    relationship: { ...toRelationship(child, describe, anchor), undo, changes, moves: !isShare(object) },
    columns: [...fields.keys()].filter((column) => column !== 'IsDeleted'),
    slot,
    keep: undo === 'create' || slot !== null || changes.some((column) => fields.get(column)?.updateable),
    condition: conditionOf(object, field, fields),
    archived: isArchivable(object) && fields.has('IsDeleted'),
  }
}

function toRelationship(
  child: Child,
  describe: Describe,
  anchor: string | null,
): Omit<Relationship, 'undo' | 'changes' | 'moves'> {
  const { childSObject: object, field, cascadeDelete, restrictedDelete } = child
  const name = `${object}.${field}`
  return {
    name: anchor === null ? name : `${name}@${anchor}`,
    object,
    field,
    anchor,
    updateable: isMovable(describe, field),
    cascadeDelete,
    restrictedDelete,
  }
}

function isMovable(describe: Describe, field: string): boolean {
  return describe.updateable && fieldOf(describe, field)?.updateable === true && !staysAsItIs(describe.name)
}

/**
 * A row that can neither be moved nor would die with its parent is no mere link: nobody deletes an opportunity
 * to create it anew. Nor can a row be created again whose content is a file, for files are not kept.
 */
function undoOf({ field, cascadeDelete }: Child, describe: Describe): Relationship['undo'] {
  if (isMovable(describe, field)) return 'move'
  const file = describe.fields.some(({ type, createable }) => type === 'base64' && createable)
  const creatable = describe.createable && describe.deletable && fieldOf(describe, field)?.createable
  return cascadeDelete && creatable && !file && !staysAsItIs(describe.name) ? 'create' : 'lost'
}

function fieldOf(describe: Describe, name: string): Describe['fields'][number] | undefined {
  return describe.fields.find((field) => field.name === name)
}

function conditionOf(object: string, field: string, fields: ReadonlyMap<string, unknown>): string {
  // Owner's, rule-based and implicit shares follow from other data, and so come back by themselves.
  if (isShare(object) && fields.has('RowCause')) return " AND RowCause = 'Manual'"
  // The contact of a person account is the account itself.
  if (object === 'Contact' && field === 'AccountId' && fields.has('IsPersonAccount'))
    return ' AND IsPersonAccount = false'
  return ''
}

/** Manual sharing stays the survivor's alone (Help, "Considerations for Merging Duplicate Accounts"). */
function isShare(object: string): boolean {
  return object.endsWith('Share')
}

function unqueryable(what: string): Gap {
  return { what, why: `Salesforce does not let anybody look for rows by ${what}; those there are not seen.` }
}

function unique(gaps: readonly Gap[]): readonly Gap[] {
  return [...new Map(gaps.map((gap) => [gap.what, gap])).values()]
}

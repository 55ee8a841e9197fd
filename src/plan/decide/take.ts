import { type Entity, fieldDictionary } from '../../kit/index.ts'
import { unguarded } from '../../policy/decisions.ts'
import { didYouMean } from '../../policy/index.ts'
import { fieldLabel } from '../../text/words.ts'

/** Canonical fields that no merge sets: derived ones, who and when, owner and record type. */
const fixedFields: ReadonlySet<string> = new Set(
  (
    'ownerId ownerName ownerActive recordType createdAt createdBy modifiedAt modifiedBy lastActivityAt lastTouchAt ' +
    'lastTouchSource nextActivityAt openWork portalUser householdId number closed won currency'
  ).split(' '),
)

/** Whether a person may choose whose value of a canonical field stays. A person's name is made of others. */
export function isTakeable(entity: Entity, field: string): boolean {
  return !fixedFields.has(field) && !(entity === 'person' && field === 'name')
}

export interface TakePart {
  /** Canonical field or native column. */
  readonly field: string
  /** Null: the value of the row. */
  readonly typed: string | null
}

export interface TakeRead {
  readonly parts: readonly TakePart[]
  /** Reading on after `take`; never a value. */
  readonly problems: readonly string[]
}

/** The cell `take`: `Title; Phone=+49 30 …`. `columns` are those of the object; unknown when absent. */
export function readTake(cell: string, entity: Entity, columns?: readonly string[]): TakeRead {
  const parts: TakePart[] = []
  const problems: string[] = []
  if (cell.includes('\ufffd')) return { parts, problems: ['has lost characters: save the file as CSV UTF-8'] }
  for (const piece of pieces(cell)) {
    const equals = piece.indexOf('=')
    const name = (equals < 0 ? piece : piece.slice(0, equals)).trim()
    const typed = equals < 0 ? null : unquoted(piece.slice(equals + 1).trim())
    const found = fieldOf(name, entity, columns)
    if (found.problem !== null) problems.push(found.problem)
    else if (typed === '') problems.push(`has no value after "${found.field}="`)
    else if (parts.some(({ field }) => field === found.field)) problems.push(`names ${found.field} twice`)
    else parts.push({ field: found.field, typed })
  }
  return { parts, problems }
}

/** Split at semicolons and line ends, but not within double quotes. */
function pieces(cell: string): readonly string[] {
  const found = cell.match(/(?:"(?:[^"]|"")*"|[^;\n\r"]|")+/g) ?? []
  return found.map((piece) => piece.trim()).filter((piece) => piece !== '')
}

function unquoted(text: string): string {
  const inner = /^"((?:[^"]|"")*)"$/s.exec(text)?.[1]
  return unguarded(inner === undefined ? text : inner.replaceAll('""', '"'))
}

type Found =
  | { readonly field: string; readonly problem: null }
  | { readonly field: null; readonly problem: string }

function fieldOf(name: string, entity: Entity, columns: readonly string[] | undefined): Found {
  const canonical = Object.keys(fieldDictionary[entity]).find((field) =>
    [field, fieldLabel(field)].some((known) => squashed(known) === squashed(name)),
  )
  if (canonical !== undefined) return canonicalField(canonical, entity)
  if (!/^[A-Za-z]\w{0,79}$/.test(name)) {
    return { field: null, problem: 'has a part that is no field: write Title; Phone or Phone=VALUE' }
  }
  if (columns === undefined) return { field: name, problem: null }
  const column = columns.includes(name)
    ? name
    : columns.find((one) => one.toLowerCase() === name.toLowerCase())
  if (column !== undefined) return { field: column, problem: null }
  const meant = didYouMean(name, [...Object.keys(fieldDictionary[entity]), ...columns])
  return {
    field: null,
    problem: `names ${name}, which is no field.${meant === undefined ? '' : ` ${meant}`}`,
  }
}

function canonicalField(field: string, entity: Entity): Found {
  if (isTakeable(entity, field)) return { field, problem: null }
  return {
    field: null,
    problem: fixedFields.has(field)
      ? `names ${field}, which a merge never changes`
      : 'names name, which is made of others: take First name; Last name',
  }
}

function squashed(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '')
}

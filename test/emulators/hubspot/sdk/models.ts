import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const require = createRequire(import.meta.url)
const models = (group: string) =>
  join(dirname(require.resolve('@hubspot/api-client')), 'lib', 'codegen', group, 'models').replace(
    '/lib/lib/',
    '/lib/',
  )

interface Attribute {
  readonly name: string
  readonly baseName: string
  readonly type: string
}

interface Model {
  readonly attributes: readonly Attribute[]
  readonly required: ReadonlySet<string>
}

/**
 * What is wrong with a raw answer by the client's own models: required fields that are absent or null,
 * values of another type, words that an enumeration does not have.
 */
export function misfits(group: string, type: string, value: unknown, path = '$'): string[] {
  const list = type.match(/^Array<(.+)>$/)?.[1]
  if (list !== undefined) {
    if (!Array.isArray(value)) return [`${path} is no list`]
    return value.flatMap((item, place) => misfits(group, list, item, `${path}[${place}]`))
  }
  const entries = type.match(/^\{ \[key: string\]: (.+); \}$/)?.[1]
  if (entries !== undefined) return misfitsOfMap(group, entries, value, path)
  const optional = type.match(/^(.+) \| null$/)?.[1]
  if (optional !== undefined) return value === null ? [] : misfits(group, optional, value, path)
  switch (type) {
    case 'any':
      return []
    case 'string':
    case 'number':
    case 'boolean':
      return typeof value === type ? [] : [`${path} is no ${type}: ${JSON.stringify(value)}`]
    case 'Date':
      return isMoment(value) ? [] : [`${path} is no moment: ${JSON.stringify(value)}`]
    default:
      return misfitsOfModel(group, type, value, path)
  }
}

function misfitsOfMap(group: string, type: string, value: unknown, path: string): string[] {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return [`${path} is no map`]
  return Object.entries(value).flatMap(([key, item]) => misfits(group, type, item, `${path}.${key}`))
}

function misfitsOfModel(group: string, type: string, value: unknown, path: string): string[] {
  const words = wordsOf(group, type)
  if (words !== undefined)
    return words.includes(value)
      ? []
      : [`${path} is not one of ${words.join(', ')}: ${JSON.stringify(value)}`]
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return [`${path} is no ${type}`]
  const { attributes, required } = modelOf(group, type)
  return attributes.flatMap(({ name, baseName, type: of }) => {
    const held = (value as Record<string, unknown>)[baseName]
    const at = `${path}.${baseName}`
    if (held === undefined || held === null) return required.has(name) ? [`${at} is missing`] : []
    return misfits(group, of, held, at)
  })
}

function isMoment(value: unknown): boolean {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) && !Number.isNaN(Date.parse(value))
}

/** Enumerations are exported beside the model that uses them: `PublicOwnerTypeEnum` beside `PublicOwner`. */
function wordsOf(group: string, type: string): readonly unknown[] | undefined {
  if (!type.endsWith('Enum')) return undefined
  for (let length = type.length; length > 0; length -= 1) {
    const file = join(models(group), `${type.slice(0, length)}.js`)
    if (!existsSync(file)) continue
    return Object.values((require(file) as Record<string, Record<string, unknown>>)[type] ?? {})
  }
  throw new Error(`no model of ${group} holds ${type}`)
}

const known = new Map<string, Model>()

function modelOf(group: string, type: string): Model {
  const file = join(models(group), type)
  const found = known.get(file)
  if (found !== undefined) return found
  const exported = require(`${file}.js`) as Record<string, { getAttributeTypeMap: () => Attribute[] }>
  const attributes = exported[type]?.getAttributeTypeMap()
  if (attributes === undefined) throw new Error(`${group} has no model ${type}`)
  const declared = readFileSync(`${file}.d.ts`, 'utf8').matchAll(/^\s+'([^']+)':/gm)
  const model = { attributes, required: new Set([...declared].map(([, name = '']) => name)) }
  known.set(file, model)
  return model
}

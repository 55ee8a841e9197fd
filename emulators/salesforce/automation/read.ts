import type { ObjectSchema, Schema } from '../schema/types.ts'
import { isWritten } from '../store/open.ts'
import {
  type Act,
  type Automation,
  type AutomationType,
  automationTypes,
  eventsOf,
  type FieldValues,
  type WriteEvent,
} from './types.ts'

type Body = Readonly<Record<string, unknown>>

/** What somebody wishes to have planted; throws a sentence when that makes no sense. */
export function readAutomation(schema: Schema, body: Body): Automation {
  const object = objectNamed(schema, body.object)
  const type = automationTypes.find((each) => each === body.type)
  if (type === undefined) throw new Error(`"type" must be one of ${automationTypes.join(', ')}`)
  const { name } = body
  if (typeof name !== 'string' || !/^[A-Za-z]\w{0,79}$/.test(name))
    throw new Error('"name" must begin with a letter and consist of letters, digits and underscores')
  const on = readEvents(type, body.on)
  const act = readAct(schema, object, type, on, body.act)
  const when = readValues(schema, object, 'when', body.when ?? {}, () => true)
  return {
    object: object.name,
    type,
    name,
    on,
    act,
    when,
    active: body.active !== false,
    namespace: typeof body.namespace === 'string' ? body.namespace : null,
  }
}

function objectNamed(schema: Schema, name: unknown): ObjectSchema {
  const object = typeof name === 'string' ? schema.object(name) : undefined
  if (object === undefined) throw new Error(`no such object: ${String(name)}`)
  return object
}

function readEvents(type: AutomationType, given: unknown): readonly WriteEvent[] {
  const known = eventsOf[type]
  const list: readonly unknown[] = Array.isArray(given) ? given : []
  const on = known.filter((event) => list.includes(event))
  if (on.length === 0 || on.length !== list.length)
    throw new Error(`"on" of a ${type} must be a list of ${known.join(', ')}`)
  if (type === 'flow' && on.includes('delete') && on.length > 1)
    throw new Error('a flow that reacts to delete reacts to nothing else')
  return on
}

function readAct(
  schema: Schema,
  object: ObjectSchema,
  type: AutomationType,
  on: readonly WriteEvent[],
  given: unknown,
): Act | null {
  if (given === undefined || given === null) return null
  const act = given as Body
  const kinds = ['set', 'refuse', 'create'].filter((kind) => act[kind] !== undefined)
  const [kind] = kinds
  if (kind === undefined || kinds.length > 1) throw new Error('"act" must have one of set, refuse, create')
  const allowed =
    type === 'validation' ? ['refuse'] : type === 'workflow' ? ['set'] : ['set', 'refuse', 'create']
  if (!allowed.includes(kind)) throw new Error(`a ${type} can only ${allowed.join(', ')}`)
  if (kind === 'refuse') return { refuse: String(act.refuse) }
  if (kind === 'create') return readCreate(schema, act.create)
  if (on.includes('delete')) throw new Error('nothing can be set in a record that is deleted')
  return { set: readValues(schema, object, 'set', act.set, (each) => each !== 'Id') }
}

function readCreate(schema: Schema, given: unknown): Act {
  const { object: name, values = {} } = (given ?? {}) as Body
  const object = objectNamed(schema, name)
  return { create: { object: object.name, values: readValues(schema, object, 'create', values, () => true) } }
}

function readValues(
  schema: Schema,
  object: ObjectSchema,
  key: string,
  given: unknown,
  allowed: (field: string) => boolean,
): FieldValues {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new Error(`"${key}" must name fields and their values`)
  for (const [name, value] of Object.entries(given)) {
    const field = schema.field(object, name)
    if (field === undefined || !isWritten(field) || !allowed(field.name))
      throw new Error(`"${key}": no such field: ${object.name}.${name}`)
    if (value !== null && typeof value === 'object')
      throw new Error(`"${key}": ${name} must be a text, a number, true, false or null`)
  }
  return given as FieldValues
}

import type { Decided } from '../../../src/plan/group/group.ts'
import type { Chance } from '../chance.ts'
import type { PlainClient } from './client.ts'
import type { Planter } from './planter.ts'
import { valueFor } from './values.ts'

export interface Meddling {
  readonly client: PlainClient
  readonly planter: Planter
  readonly chance: Chance
  readonly groups: readonly Decided[]
}

/** Somebody edits, moves, deletes or adds something, without knowing what was merged. */
export async function meddle(meddling: Meddling): Promise<string> {
  const { chance } = meddling
  const done: string[] = []
  for (let left = 1 + chance.int(3); left > 0; left--) {
    const how = chance.pick([edit, edit, move, remove, add])
    done.push(await how(meddling))
  }
  return done.join('; ')
}

async function edit({ client, planter, chance, groups }: Meddling): Promise<string> {
  const { key } = chance.pick(chance.pick(groups).members)
  const columns = planter.describes
    .get(key.object)
    ?.fields.filter(({ updateable, referenceTo, unique, type, name }) => {
      const plain = ['string', 'phone', 'picklist', 'textarea', 'double', 'date'].includes(type)
      return updateable && plain && !unique && referenceTo.length === 0 && !/Name$|tude$/.test(name)
    })
  if (columns === undefined || columns.length === 0) return 'nothing to edit'
  const column = chance.pick(columns)
  const values = { [column.name]: valueFor(column, chance, `m${chance.int(1000)}`) }
  const { status } = await client.send('PATCH', `/sobjects/${key.object}/${key.id}`, values)
  return `edit ${key.object} ${key.id} ${column.name}: ${status}`
}

/** A row that hangs, or hung, on some member. */
async function someRow({ planter, chance }: Meddling) {
  const objects = [...planter.planted].filter(([name, ids]) => name !== 'User' && ids.length > 0)
  const [object, ids] = chance.pick(objects)
  return { object, id: chance.pick(ids) }
}

async function move(meddling: Meddling): Promise<string> {
  const { client, planter, chance } = meddling
  const { object, id } = await someRow(meddling)
  const columns = planter.describes
    .get(object)
    ?.fields.filter(
      ({ updateable, referenceTo }) => updateable && !referenceTo.includes('User') && referenceTo.length > 0,
    )
  if (columns === undefined || columns.length === 0) return 'nothing to move'
  const column = chance.pick(columns)
  const targets = column.referenceTo.flatMap((name) => planter.planted.get(name) ?? [])
  if (targets.length === 0) return 'nowhere to move'
  const { status } = await client.send('PATCH', `/sobjects/${object}/${id}`, {
    [column.name]: chance.pick(targets),
  })
  return `move ${object} ${id} ${column.name}: ${status}`
}

async function remove(meddling: Meddling): Promise<string> {
  const members = new Set(meddling.groups.flatMap((group) => group.members.map(({ key }) => key.id)))
  const { object, id } = await someRow(meddling)
  if (members.has(id)) return 'no member is deleted'
  const { status } = await meddling.client.send('DELETE', `/sobjects/${object}/${id}`)
  return `delete ${object} ${id}: ${status}`
}

async function add({ planter, chance, groups }: Meddling): Promise<string> {
  const { key } = chance.pick(chance.pick(groups).members)
  const ways = planter.describes.get(key.object)?.childRelationships.filter(({ childSObject, field }) => {
    const child = planter.describes.get(childSObject)
    return child?.createable && child.fields.some(({ name, createable }) => name === field && createable)
  })
  if (ways === undefined || ways.length === 0) return 'nothing to add'
  const { childSObject, field } = chance.pick(ways.filter((way) => way.childSObject !== 'User'))
  const id = await planter.plant(childSObject, { [field]: key.id })
  return `add ${childSObject}.${field} to ${key.id}: ${id}`
}

import assert from 'node:assert/strict'
import type { WriteSubject } from './conformance-writer.ts'
import type { Connection, FieldDescription } from './connector.ts'
import type { NativeRecord, Value } from './record.ts'

type Values = Readonly<Record<string, Value>>

/** What was made is found by its values; neither what is a little different, nor what was there before. */
export async function findsWhatItMade(
  connection: Connection,
  { object, field }: WriteSubject,
  before: readonly NativeRecord[],
): Promise<void> {
  const { writer } = connection
  assert.ok(writer)
  const { split } = await writer.abilities(object)
  if (split !== undefined)
    assert.ok(writer.created, 'what can be split must be found when nobody told that it was made')
  if (writer.created === undefined) return
  const [first] = before
  assert.ok(first)
  const values = {
    ...(await createable(connection, object, first, split?.fromTies)),
    [field]: 'conformance made',
  }
  const since = new Date(0)
  assert.deepEqual(await writer.created(object, since, values), [], 'nothing was made yet')
  const [made] = await writer.create(object, [values])
  assert.ok(made?.result === 'done', 'a record must be made')
  assert.deepEqual(await writer.created(object, since, values), [made.id], 'what was made must be found')
  const other = { ...values, [field]: 'conformance made otherwise' }
  assert.deepEqual(await writer.created(object, since, other), [], 'another record must not be found')
  if (writer.remove === undefined) return
  assert.deepEqual(await writer.remove(object, [made.id]), [{ result: 'done' }], 'it must be removed')
  const fate = (await writer.fates(object, [made.id])).get(made.id)
  assert.equal(fate?.is, 'deleted', 'what was removed must be told as deleted')
}

interface Merged {
  readonly before: readonly NativeRecord[]
  /** The record that stands for all of the group. */
  readonly into: string
}

/** What was merged away is made anew beside the survivor, where the writer says that it can be split. */
export async function splits(
  connection: Connection,
  { object, field }: WriteSubject,
  { before, into }: Merged,
): Promise<void> {
  const { writer } = connection
  const { split, emptiedFirst = [] } = (await writer?.abilities(object)) ?? {}
  for (const { what, why, source } of split?.losses ?? [])
    assert.ok(what !== '' && why !== '' && source !== '', 'a loss without reason or source')
  if (writer === undefined || split === undefined) return
  const [, loser] = before
  assert.ok(loser)
  for (const name of emptiedFirst)
    assert.ok(name in loser.values, `${object}.${name} is to be emptied first and is not there`)
  const value = loser.values[field] ?? 'conformance split'
  const values = { ...(await createable(connection, object, loser, split.fromTies)), [field]: value }
  const [made] = await writer.create(object, [values])
  assert.ok(made?.result === 'done', 'a record that was merged away must be made anew')
  const found = await writer.fetch(object, [into, made.id])
  assert.deepEqual(
    found.map(({ id }) => id),
    [into, made.id],
    'both must be there',
  )
  assert.deepEqual(found[1]?.values[field], value)
}

async function createable(
  connection: Connection,
  object: string,
  { values }: NativeRecord,
  fromTies: readonly string[] = [],
): Promise<Values> {
  const [description] = await connection.describe([object])
  const can = ({ name, createable, system, unique, externalId }: FieldDescription): boolean =>
    createable && !system && !unique && !externalId && !fromTies.includes(name)
  const names = new Set((description?.fields ?? []).filter(can).map(({ name }) => name))
  return Object.fromEntries(
    Object.entries(values).filter(([name, value]) => names.has(name) && value !== null && value !== ''),
  )
}

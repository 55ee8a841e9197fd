import assert from 'node:assert/strict'
import { publishesAndWithdraws } from './conformance-reviews.ts'
import { findsWhatItMade, splits } from './conformance-split.ts'
import { saysWhatItTies, tiesAndUnties } from './conformance-ties.ts'
import type { Connection } from './connector.ts'
import type { NativeRecord, Value } from './record.ts'
import type { Fate, StepOutcome, Writer } from './writer.ts'

/** Records that may be merged, restored and changed; afterwards all are there again where the CRM can restore. */
export interface WriteSubject {
  readonly object: string
  /** At least two, the first of which survives. */
  readonly group: readonly [string, string, ...string[]]
  /** A column that holds texts, which may be changed. */
  readonly field: string
  /** Needed where the writer has ties: one that can hang on the first of the group, and does not. */
  readonly tie?: { readonly relationship: string; readonly row: string }
  /** An id that could be one of the object, but is of no record. */
  readonly missing: string
  /** From now on, until `act` is over, each answer to an update is lost after the update was carried out. */
  readonly losing: <T>(act: () => Promise<T>) => Promise<T>
}

/** What every writer promises, by the name of the check. */
export const writerChecks: Readonly<
  Record<string, (connection: Connection, subject: WriteSubject) => Promise<void>>
> = {
  'says what it can do with records, and what hangs on them': saysWhatItCan,
  'fetches in the order that was asked for, and only what is there': fetchesInOrder,
  'tells of each update for itself, in order': updatesEach,
  'does not know whether it wrote when the answer is lost': admitsNotKnowing,
  'attaches and detaches ties': (connection, subject) => tiesAndUnties(writerOf(connection), subject),
  'finds what it has made, and nothing else': findsCreated,
  'publishes sets, finds, reads and withdraws them': (connection, subject) =>
    publishesAndWithdraws(connection, subject),
  'merges, tells what became of each, and restores or splits': mergesAndRestores,
}

function writerOf({ writer }: Connection): Writer {
  assert.ok(writer, 'the connection has no writer')
  return writer
}

async function saysWhatItCan(connection: Connection, { object }: WriteSubject): Promise<void> {
  const writer = writerOf(connection)
  const [description] = await connection.describe([object])
  const columns = new Set(description?.fields.map(({ name }) => name))
  const { merge, why, traits, updatesPerRequest, preserving } = await writer.abilities(object)
  if (preserving !== undefined)
    assert.ok(writer.attach && writer.remove, 'what can be preserved is attached and removed')
  assert.ok(updatesPerRequest >= 1, 'updatesPerRequest')
  if (merge === null) assert.ok(why, 'it must say why there is no merge')
  else assert.ok(merge.recordsPerMerge >= 2 && merge.mergesPerRequest >= 1, 'a merge of fewer than two')
  const named = [
    ...Object.values(traits.groups).flat(),
    ...traits.consents.flatMap(({ field, address }) => [field, address]),
    ...traits.foreignIds,
    ...[traits.owner, traits.recordType].filter((name) => name !== null),
    ...(merge?.changes ?? []),
  ]
  for (const name of named) assert.ok(columns.has(name), `${object}.${name} is named and not described`)
  const names = (await writer.relationships(object)).map(({ name }) => name)
  assert.equal(new Set(names).size, names.length, 'two relationships have one name')
  await saysWhatItTies(writer, object)
  const { forbidden, blind, bin } = await writer.check([object])
  assert.deepEqual((await writer.bin?.([object])) ?? null, bin, 'the recycle bin is told in two ways')
  assert.deepEqual(forbidden, [], 'this login may not write; the checks need one that may')
  for (const { what, why: reason } of blind) assert.ok(what !== '' && reason !== '', 'a gap without reason')
}

async function fetchesInOrder(
  connection: Connection,
  { object, group, missing }: WriteSubject,
): Promise<void> {
  const asked = [...group].reverse()
  const records = await writerOf(connection).fetch(object, [missing, ...asked])
  assert.deepEqual(
    records.map(({ id }) => id),
    asked,
  )
}

async function updatesEach(connection: Connection, subject: WriteSubject): Promise<void> {
  const { object, group, field, missing } = subject
  const [first, second] = group
  const writer = writerOf(connection)
  const before = await fetchAll(writer, subject)
  const outcomes = await writer.update(object, [
    { id: first, values: { [field]: 'conformance 1' } },
    { id: missing, values: { [field]: 'conformance 2' } },
    { id: second, values: { [field]: 'conformance 3' } },
  ])
  assert.deepEqual(
    outcomes.map(({ result }) => result),
    ['done', 'refused', 'done'],
  )
  for (const outcome of outcomes) assertQuiet(outcome, ['conformance 2'])
  const after = await fetchAll(writer, subject)
  assert.deepEqual(
    [textOf(after, first, field), textOf(after, second, field)],
    ['conformance 1', 'conformance 3'],
  )
  await putBack(writer, subject, before)
}

async function admitsNotKnowing(connection: Connection, subject: WriteSubject): Promise<void> {
  const { object, group, field } = subject
  const [first] = group
  const writer = writerOf(connection)
  const before = await fetchAll(writer, subject)
  const calls = connection.calls().total
  const [outcome] = await subject.losing(() =>
    writer.update(object, [{ id: first, values: { [field]: 'conformance' } }]),
  )
  assert.equal(outcome?.result, 'unknown')
  assert.equal(connection.calls().total, calls + 1, 'it must be sent once, and not again')
  assert.equal(textOf(await fetchAll(writer, subject), first, field), 'conformance')
  await putBack(writer, subject, before)
}

async function mergesAndRestores(connection: Connection, subject: WriteSubject): Promise<void> {
  const { object, group, field } = subject
  const writer = writerOf(connection)
  const { merge } = await writer.abilities(object)
  assert.ok(merge, `${object} must be one that can be merged`)
  const before = await fetchAll(writer, subject)
  const [survivor, loser] = group
  const key = (id: string) => ({ connection: 'conformance', object, id })
  const values = merge.takesValues ? { [field]: 'conformance' } : {}
  const step = { survivor: key(survivor), losers: [key(loser)], values }
  const script = writer.script(object, [step])
  assert.ok(script === null || !script.includes('conformance'), 'a script must not hold values')
  const foreseen = foresee(before, merge.foresee)
  const [outcome] = await writer.merge(object, [step])
  assert.ok(outcome?.result === 'done', 'the merge must succeed')
  const restorable = merge.undo.kind !== 'impossible'
  if (restorable) assert.equal(outcome.survivorId, survivor, 'what can be restored keeps its id')
  await assertMerged(writer, subject, {
    into: outcome.survivorId,
    restorable,
    values: { ...foreseen, ...values },
  })
  const [again] = await writer.merge(object, [step])
  assert.notEqual(again?.result, 'done', 'what is merged cannot be merged once more')
  const restored = await writer.restore(object, [loser])
  if (!restorable) {
    assert.deepEqual(
      restored.map(({ result }) => result),
      ['refused'],
      'what cannot be undone must not seem to be',
    )
    await splits(connection, subject, { before, into: outcome.survivorId })
    return
  }
  assert.deepEqual(restored, [{ result: 'done' }])
  assert.deepEqual(
    [...(await writer.fates(object, group)).values()],
    group.map((): Fate => ({ is: 'there' })),
  )
  await putBack(writer, subject, before)
}

async function findsCreated(connection: Connection, subject: WriteSubject): Promise<void> {
  const before = await fetchAll(writerOf(connection), subject)
  await findsWhatItMade(connection, subject, before)
}

function foresee(
  [survivor, ...losers]: readonly NativeRecord[],
  predict: NonNullable<Awaited<ReturnType<Writer['abilities']>>['merge']>['foresee'],
): Readonly<Record<string, Value>> {
  return survivor === undefined || predict === undefined ? {} : predict(survivor, losers.slice(0, 1))
}

interface Merged {
  /** The survivor's own id, or the new one that the merge gave it. */
  readonly into: string
  readonly restorable: boolean
  readonly values: Readonly<Record<string, Value>>
}

async function assertMerged(
  writer: Writer,
  { object, group: [survivor, loser], missing }: WriteSubject,
  { into, restorable, values }: Merged,
): Promise<void> {
  const asked = [...new Set([missing, loser, survivor, into])]
  const fates = await writer.fates(object, asked)
  assert.deepEqual([...fates.keys()], asked, 'fates by the ids that were asked for')
  assert.deepEqual(
    [...fates.values()],
    asked.map((id): Fate => {
      if (id === missing) return { is: 'gone' }
      return id === into ? { is: 'there' } : { is: 'merged', into, restorable }
    }),
  )
  const left = await writer.fetch(object, [...new Set([survivor, into, loser])])
  assert.deepEqual(
    left.map(({ id }) => id),
    [into],
  )
  for (const [name, value] of Object.entries(values)) assert.deepEqual(left[0]?.values[name], value, name)
}

async function fetchAll(writer: Writer, { object, group }: WriteSubject): Promise<readonly NativeRecord[]> {
  const records = await writer.fetch(object, group)
  assert.equal(records.length, group.length, 'all records of the group must be there')
  return records
}

function textOf(records: readonly NativeRecord[], id: string, field: string): unknown {
  return records.find((record) => record.id === id)?.values[field]
}

async function putBack(
  writer: Writer,
  { object, field }: WriteSubject,
  before: readonly NativeRecord[],
): Promise<void> {
  const updates = before.map(({ id, values }) => ({ id, values: { [field]: values[field] ?? null } }))
  for (const { result } of await writer.update(object, updates)) assert.equal(result, 'done')
}

function assertQuiet(outcome: StepOutcome, texts: readonly string[]): void {
  if (outcome.result !== 'refused') return
  assert.ok(outcome.code !== '' && outcome.message !== '', 'a refusal without code or message')
  for (const text of texts) assert.ok(!outcome.message.includes(text), 'a refusal repeats a value')
}

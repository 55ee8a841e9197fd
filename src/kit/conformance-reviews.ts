import assert from 'node:assert/strict'
import type { WriteSubject } from './conformance-writer.ts'
import type { Connection } from './connector.ts'
import type { ReviewGroup, ReviewOptions } from './publish.ts'

const options: ReviewOptions = { verdict: null, survivor: null, rules: {} }

/** A set is made of the records, found by them, told as nobody touched it, and withdrawn; the records stay. */
export async function publishesAndWithdraws(
  { reviews, writer }: Connection,
  { object, group }: WriteSubject,
): Promise<void> {
  if (reviews === undefined) return
  if ('why' in reviews) {
    assert.ok(reviews.why !== '', 'it must say why there are no sets')
    return
  }
  const { forbidden, without } = await reviews.check([object], options)
  assert.deepEqual(forbidden, [], 'this login may not publish; the checks need one that may')
  assert.equal(without[object], undefined, `${object} must be one of which sets can be made`)
  const asked: ReviewGroup = { id: '0123456789abcdef', object, records: group }
  assert.equal((await reviews.find([asked])).size, 0, 'nothing was published yet')
  assert.equal(reviews.batch([asked]), 1, 'one group must fit into a request')
  const [outcome] = await reviews.publish([asked], options)
  assert.ok(outcome?.result === 'done', `the group must be published: ${JSON.stringify(outcome)}`)
  const { set, entries } = outcome
  assert.deepEqual(Object.keys(entries).sort(), [...group].sort(), 'each record has an entry')
  const { created = '', ...found } = (await reviews.find([asked])).get(asked.id) ?? {}
  assert.deepEqual(found, { set, entries }, 'it must be found')
  assert.ok(Number.isFinite(Date.parse(created)), 'when it was made must be told')
  const part = { ...asked, id: 'fedcba9876543210', records: group.slice(0, -1) }
  assert.equal((await reviews.find([part])).size, 0, 'a set with other records must not be found')
  const collect = async () =>
    (await reviews.collect([{ ...asked, set: { set, entries } }], options, [])).states[0]
  const open = await collect()
  assert.deepEqual([open?.is, open?.touch?.hand, open?.added, open?.answer], ['there', 'self', 0, null])
  const members = open?.members.map(({ record, fate, entry }) => ({ record, fate, entry }))
  const untouched = { fate: { is: 'there' }, entry: 'there' }
  assert.deepEqual(
    members,
    group.map((record) => ({ record, ...untouched })),
  )
  assert.deepEqual(await reviews.withdraw([set]), [{ result: 'done' }])
  assert.notEqual((await collect())?.is, 'there', 'what was withdrawn must not be told as there')
  assert.equal((await writer?.fetch(object, group))?.length, group.length, 'records must stay')
}

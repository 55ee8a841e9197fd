import { join } from 'node:path'
import { expect, it } from 'vitest'
import {
  createJournal,
  forgetInJournals,
  type JournalWrite,
  readJournal,
} from '../../../src/plan/journal/index.ts'
import { forgottenIn } from '../../../src/snapshot/tombstones.ts'
import { all, preImage, scratch } from './fixture.ts'

function merge(step: number, record: string, losers: readonly string[], id: string): readonly JournalWrite[] {
  const item = {
    action: 'aaaaaaaa',
    item: `m${step}`,
    object: 'contacts',
    record,
    losers: [...losers],
    fields: [],
  }
  return [
    { body: { type: 'intent', step, verb: 'merge', items: [item], sha256: 'b'.repeat(64) } },
    { body: { type: 'outcome', step, outcomes: [{ result: 'done', id }] } },
  ]
}

/** A first journal in which 1, 2 and 3 became 901 and then 902; a later one that knows 902 only; companies beside. */
const first = [
  preImage('aaaaaaaa', [{ id: '1' }, { id: '2' }, { id: '3' }], 'contacts'),
  ...merge(0, '1', ['2'], '901'),
  ...merge(1, '901', ['3'], '902'),
  preImage('cccccccc', [{ id: '1' }, { id: '2' }], 'companies'),
]
const later = [preImage('bbbbbbbb', [{ id: '902' }, { id: '7' }], 'contacts')]

/** In the end an undo made 3 anew as 950. */
function anew(step: number, record: string, id: string): readonly JournalWrite[] {
  const item = { action: 'aaaaaaaa', item: `create:record:${record}`, object: 'contacts', record, fields: [] }
  return [
    { body: { type: 'intent', step, verb: 'create', items: [item], sha256: 'b'.repeat(64) } },
    { body: { type: 'outcome', step, outcomes: [{ result: 'done', id }] } },
  ]
}

it.each([
  ['its new id, with its former values', 'contacts/950', [1, 1]],
  ['its former id, which leads to the survivor, not to it', 'contacts/3', [1, 0]],
])('a person who was made anew is forgotten by %s', async (_, who, groups) => {
  using folder = scratch()
  const dirs = ['first', 'later'].map((name) => join(folder.path, name))
  const since = [preImage('bbbbbbbb', [{ id: '950' }, { id: '7' }], 'contacts')]
  for (const [n, writes] of [[...first, ...anew(2, '3', '950')], since].entries()) {
    await using journal = await createJournal(dirs[n] as string, folder.options)
    await journal.appendAll(writes)
  }
  const { home } = folder.options
  const { journals, failed } = await forgetInJournals(home, who)
  expect(failed).toEqual([])
  expect(dirs.map((dir) => journals.find(({ path }) => path === dir)?.groups ?? 0)).toEqual(groups)
})

it('nobody who was forgotten by a journal is made anew by another one', async () => {
  using folder = scratch()
  await using journal = await createJournal(join(folder.path, 'first'), folder.options)
  await journal.appendAll([...first, ...anew(2, '3', '950')])
  const { home, connection } = folder.options
  await journal[Symbol.asyncDispose]()
  await forgetInJournals(home, `${connection}/contacts/950`)
  const isForgotten = forgottenIn(home)
  const found = ['3', '950', '7'].filter((id) => isForgotten(connection, 'contacts', { id, values: {} }))
  expect(found).toEqual(['3', '950'])
})

it.each([
  ['the id that it has now', 'contacts/902', [1, 1]],
  ['the id that its survivor had first', 'contacts/1', [1, 1]],
  ['the id of one that was merged into it', 'contacts/3', [1, 0]],
  ['the id of somebody else', 'contacts/7', [0, 1]],
  ['an equal id of another object', 'companies/1', [1, 0]],
])('a person whose record got new ids is forgotten by %s', async (_, who, groups) => {
  using folder = scratch()
  const dirs = ['first', 'later'].map((name) => join(folder.path, name))
  for (const [n, writes] of [first, later].entries()) {
    await using journal = await createJournal(dirs[n] as string, folder.options)
    await journal.appendAll(writes)
  }
  const { journals, failed } = await forgetInJournals(folder.options.home, who)
  expect(failed).toEqual([])
  expect(dirs.map((dir) => journals.find(({ path }) => path === dir)?.groups ?? 0)).toEqual(groups)
})

it('a list with the number of a person is not that person', async () => {
  using folder = scratch()
  const row = {
    relationship: 'contacts.lists',
    id: '1',
    member: '5',
    pointer: '5',
    slot: null,
    values: { name: 'x' },
  }
  const image = (object?: string): JournalWrite => ({
    body: preImage('aaaaaaaa', [{ id: '5' }, { id: '6' }], 'contacts').body as never,
    values: { members: [], children: [{ ...row, ...(object === undefined ? {} : { object }) }] },
  })
  const dir = join(folder.path, 'journal')
  {
    await using journal = await createJournal(dir, folder.options)
    await journal.appendAll([image('lists')])
  }
  expect((await forgetInJournals(folder.options.home, 'contacts/1')).journals).toEqual([])
  expect((await forgetInJournals(folder.options.home, 'contacts/5')).journals).toMatchObject([{ groups: 1 }])
  await using reader = readJournal(dir)
  expect(await all(reader.entries())).toHaveLength(2)
})

import { join } from 'node:path'
import { expect, it } from 'vitest'
import {
  createJournal,
  forgetInJournals,
  type JournalWrite,
  readJournal,
} from '../../../src/plan/journal/index.ts'
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

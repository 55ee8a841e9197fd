import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  createJournal,
  forgetInJournals,
  type JournalOptions,
  type JournalWrite,
} from '../../../src/plan/journal/index.ts'
import { forgottenIn } from '../../../src/snapshot/tombstones.ts'
import { preImage, scratch } from './fixture.ts'

const run = [
  preImage('aaaaaaaa', [{ id: '003A', email: 'Ana@acme.example' }, { id: '003A2' }]),
  preImage('bbbbbbbb', [{ id: '003B' }, { id: '003B2' }]),
]

async function journalOf(dir: string, options: JournalOptions, writes: readonly JournalWrite[] = run) {
  await using journal = await createJournal(dir, options)
  await journal.appendAll(writes)
}

describe('nobody who was forgotten comes back', () => {
  const buried = (home: string, object: string, ids: readonly string[], connection = 'acme') => {
    const isForgotten = forgottenIn(home)
    return ids.filter((id) => isForgotten(connection, object, { id, values: {} }))
  }

  it.each(['003000000000123AAA', 'Contact/003000000000123AAA', 'acme/Contact/003000000000123AAA'])(
    'named as %s, of whom nothing here knows',
    async (who) => {
      using folder = scratch()
      const { home } = folder.options
      const found = await forgetInJournals(home, who)
      expect([found.searched, found.failed]).toEqual([0, []])
      const id = '003000000000123AAA'
      expect(buried(home, 'Contact', [id, '003000000000124AAA'])).toEqual([id])
    },
  )

  it.each(['003A', 'Contact/003A', 'acme/Contact/003A', 'ana@acme.example'])(
    'named as %s, by a copy of the journal that is not listed; nor who was taken for the same person',
    async (who) => {
      using folder = scratch()
      await journalOf(join(folder.path, 'journal'), folder.options)
      await forgetInJournals(folder.options.home, who)
      expect(buried(folder.options.home, 'Contact', ['003A', '003A2', '003B', '003B2'])).toEqual([
        '003A',
        '003A2',
      ])
    },
  )

  it('but whoever was in a group that was taken back is somebody else', async () => {
    using folder = scratch()
    const item = { what: 'loser', object: 'Contact', id: '003A2', fidelity: 'exact', why: '' } as const
    const undone: JournalWrite = { body: { type: 'undone', action: 'aaaaaaaa', items: [item] } }
    await journalOf(join(folder.path, 'journal'), folder.options, [...run, undone])
    await forgetInJournals(folder.options.home, '003A')
    expect(buried(folder.options.home, 'Contact', ['003A', '003A2'])).toEqual(['003A'])
  })

  it('and no company goes with a contact that hung on it', async () => {
    using folder = scratch()
    const row = { relationship: 'Contact.AccountId', member: '001A', pointer: '001A', slot: null }
    const image = preImage('aaaaaaaa', [{ id: '001A' }, { id: '001B' }], 'Account')
    const children = [{ ...row, id: '003A', values: { LastName: 'Ruiz' } }]
    const write = { ...image, values: { members: [], children } } as unknown as JournalWrite
    await journalOf(join(folder.path, 'journal'), folder.options, [write])
    await forgetInJournals(folder.options.home, '003A')
    const { home } = folder.options
    expect([buried(home, 'Contact', ['003A']), buried(home, 'Account', ['001A', '001B'])]).toEqual([
      ['003A'],
      [],
    ])
  })

  it('a number is asked for with its object, and is nobody of another connection that is known', async () => {
    using folder = scratch()
    const { home } = folder.options
    const refused = { code: 'AMBIGUOUS_ID', exit: 2 }
    await expect(forgetInJournals(home, '2')).rejects.toMatchObject(refused)
    await journalOf(join(folder.path, 'journal'), folder.options, [
      preImage('aaaaaaaa', [{ id: '2' }, { id: '3' }], 'contacts'),
    ])
    for (let times = 0; times < 2; times++) await forgetInJournals(home, 'contacts/2')
    expect(buried(home, 'contacts', ['2', '3', '4'])).toEqual(['2', '3'])
    expect(buried(home, 'contacts', ['2', '3'], 'beta')).toEqual([])
    expect(buried(home, 'companies', ['2', '3'])).toEqual([])
    await forgetInJournals(home, 'contacts/5')
    expect(buried(home, 'contacts', ['5', '6'], 'beta')).toEqual(['5'])
  })
})

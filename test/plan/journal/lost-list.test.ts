import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createJournal, forgetInJournals } from '../../../src/plan/journal/index.ts'
import { refuseLostList } from '../../../src/plan/journal/lost-list.ts'
import { preImage, scratch } from './fixture.ts'

it.each([
  ['empty', (path: string) => writeFileSync(path, '{"version":1,"salt":"x","emails":[],"records":[]}')],
  ['gone', (path: string) => rmSync(path)],
])('a list of forgotten people that is %s is refused once a journal has a tombstone', async (_, spoil) => {
  using folder = scratch()
  const { home } = folder.options
  {
    await using journal = await createJournal(join(folder.path, 'journal'), folder.options)
    await journal.appendAll([preImage('aaaaaaaa', [{ id: '003A' }, { id: '003B' }])])
  }
  await refuseLostList(home)
  await forgetInJournals(home, '003A')
  await refuseLostList(home)
  spoil(join(home, 'forgotten.json'))
  await expect(refuseLostList(home)).rejects.toMatchObject({ code: 'FORGOTTEN_LOST', exit: 2 })
})

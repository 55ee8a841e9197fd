import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createJournal } from '../../src/plan/journal/index.ts'
import type { JournalWrite } from '../../src/plan/journal/journal.ts'
import { refuseJournal } from '../../src/plan/refuse-journal.ts'
import { intent, opening, outcome, preImage, scratch } from './journal/fixture.ts'

const image = preImage('a', [{ id: '1' }, { id: '2' }])
const plan = 'plan' in opening.body ? opening.body.plan : ''
const org = 'orgId' in opening.body ? opening.body.orgId : ''

describe('another journal of the same plan', () => {
  it.each<[string, string | null, readonly JournalWrite[]]>([
    ['merged something', 'PLAN_BEGUN', [opening, image, intent(0, 'a'), outcome(0, 'done')]],
    ['sent something without an answer', 'PLAN_BEGUN', [opening, image, intent(0, 'a')]],
    ['was refused everything', null, [opening, image, intent(0, 'a'), outcome(0, 'refused')]],
    ['wrote nothing', null, [opening, image]],
  ])('that %s', async (_, code, writes) => {
    using folder = scratch()
    const { options } = folder
    {
      await using journal = await createJournal(join(folder.path, 'first'), { ...options, plan })
      await journal.appendAll(writes)
    }
    const asked = { home: options.home, plan, org, dir: join(folder.path, 'second'), resume: false }
    if (code === null) await refuseJournal(asked)
    else await expect(refuseJournal(asked)).rejects.toMatchObject({ code, exit: 31 })
    const own = { ...asked, dir: join(folder.path, 'first'), resume: true }
    await refuseJournal(own)
    await refuseJournal({ ...asked, plan: 'another' })
    await refuseJournal({ ...asked, org: 'a copy' })
    await expect(refuseJournal({ ...own, org: 'a copy' })).rejects.toMatchObject({ code: 'OTHER_JOURNAL' })
  })
})

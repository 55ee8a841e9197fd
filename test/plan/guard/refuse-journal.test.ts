import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { refuseJournal } from '../../../src/plan/guard/refuse-journal.ts'
import { createJournal } from '../../../src/plan/journal/index.ts'
import type { JournalWrite } from '../../../src/plan/journal/journal.ts'
import { intent, opening, outcome, preImage, scratch } from '../journal/fixture.ts'

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
    const asked = {
      home: options.home,
      plan,
      org,
      dir: join(folder.path, 'second'),
      resume: false,
      sandbox: null,
    }
    if (code === null) await refuseJournal(asked)
    else await expect(refuseJournal(asked)).rejects.toMatchObject({ code, exit: 31 })
    const own = { ...asked, dir: join(folder.path, 'first'), resume: true }
    await refuseJournal(own)
    await refuseJournal({ ...asked, plan: 'another' })
    await refuseJournal({ ...asked, org: 'a copy' })
    await expect(refuseJournal({ ...own, org: 'a copy' })).rejects.toMatchObject({ code: 'OTHER_JOURNAL' })
  })
})

describe('a plan that was applied and taken back', () => {
  const undone: JournalWrite = {
    body: {
      type: 'undone',
      action: 'a',
      items: [{ what: 'record', object: 'Contact', id: '2', fidelity: 'exact', why: '' }],
    },
  }
  const ended: JournalWrite = {
    body: { type: 'close', reason: 'finished', code: 'FINISHED', done: 1, skipped: 0, left: 0 },
  }

  it.each([
    ['is made again', null, 'steward plan create'],
    ['is rehearsed anew with another journal', 'acme-copy', '--rehearse -o acme-copy --journal'],
  ])('%s', async (_, sandbox, advice) => {
    using folder = scratch()
    const dir = join(folder.path, 'first')
    {
      await using journal = await createJournal(dir, { ...folder.options, plan })
      await journal.appendAll([opening, image, intent(0, 'a'), outcome(0, 'done'), ended, undone])
    }
    const asked = { home: folder.options.home, plan, org, dir, sandbox }
    for (const resume of [false, true]) {
      const refused = expect(refuseJournal({ ...asked, resume })).rejects
      await refused.toMatchObject({
        code: 'PLAN_TAKEN_BACK',
        exit: 31,
        actions: [expect.stringContaining(advice), expect.stringContaining('journal show')],
      })
    }
    const other = refuseJournal({ ...asked, dir: join(folder.path, 'second'), resume: false })
    if (sandbox === null) await expect(other).rejects.toMatchObject({ code: 'PLAN_BEGUN' })
    else await other
  })
})

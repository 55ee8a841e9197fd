import { appendFileSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readPlan, readPlanToUndo } from '../../../src/plan/files/read-plan.ts'
import { sealPlan } from '../../../src/plan/files/seal.ts'
import type { ValuesFile } from '../../../src/plan/files/values-file.ts'
import { writePlan } from '../../../src/plan/files/write-plan.ts'
import {
  createJournal,
  forgetInJournals,
  type JournalOptions,
  type JournalWrite,
  readJournal,
  register,
  reopenJournal,
  stateOf,
  verifyJournal,
} from '../../../src/plan/journal/index.ts'
import { draft, mergeAction } from '../files/sample-plan.ts'
import { all, closing, intent, opening, outcome, preImage, scratch, verified } from './fixture.ts'

const ana = { id: '003A', email: 'Ana@acme.example' }
const bo = { id: '003B', email: 'bo@acme.example' }
const run = [
  opening,
  preImage('aaaaaaaa', [ana, { id: '003A2', email: 'ana.old@acme.example' }]),
  preImage('bbbbbbbb', [bo, { id: '003B2', email: 'diana@acme.example' }]),
  intent(0, 'aaaaaaaa', 'bbbbbbbb'),
  outcome(0, 'done', 'done'),
  verified('aaaaaaaa', 'ana@acme.example'),
  verified('bbbbbbbb', 'bo@acme.example'),
  closing,
]

async function written(dir: string, options: JournalOptions, writes: readonly JournalWrite[] = run) {
  await using journal = await createJournal(dir, options)
  await journal.appendAll(writes)
  return { dir, values: join(dir, 'values.ndjson'), chain: join(dir, 'journal.ndjson') }
}

const text = (path: string) => readFileSync(path, 'utf8')

describe('forgetting a person in journals', () => {
  it.each([
    ['an address', 'ana@acme.example'],
    ['an address in other letters', 'ANA@Acme.Example'],
    ['an id', '003A'],
    ['an object and an id', 'Contact/003A'],
    ['a whole key', 'acme/Contact/003A'],
  ])('empties the values of the groups in which it is, by %s, and no others', async (_, who) => {
    using folder = scratch()
    const { dir, values, chain } = await written(join(folder.path, 'journal'), folder.options)
    const others = text(values)
      .split('\n')
      .filter((line) => line.includes('bo@'))
    expect(await forgetInJournals(folder.options.home, who)).toEqual({
      journals: [{ path: dir, groups: 1, entries: 2, suppressed: 0 }],
      plans: [],
      searched: 1,
      missing: [],
      failed: [],
    })
    expect(text(values).split('\n')).toEqual(['{"seq":1}', others[0], '{"seq":5}', others[1], ''])
    expect(text(values) + text(chain)).not.toMatch(/\bana@|ana\.old@/i)
    expect(await verifyJournal(dir)).toMatchObject({ ok: true, values: 2, forgotten: 2, ignored: 0 })
    expect(existsSync(`${values}.new`)).toBe(false)

    await using reader = readJournal(dir)
    const state = await stateOf(reader.entries())
    const [gone, kept] = [state.of('aaaaaaaa').preImage, state.of('bbbbbbbb').preImage]
    if (!gone || !kept) throw new Error('no pre-images')
    expect([gone.forgotten, await reader.preImage(gone)]).toEqual([true, null])
    expect([kept.forgotten, (await reader.preImage(kept))?.members[0]?.id]).toEqual([false, '003B'])
    expect(state.close).toMatchObject({ reason: 'finished' })
  })

  it.each([
    ['part of an address', 'na@acme.example'],
    ['the same id in another connection', 'other/Contact/003A'],
    ['nobody', '003Z'],
  ])('leaves every byte as it is for %s', async (_, who) => {
    using folder = scratch()
    const { values, chain } = await written(join(folder.path, 'journal'), folder.options)
    const before = [text(values), text(chain)]
    const { journals, failed } = await forgetInJournals(folder.options.home, who)
    expect([journals, failed, text(values), text(chain)]).toEqual([[], [], ...before])
  })

  it('tells records of two objects with one number apart', async () => {
    using folder = scratch()
    const { dir } = await written(join(folder.path, 'journal'), folder.options, [
      preImage('aaaaaaaa', [{ id: '101' }, { id: '102' }], 'contacts'),
      preImage('bbbbbbbb', [{ id: '101' }, { id: '102' }], 'companies'),
    ])
    const { journals } = await forgetInJournals(folder.options.home, 'companies/101')
    expect(journals).toMatchObject([{ groups: 1, entries: 1 }])
    await using reader = readJournal(dir)
    const [first, second] = await all(reader.entries())
    expect(await reader.valuesOf(first as never)).toMatchObject({ is: 'held' })
    expect(await reader.valuesOf(second as never)).toEqual({ is: 'forgotten' })
  })

  it('finds rows that hang on others, when they were kept whole', async () => {
    using folder = scratch()
    const account = (values: object): JournalWrite => ({
      body: preImage('aaaaaaaa', [{ id: '001A' }, { id: '001B' }], 'Account').body as never,
      values: {
        members: [
          { id: '001A', values: {} },
          { id: '001B', values: {} },
        ],
        children: [
          {
            relationship: 'Contact.AccountId',
            id: '003A',
            member: '001A',
            pointer: '001A',
            slot: null,
            values,
          },
        ],
      },
    })
    await written(join(folder.path, 'pointers'), folder.options, [account({})])
    const whole = await written(join(folder.path, 'whole'), folder.options, [account({ LastName: 'Ruiz' })])
    const { journals } = await forgetInJournals(folder.options.home, '003A')
    expect(journals).toMatchObject([{ path: whole.dir, entries: 1 }])
  })

  it('follows an address to its records, and these to other addresses', async () => {
    using folder = scratch()
    await written(join(folder.path, 'old'), folder.options, [
      preImage('aaaaaaaa', [{ ...ana, email: 'a@old.example' }, bo]),
    ])
    await written(join(folder.path, 'new'), folder.options)
    const { journals } = await forgetInJournals(folder.options.home, 'ana@acme.example')
    expect(journals.map(({ entries }) => entries)).toEqual([1, 2])
  })

  it('finds an address within a text, after a line break too, and in values without an entry', async () => {
    using folder = scratch()
    const { values, dir } = await written(join(folder.path, 'journal'), folder.options, [
      preImage('aaaaaaaa', [{ id: '1', email: 'write to\nana@acme.example.' }, { id: '2' }]),
    ])
    appendFileSync(values, `{"salt":"${'0'.repeat(64)}","seq":7,"values":{"Email":"ana@acme.example"}}\n`)
    await forgetInJournals(folder.options.home, 'ana@acme.example')
    expect(text(values)).toBe('{"seq":0}\n')
    expect(await verifyJournal(dir)).toMatchObject({ ok: true, forgotten: 1, ignored: 0 })
  })

  it('takes the address out of the suppression list', async () => {
    using folder = scratch()
    const { dir } = await written(join(folder.path, 'journal'), folder.options)
    const path = join(dir, 'suppression.csv')
    writeFileSync(path, 'address,object\nana@acme.example,Contact\ndiana@acme.example,Contact\n', {
      mode: 0o600,
    })
    expect((await forgetInJournals(folder.options.home, 'ana@acme.example')).journals).toMatchObject([
      { suppressed: 1 },
    ])
    expect(text(path)).toBe('address,object\ndiana@acme.example,Contact\n')
  })

  it('ends what an earlier forgetting began, with one tombstone', async () => {
    using folder = scratch()
    const { dir, values } = await written(join(folder.path, 'journal'), folder.options)
    const before = text(values)
    await forgetInJournals(folder.options.home, '003A')
    writeFileSync(values, before) // as if the power had failed before the new file took the old one's place
    const { problems } = await verifyJournal(dir)
    expect(problems).toMatchObject([{ todo: expect.stringContaining('forget again') }, { where: 'entry 5' }])
    await forgetInJournals(folder.options.home, '003A')
    expect(await verifyJournal(dir)).toMatchObject({ ok: true, forgotten: 2, entries: 9 })
    const again = await forgetInJournals(folder.options.home, '003A')
    expect([again.journals, (await verifyJournal(dir)).entries]).toEqual([[], 9])
  })

  it('lets a run go on afterwards, and is asked again for what that writes', async () => {
    using folder = scratch()
    const { dir } = await written(join(folder.path, 'journal'), folder.options)
    await forgetInJournals(folder.options.home, '003A')
    {
      await using journal = await reopenJournal(dir, folder.options)
      await journal.appendAll([verified('aaaaaaaa', 'new@acme.example')])
    }
    expect((await forgetInJournals(folder.options.home, '003A')).journals).toMatchObject([{ entries: 1 }])
    expect(await verifyJournal(dir)).toMatchObject({ ok: true, forgotten: 3, values: 2 })
  })

  it('names journals in which the person may still be, and cleans the others', async () => {
    using folder = scratch()
    const path = (name: string) => join(folder.path, name)
    const broken = await written(path('broken'), folder.options)
    writeFileSync(broken.chain, text(broken.chain).replace('"complete":true', '"complete":false'))
    await written(path('moved'), folder.options)
    renameSync(path('moved'), path('elsewhere'))
    const fine = await written(path('fine'), folder.options)
    await using _ = await createJournal(path('busy'), folder.options)
    await _.appendAll(run)
    appendFileSync(join(folder.options.home, 'plans.ndjson'), '{"type":"jour')
    const found = await forgetInJournals(folder.options.home, '003A')
    expect(found).toMatchObject({
      journals: [{ path: fine.dir }],
      missing: [path('moved')],
      failed: [
        { path: broken.dir, code: 'JOURNAL_BROKEN' },
        { path: path('busy'), code: 'JOURNAL_BUSY' },
        { path: 'plans.ndjson', code: 'LIST_UNREADABLE' },
      ],
    })
    expect(JSON.stringify(found)).not.toContain('003A')
  })
})

describe('forgetting a person in plans', () => {
  const [survivor, loser] = ['003000000000001AAA', '003000000000002AAA']
  const other = { ...mergeAction, id: '6b6b6b6b', group: '6b6b6b6b00000001', survivor: '003000000000005AAA' }
  const values: ValuesFile = {
    format: 'crm-steward/plan-values',
    version: 1,
    key: 'c'.repeat(64),
    actions: {
      [mergeAction.id]: {
        set: { Phone: '+34 91 555 0101' },
        seen: { [survivor]: { Email: 'ana@acme.example' }, [loser]: { Email: 'ana.old@acme.example' } },
        suppressed: [],
      },
      [other.id]: { set: {}, seen: { [other.survivor]: { Email: 'bo@acme.example' } }, suppressed: [] },
    },
  }

  async function planIn(folder: ReturnType<typeof scratch>) {
    const path = join(folder.path, 'plan.json')
    const plan = sealPlan({ ...draft, actions: [mergeAction, other] }, values, 'plan.values.json')
    await register(folder.options.home, {
      type: 'plan',
      path,
      plan: plan.id,
      connection: 'acme-sf',
      at: '2026-10-05T14:02:00.000Z',
    })
    await writePlan(path, plan, values)
    return { path, side: join(folder.path, 'plan.values.json') }
  }

  it.each(['ana@acme.example', loser, `Contact/${survivor}`, `acme-sf/Contact/${survivor}`])(
    'removes the values of its groups and the key, so that the plan can only be undone from then on: %s',
    async (who) => {
      using folder = scratch()
      const { path, side } = await planIn(folder)
      expect(readPlan(path).values).toEqual(values)
      const { plans, failed } = await forgetInJournals(folder.options.home, who)
      expect([plans, failed]).toEqual([[{ path, groups: 1 }], []])
      const left = JSON.parse(text(side)) as ValuesFile
      expect(Object.keys(left.actions)).toEqual([other.id])
      expect(left.key).not.toBe(values.key)
      expect(() => readPlan(path)).toThrow(expect.objectContaining({ code: 'PLAN_FORGOTTEN', exit: 31 }))
      expect(readPlanToUndo(path).values).toEqual(left)
      writeFileSync(side, text(side).replace(/"forgotten":"[^"]*",/, ''))
      for (const read of [readPlan, readPlanToUndo]) {
        expect(() => read(path)).toThrow(expect.objectContaining({ code: 'PLAN_TAMPERED', exit: 31 }))
      }
    },
  )

  it('leaves a plan without the person as it is', async () => {
    using folder = scratch()
    const { path } = await planIn(folder)
    expect((await forgetInJournals(folder.options.home, '003Z')).plans).toEqual([])
    expect(readPlan(path).values).toEqual(values)
  })

  it('cleans a side file whose plan is gone, and names one that it cannot read', async () => {
    using folder = scratch()
    const { path, side } = await planIn(folder)
    rmSync(path)
    expect((await forgetInJournals(folder.options.home, 'ana@acme.example')).plans).toEqual([
      { path, groups: 1 },
    ])
    writeFileSync(side, 'ana@acme.example')
    expect((await forgetInJournals(folder.options.home, 'ana@acme.example')).failed).toMatchObject([
      { path, code: 'PLAN_UNREADABLE' },
    ])
    rmSync(side)
    expect((await forgetInJournals(folder.options.home, 'ana@acme.example')).missing).toEqual([path])
  })
})

import { describe, expect, it } from 'vitest'
import { isKitError } from '../../../src/kit/index.ts'
import { planHtml, planJson, showGroup, showPlan } from '../../../src/report/plan/index.ts'
import { columnsOf } from '../../../src/report/terminal.ts'
import { draft, mergeAction, samplePlan, values } from '../../plan/files/sample-plan.ts'
import { hostile } from '../hostile.ts'
import { textOf } from '../outcome.ts'
import { bigPlan } from './big-plan.ts'

const path = 'plan.json'

describe('plan show', () => {
  it('says what the plan would do', async () => {
    const plan = bigPlan()
    expect(
      await textOf(showPlan({ plan, path, validFor: '24h', org: { used: 300, limit: 15_000 }, limit: 2 })),
    ).toBe(`\
Plan ${plan.id} · org acme-sf (not production) · made 2026-10-05 14:02 UTC from
scan 31 · valid 24h
384 merges of 818 records into 384 · 1 record in 1 group linked and closed, none
deleted · evidence: 212 by policy rule "same e-mail and name" (same email,
lastName), 173 by decision by ada in groups.csv
In it: 385 of 389 groups that scan 31 found; 4 not: 2 lead and contact, 1
dropped by a person, 1 two protected
moves    1,204 Task, 310 Case, 45 CampaignMember (6 collide, kept once)
values   fills 612 blanks, keeps 23 opt-outs of merged records, overwrites
         nothing (31 differing values kept in the journal), 4 opted-out
         addresses for the suppression list
         the CRM itself changes these columns of survivors in a merge: Contact
         CreatedDate, CreatedById
fires    2 flows on Contact, 1 trigger on Contact, 1 validation rule on Contact;
         rows that move fire nothing
undo     values and links exact for 368, approximated for 17 (e.g. feed posts
         get new ids), impossible for 0
         recycle bin: room for 60,990 records; the window is 15 days
calls    about 174 API calls (140 children, 20 merge, 14 re-read); taking all of
         it back: about 30; the org has used 300 of 15,000 today
careful  3 of 385 groups: The survivor is a portal user.
systems  Marketing Cloud: keeps contact ids and follows no merge.
unseen   Case: No View All on Case.

runs     this program for each step, here of one group:
  Case m = new Case(Id = '500000000000001AAA');
  merge m new Case(Id = '500000000000002AAA');

5a5a0000  99.4 %  2 Contact into 003000000000001AAA (last touched), undo
          approximate
5a5a0001  99.4 %  2 Contact into 003000000000001AAA (last touched), undo
          approximate
… 383 more groups: --all shows them

group    steward plan show plan.json --group 5a5a0000
apply    steward plan apply plan.json
`)
  })

  it('names production in the command that it proposes', async () => {
    const plan = bigPlan({ production: true })
    const text = await textOf(showPlan({ plan, path: "my plans/it's.json" }))
    expect(text).toContain(
      "apply    steward plan apply 'my plans/it'\\''s.json' --confirm-org acme.my.salesforce.test\n",
    )
    expect(text).toContain("group    steward plan show 'my plans/it'\\''s.json' --group 5a5a0000\n")
    expect(text).toContain('(production)')
  })

  it('says so when there is nothing to apply, and proposes no apply', async () => {
    const scan = { groups: 1, planned: 0, inPart: 0, out: { dropped: 1 } }
    const text = await textOf(
      showPlan({ plan: samplePlan({ actions: [], radius: { ...draft.radius, scan } }), path }),
    )
    expect(text).toContain(
      'Nothing to apply: no group is in this plan.\nNot in it: all of 1 group that scan 31 found: 1 dropped by a person\n',
    )
    expect(text).toContain('steward plan review duplicates/people')
    expect(text).not.toContain('plan apply')
  })

  it('does not pass off as known what will fire', async () => {
    const radius = {
      ...draft.radius,
      fires: [],
      firesUnknown: [{ what: 'automation', why: 'View Setup is missing' }],
    }
    const text = await textOf(showPlan({ plan: samplePlan({ radius }), path }))
    expect(text).toContain('fires    not known: automation: View Setup is missing;')
  })

  it('counts groups of the scan, also where they are planned in parts', async () => {
    const scan = { groups: 3, planned: 1, inPart: 1, out: { 'two-owners': 2 } }
    const other = { ...mergeAction, id: '5b5b5b5b', group: '5b5b5b5b00000001' }
    const plan = samplePlan({ actions: [mergeAction, other], radius: { ...draft.radius, scan } })
    const says =
      'In it: 1 of 3 groups that scan 31 found, 1 of them not as a whole, as 2 groups of the plan; 2 not: 2 two owners'
    expect(await textOf(showPlan({ plan, path, width: 120 }))).toContain(`${says}\n`)
    expect(await textOf(planHtml({ plan, path }))).toContain(`<li>${says}.</li>`)
  })

  it('says how many rows no undo puts back', async () => {
    const lost = { 'ContentDocumentLink.LinkedEntityId': 40, 'Attachment.ParentId': 5 }
    const plan = samplePlan({ radius: { ...draft.radius, lost } })
    const says = 'impossible for 0, 45 rows cannot be put back at all (40 ContentDocumentLink, 5 Attachment)'
    expect(await textOf(showPlan({ plan, path, width: 200 }))).toContain(says)
    expect(await textOf(planHtml({ plan, path }))).toContain(says)
  })

  it('names more of every list when more are asked for, and all in the page', async () => {
    const numbers = Array.from({ length: 24 }, (_, at) => at)
    const moves = Object.fromEntries(numbers.map((at) => [`Child${at}__c.Parent__c`, 100 - at]))
    const hazards = numbers.map((at) => ({ code: `h${at}`, text: `Hazard ${at}.`, groups: 24 - at }))
    const plan = samplePlan({ radius: { ...draft.radius, moves, hazards } })
    const few = await textOf(showPlan({ plan, path, width: 200 }))
    expect(few).toContain('… 17 more with --all') // one kind of row collides
    expect(few).toContain('… 16 more: --all')
    const wholes = [showPlan({ plan, path, limit: 30, width: 200 }), planHtml({ plan, path })].map(textOf)
    for (const whole of await Promise.all(wholes)) {
      for (const at of numbers) expect(whole).toContain(`Hazard ${at}.`)
      for (const at of numbers) expect(whole.replace(/\s+/g, ' ')).toContain(`${100 - at} Child${at}__c`)
    }
  })

  it.each([60, 80, 120])('fits %i columns, but for commands and program text', async (width) => {
    const lines = (await textOf(showPlan({ plan: bigPlan(), path, width }))).split('\n')
    const texts = lines.filter((line) => !/^(group|apply|runs| {2}\S)/.test(line))
    for (const line of texts) expect(columnsOf(line), line).toBeLessThanOrEqual(width)
  })

  it('lists what is left out of the plan, and why, where every list is wanted in full', async () => {
    const plan = bigPlan()
    const all = await textOf(showPlan({ plan, path, limit: Number.POSITIVE_INFINITY, width: 200 }))
    for (const { group, code, text } of plan.leftOut)
      expect(all).toMatch(new RegExp(`${group} .*${code}: ${text}`))
    expect(await textOf(showPlan({ plan, path, limit: 30, width: 200 }))).not.toContain('ffff000000000001')
  })

  it('says the same with colours', async () => {
    const [plain, coloured] = await Promise.all(
      [false, true].map((colour) => textOf(showPlan({ plan: bigPlan(), path, colour }))),
    )
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what colours are made of
    expect(coloured?.replace(/\u001b\[[\d;]*m/g, '')).toBe(plain)
    expect(coloured).not.toBe(plain)
  })

  it.each(Object.entries(hostile))('lets nothing through that a terminal obeys: %s', async (_, text) => {
    const action = {
      ...mergeAction,
      evidence: { by: 'policy' as const, name: text, same: [text] },
      chosen: text,
      notes: [{ code: 'x', text }],
    }
    const plan = samplePlan({
      actions: [action],
      scan: { run: 1, asOf: text, selectors: [text] },
      radius: {
        ...draft.radius,
        script: text,
        fires: [{ object: text, type: 'flow', name: text, on: [] }],
        hazards: [{ code: text, text, groups: 1 }],
      },
    })
    const shown =
      (await textOf(showPlan({ plan, path }))) +
      (await textOf(showGroup({ plan, path, group: action.id, mask: false })))
    // biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what must not come through
    expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u2028]/)
  })

  it('is the plan itself as JSON', async () => {
    expect(JSON.parse(await textOf(planJson(bigPlan())))).toEqual(bigPlan())
  })
})

describe('plan show --group', () => {
  const plan = samplePlan()
  const one = (more: Partial<Parameters<typeof showGroup>[0]> = {}) =>
    textOf(showGroup({ plan, path, group: mergeAction.id, mask: true, ...more }))

  it('says all about one action, without values unless they are asked for', async () => {
    expect(await one()).toBe(`\
Group 5a5a5a5a · merge · 2 Contact · 99.4 % · duplicates/people
evidence   policy rule "same e-mail and name" (same email, lastName)
survivor   003000000000001AAA (last touched)
merged     003000000000002AAA
sets       Phone from 003000000000002AAA: fill
keeps      Title of the survivor; the others go to the journal
moves      1,204 Task, 2 Case, 1 CampaignMember (1 collides, kept once)
undo       approximate: feed posts get new ids
note       Feed posts of the merged records are lost.
touches    001000000000001AAA
`)
  })

  it('masks values, and shows them in the clear only when told to', async () => {
    const masked = await one({ values })
    expect(masked).toContain('Phone = •••01 from 003000000000002AAA')
    expect(masked).not.toMatch(/Müller|5550101|mueller@/)
    const clear = await one({ values, mask: false })
    expect(clear).toContain('Phone = +49 30 5550101 from 003000000000002AAA')
    expect(clear).toContain('LastName\n  003000000000001AAA  Müller\n  003000000000002AAA  Mueller\n')
    expect(clear).not.toContain('Email\n')
  })

  it('says why a group is not in the plan', async () => {
    expect(await one({ group: 'ffff000000000001' })).toBe(`\
Group ffff000000000001 of duplicates/people is not in this plan: dropped
why        Dropped by you.
records    Contact 003000000000003AAA, 003000000000004AAA
`)
  })

  it.each([
    ['0000', plan, /There is no group 0000 in plan\.json/],
    ['5a5', plan, /There is no group 5a5/],
    ['5a5a', bigPlan(), /384 groups begin with 5a5a/],
  ])('refuses %s', async (group, of, message) => {
    const error = await one({ plan: of, group }).catch((thrown: unknown) => thrown)
    if (!isKitError(error)) throw error
    expect(error).toMatchObject({ code: 'UNKNOWN_GROUP', exit: 2 })
    expect(error.message).toMatch(message)
  })

  it('shows how duplicates are linked and closed', async () => {
    const text = await one({ plan: bigPlan(), group: 'cccc0000' })
    expect(text).toContain(
      'linked     003000000000002AAA\nsets       Duplicate_Of__c = the survivor, StageName = Closed Lost\n',
    )
  })
})

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { applyPlan } from '../../../src/plan/apply/apply.ts'
import { Policy } from '../../../src/policy/schema.ts'
import { MemoryJournal } from '../apply/memory-journal.ts'
import { SmallOrg } from './small-org.ts'

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'steward-estimate-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

const purposes = {
  fetch: 're-read',
  children: 'children',
  merge: 'merge',
  update: 'update',
  fates: 'read-back',
  strays: 'strays',
} as const
const policy = {
  survivorship: {
    deal: { linkAndClose: { Opportunity: { link: 'Duplicate_Of__c', set: { StageName: 'Closed Lost' } } } },
  },
}
const now = () => new Date('2026-10-05T14:02:00.000Z')

/** 230 pairs with a task each, groups that take several merges, companies with nothing on them, deals to link. */
function crowd(): SmallOrg {
  const org = new SmallOrg()
  const group = (object: string, prefix: string, count: number, size: number) => {
    for (let index = 100; index < 100 + count; index += 1) {
      const ids = Array.from({ length: size }, (_, member) => `${prefix}${index}${member}`)
      const members = ids.map((id) =>
        org.record(object, id, object === 'Contact' ? { LastName: `N${index}` } : { Name: `N${index}` }),
      )
      org.group(`${prefix.replace('A', 'a')}${index}${size}`, members)
      if (object === 'Contact') org.crm.add('Task', `00T${prefix}${index}`, { WhoId: `${prefix}${index}1` })
    }
  }
  group('Contact', '003', 230, 2)
  group('Contact', '33', 7, 6)
  group('Account', '001', 15, 3)
  group('Opportunity', '006', 4, 2)
  return org
}

it('foretells the requests that applying sends, by purpose', async () => {
  const org = crowd()
  const { plan, values } = await org.build(policy)
  expect(plan.leftOut).toEqual([])
  const from = org.crm.log.length
  const outcome = await applyPlan({
    plan,
    values,
    connection: org.connection(),
    check: org.crm.verdict,
    policy: Policy.parse({ version: 1, ...policy }),
    journal: new MemoryJournal(dir, now),
    resume: null,
    consent: 'terminal',
    tool: '0.1.0',
    pid: 1,
    signal: new AbortController().signal,
    now,
    pause: async () => {},
    progress: () => {},
    log: () => {},
  })
  expect(outcome).toMatchObject({ ended: 'finished', exit: 0, done: 256, skipped: [] })
  const sent: Record<string, number> = {}
  for (const { verb, object } of org.crm.log.slice(from)) {
    const purpose = (purposes as Readonly<Record<string, string>>)[verb] ?? verb
    const cost = verb === 'children' ? Math.ceil(org.crm.of(object).relationships.length / 5) : 1
    sent[purpose] = (sent[purpose] ?? 0) + cost
  }
  const { check, ...foretold } = plan.radius.calls
  expect(check).toBe(1) // asked before applying begins
  expect(foretold).toEqual(sent)
})

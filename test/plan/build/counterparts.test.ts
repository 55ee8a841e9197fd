import { expect, it } from 'vitest'
import { showPlan } from '../../../src/report/plan/index.ts'
import { textOf } from '../../report/outcome.ts'
import { tiedOrg } from './tied-org.ts'

type Ids = Readonly<Record<string, string>>

function group(members: readonly Ids[]) {
  const org = tiedOrg()
  org.group(
    '5a5a',
    members.map((ids, at) => org.record('contacts', String(at + 1), { lastname: 'Roe', ...ids })),
  )
  return org
}

it.each<[string, readonly Ids[], boolean]>([
  ['of two contacts there', [{ twin: '003A' }, { twin: '003B' }], true],
  ['of a contact and a lead there', [{ twin: '003A' }, { twinlead: '00QB' }], true],
  ['of two among three', [{}, { twin: '003A' }, { twin: '003B' }], true],
  ['of a lead that became that contact', [{ twin: '003A', twinlead: '00QA' }, { twinlead: '00QA' }], false],
  [
    'of one lead that became two contacts',
    [
      { twin: '003A', twinlead: '00QA' },
      { twin: '003B', twinlead: '00QA' },
    ],
    true,
  ],
  ['of one, twice', [{ twin: '003A' }, { twin: '003A ' }], false],
  ['of one alone', [{ twin: '003A' }, {}], false],
])('counterparts in another CRM, %s', async (_, members, isOut) => {
  const { plan } = await group(members).build()
  expect(plan.leftOut.map(({ code }) => code)).toEqual(isOut ? ['two-counterparts'] : [])
  if (isOut) expect(plan.leftOut[0]?.text).toContain('different records of othercrm')
  else expect(plan.radius.inSync).toEqual([{ crm: 'othercrm', groups: 1 }])
})

it('keep the group out whoever was chosen, and without a hazard of the connector', async () => {
  const org = group([{ twin: '003A' }, { twin: '003B' }])
  const [decided] = org.decided
  if (decided === undefined) throw new Error('one group')
  const { plan } = await org.build({}, { decided: [{ ...decided, survivor: '2' }] })
  expect(plan.actions).toEqual([])
})

it('a hazard of the connector keeps the group out under its own name', async () => {
  const org = group([{ twin: '003A' }, {}])
  org.hazards = () => [{ code: 'synced', blocks: true, text: 'The sync forbids it.' }]
  expect((await org.build()).plan.leftOut).toMatchObject([{ code: 'synced', text: 'The sync forbids it.' }])
})

it('are named in the first lines of the plan, with the systems of the org below', async () => {
  const org = group([{ twin: '003A' }, {}])
  org.crm.verdict = { ...org.crm.verdict, systems: [{ name: 'Sync', what: 'mirrors records.' }] }
  const lines = (
    await textOf(showPlan({ plan: (await org.build()).plan, path: 'plan.json', width: 200 }))
  ).split('\n')
  expect(lines[1]).toBe(
    '! In sync with Othercrm (1 group): the plan for Othercrm goes first. Apply it there, wait until the sync is through, then scan acme again and make this plan anew.',
  )
  expect(lines).toContain('systems  Sync: mirrors records.')
})

it('where no record has one nothing is said', async () => {
  const { plan } = await group([{}, {}]).build()
  expect(plan.radius).not.toHaveProperty('inSync')
})

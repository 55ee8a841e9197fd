import { describe, expect, it } from 'vitest'
import { showPlan } from '../../../src/report/plan/index.ts'
import type { PlanInput } from '../../../src/report/plan/input.ts'
import { textOf } from '../outcome.ts'
import { bigPlan } from './big-plan.ts'

const confirm = '--confirm-org acme.my.salesforce.test'
const wanted = { within: '7 days', share: 0.9 }
const apart = 'its copies have other ids'

/** The lines of a plan that say what to do next. */
async function nextOf(production: boolean, more: Partial<PlanInput>): Promise<string> {
  const plan = bigPlan({ production })
  const text = await textOf(showPlan({ plan, path: 'plan.json', ...more }))
  return text.slice(text.indexOf('\ngroup    ') + 1).trimEnd()
}

describe('what a plan says to do next', () => {
  it.each<[when: string, production: boolean, more: Partial<PlanInput>, commands: readonly string[]]>([
    ['nothing is demanded', true, {}, [`apply    steward plan apply plan.json ${confirm}`]],
    ['it is for a sandbox', false, { rehearsal: wanted }, ['apply    steward plan apply plan.json']],
    [
      'a rehearsal is demanded',
      true,
      { rehearsal: wanted },
      [
        'rehearse steward plan apply plan.json --rehearse -o SANDBOX',
        'apply    the policy refuses production until that was done; then:',
        `         steward plan apply plan.json ${confirm}`,
      ],
    ],
    [
      'one is demanded of this connection',
      true,
      { rehearsal: { ...wanted, connections: ['acme-sf'] } },
      [
        'rehearse steward plan apply plan.json --rehearse -o SANDBOX',
        'apply    the policy refuses production until that was done; then:',
        `         steward plan apply plan.json ${confirm}`,
      ],
    ],
    [
      'one is demanded of others',
      true,
      { rehearsal: { ...wanted, connections: ['beta'] } },
      [`apply    steward plan apply plan.json ${confirm}`],
    ],
    [
      'one is demanded, and the CRM has no copies for it',
      true,
      { rehearsal: wanted, unrehearsable: apart },
      [
        'apply    the policy refuses production until it was rehearsed, which cannot be',
        '         done here: its copies have other ids. Name under',
        '         apply.rehearsal.connections those that can be',
      ],
    ],
    [
      'the CRM has no copies for it, and none is demanded',
      true,
      { unrehearsable: apart },
      [`apply    steward plan apply plan.json ${confirm}`],
    ],
  ])('when %s', async (_, production, more, commands) => {
    const [group, ...rest] = (await nextOf(production, more)).split('\n')
    expect(group).toBe('group    steward plan show plan.json --group 5a5a0000')
    expect(rest).toEqual(commands)
  })
})

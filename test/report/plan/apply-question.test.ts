import { describe, expect, it } from 'vitest'
import { applyQuestion } from '../../../src/report/plan/index.ts'
import { bigPlan } from './big-plan.ts'

describe('the question before a rehearsal', () => {
  const plan = bigPlan()
  const madeFor = { ...bigPlan({ production: true }).connection, name: 'acme', host: 'acme.test' }
  const [first, ...rest] = applyQuestion(plan, { rehearsal: { sandbox: 'acme-full', madeFor } }).split('\n')

  it('says how many merges, and the host of the copy', () => {
    expect(first).toBe(
      `Rehearsal of 384 merges: plan ${plan.id} will merge 818 records into 384 and link and close 1 record in acme-full (${plan.connection.host}, sandbox).`,
    )
  })

  it('says of which org it is a copy, and that nothing is written there', () => {
    expect(rest.slice(0, 2)).toEqual([
      'acme-full is taken as a copy of acme (acme.test): groups that it has with the same ids and values are merged there for real, with its own triggers and flows; the others are skipped.',
      'Nothing is written to acme.test.',
    ])
  })

  it.each([
    [1, 'is'],
    [2, 'are'],
  ])('tells what %i earlier groups came to', (done, are) => {
    expect(applyQuestion(plan, { done })).toContain(`goes on: ${done} of 385 groups ${are} done.`)
  })
})

import { describe, expect, it } from 'vitest'
import { Policy } from '../../../src/policy/schema.ts'
import type { Mishap } from '../scripted-crm.ts'
import { type Group, Stage } from './org.ts'
import { type Planned, tiedStage } from './scenarios.ts'

const lenient = Policy.parse({ version: 1, apply: { refusedShare: 1 } })

function onFirstMerge(stage: Stage, mishap: Mishap): void {
  let n = 0
  stage.crm.script = ({ verb }) => (verb === 'merge' && n++ === 0 ? mishap : undefined)
}

/** Merges yield new records, one to a request; `Z` is of no group, `B` and `D` of another one. */
function people(
  members: Group['members'],
  set: Group['set'] = { jobtitle: 'CEO' },
): { readonly stage: Stage; readonly planned: Planned } {
  const stage = tiedStage()
  stage.policy = lenient
  const { crm } = stage
  for (const id of ['A', 'C', 'E', 'B', 'D', 'Z']) crm.add('contacts', id, { email: `${id}@acme.example` })
  const groups: readonly Group[] = [
    { object: 'contacts', members, ...(set === undefined ? {} : { set }) },
    { object: 'contacts', members: ['B', 'D'] },
  ]
  return { stage, planned: stage.plan(groups) }
}

describe('a merge that is answered with a third record', () => {
  it.each(['B', 'D'])('of another group, %s, ends the run before anything else is sent', async (named) => {
    const { stage, planned } = people(['A', 'C', 'E'])
    using _stage = stage
    onFirstMerge(stage, { named })
    const outcome = await stage.apply(planned)
    expect(outcome).toMatchObject({ exit: 69, error: { code: 'OTHER_SURVIVOR' } })
    expect(stage.crm.log.filter(({ verb }) => ['merge', 'update', 'attach'].includes(verb))).toHaveLength(1)
    expect(stage.crm.get(named)).toMatchObject({ email: `${named}@acme.example`, jobtitle: null })
    // What was done is asked of the CRM, not taken from that answer.
    expect(await stage.apply(planned)).toMatchObject({ exit: 0, merged: 3, differences: [], skipped: [] })
    expect(stage.crm.get('A+C+E')).toMatchObject({ jobtitle: 'CEO' })
  })

  it('ends it where records keep their ids, whichever it is', async () => {
    using stage = new Stage()
    stage.policy = lenient
    for (const id of ['c1', 'c2', 'c3']) stage.crm.add('Contact', id)
    const planned = stage.plan([{ members: ['c1', 'c2'], set: { Title: 'CEO' } }])
    onFirstMerge(stage, { named: 'c3' })
    expect(await stage.apply(planned)).toMatchObject({ exit: 69, error: { code: 'OTHER_SURVIVOR' } })
    expect(await stage.apply(planned)).toMatchObject({ exit: 0, merged: 1, differences: [] })
  })

  it.each<readonly [string, Group['members'], Group['set']]>([
    ['values', ['A', 'C'], { jobtitle: 'CEO' }],
    ['the next merge', ['A', 'C', 'E'], {}],
    ['the end', ['A', 'C'], {}],
  ])('of no group is found out before %s', async (_, members, set) => {
    const { stage, planned } = people(members, set)
    using _stage = stage
    onFirstMerge(stage, { named: 'Z' })
    const outcome = await stage.apply(planned)
    expect(outcome).toMatchObject({ exit: 69, error: { code: 'NOT_AS_PLANNED' } })
    expect(stage.crm.get('Z')).toMatchObject({ email: 'Z@acme.example', jobtitle: null })
    const written = stage.crm.log.filter(({ verb }) => ['merge', 'update', 'attach'].includes(verb))
    expect(written.flatMap(({ ids }) => ids)).not.toContain('Z')
    await stage.apply(planned)
    expect(stage.crm.get('Z')).toMatchObject({ email: 'Z@acme.example', jobtitle: null })
  })
})

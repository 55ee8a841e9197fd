import { statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CollectOutcome } from '../../src/plan/publish/collect.ts'
import type { PublishOutcome } from '../../src/plan/publish/publish.ts'
import { asOf, openTrial, type Trial } from './plan-trial.ts'

const ann = 'ann@acme.example'
const selector = 'duplicates/people'

let trial: Trial
let made: PublishOutcome['made']

beforeAll(async () => {
  trial = await openTrial({ people: 150, seed: 5 }, '')
  const rights = ['Read', 'Create', 'Edit', 'Delete', 'ViewAllRecords', 'ModifyAllRecords']
  const objects = { Account: rights, Contact: rights, Lead: rights }
  await trial.control('POST /users', { create: { username: ann, objects } })
})
afterAll(() => trial[Symbol.asyncDispose]())

async function run<T>(args: readonly string[], exit = 0): Promise<T> {
  const ran = await trial.place.run([...args, '--json'])
  expect(ran.exit, ran.stdout + ran.stderr).toBe(exit)
  return (JSON.parse(ran.stdout) as { result: T }).result
}

const publish = (...more: readonly string[]) => [
  'plan',
  'publish',
  selector,
  '--confirm-org',
  trial.host,
  ...more,
]

describe('groups that users judge in the CRM', () => {
  it('are published once somebody confirmed how many, and once only', async () => {
    expect(await trial.place.run(['scan', selector, '--as-of', asOf])).toMatchObject({ exit: 0 })
    const asked = await trial.place.run(publish('--limit', '4'))
    expect(asked.exit).toBe(2)
    expect(asked.stderr).toMatch(/This will create 4 duplicate record sets [\s\S]*PRODUCTION/)
    expect(asked.stderr).toMatch(/--confirm-sets 4/)
    ;({ made } = await run<PublishOutcome>(publish('--limit', '4', '--confirm-sets', '4')))
    expect(made).toHaveLength(4)
    const record = join(trial.place.home, 'reviews', `${trial.org.orgId}.ndjson`)
    expect(statSync(record).mode & 0o777).toBe(0o600)
    const text = await trial.place.run(publish('--limit', '1', '--confirm-sets', '1'))
    expect(text.stdout).toMatch(/^made\s+1 duplicate record set with \d+ records; \d+ API calls?$/m)
    expect(text.stdout).toMatch(/4 waiting\s+in\s+the\s+CRM\s+already/)
  })

  it('come back as decisions', async () => {
    const [first, second, third] = made
    await trial.control('POST /duplicates/merge', {
      as: ann,
      set: first?.set,
      master: first?.records[1],
      losers: [first?.records[0]],
    })
    const away = { as: ann, object: 'DuplicateRecordSet', ids: [second?.set], delete: true }
    await trial.control('POST /mutate', away)
    const said = { as: ann, object: 'DuplicateRecordSet', ids: [third?.set], set: { Verdict__c: 'Same' } }
    await trial.control('POST /mutate', said)
    const { collected, conflicts } = await run<CollectOutcome>(['plan', 'collect'])
    const verdicts = new Map(collected.map(({ set, verdict }) => [set, verdict]))
    expect(verdicts.get(second?.set ?? '')).toBe('apart')
    expect(verdicts.get(third?.set ?? '')).toBe('open') // the policy names no column
    expect(conflicts).toEqual([])
    const decisions = trial.place.read('steward.decisions.csv')
    expect(decisions).toMatch(
      new RegExp(
        `^acme,${first?.object},${first?.records[1]},${first?.object},${first?.records[0]},survivor,005\\w+ in DRS-\\d+,`,
        'm',
      ),
    )
    expect(decisions).not.toContain('@')
    const again = await trial.place.run(['plan', 'collect'])
    expect(again.stdout).toMatch(/^decisions\s+nothing new for steward\.decisions\.csv$/m)
  })

  it('are kept apart by the next scan where people said so', async () => {
    const [, second] = made
    expect(await trial.place.run(['scan', selector, '--as-of', asOf])).toMatchObject({ exit: 0 })
    const asked = await trial.place.run(['plan', 'review', selector, '--export', 'groups.csv'])
    expect(asked.exit).toBe(0)
    const rows = trial.place.read('groups.csv').split('\n')
    const groupOf = (id = '') => rows.find((row) => row.includes(id))?.split(',')[1]
    const [one, other] = (second?.records ?? []).map(groupOf)
    expect(one === undefined || one !== other).toBe(true)
  })

  it('are withdrawn where nobody touched them', async () => {
    const count = async () => {
      const soql = encodeURIComponent('SELECT COUNT() FROM DuplicateRecordSet')
      const headers = { authorization: `Bearer ${trial.org.accessToken}` }
      const answer = await fetch(`${trial.org.url}/services/data/v66.0/query?q=${soql}`, { headers })
      return ((await answer.json()) as { totalSize: number }).totalSize
    }
    const before = await count()
    const args = ['plan', 'publish', '--withdraw', '--confirm-org', trial.host]
    const asked = await trial.place.run(args)
    const number = /--confirm-sets (\d+)/.exec(asked.stderr)?.[1] ?? 'none'
    const ran = await trial.place.run([...args, '--confirm-sets', number])
    expect(ran, ran.stderr).toMatchObject({ exit: 0 })
    expect(ran.stdout).toMatch(/^kept\s+DRS-\d+: somebody has/m)
    expect(await count()).toBe(before - Number(number))
  })
})

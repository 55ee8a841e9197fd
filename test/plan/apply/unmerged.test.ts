import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { exitCodes, KitError } from '../../../src/kit/index.ts'
import { Policy } from '../../../src/policy/schema.ts'
import { type Group, Stage } from './org.ts'
import { tiedStage } from './scenarios.ts'

/** An org that says success for three groups and has merged only the last of them. */
async function begin(stage: Stage) {
  stage.policy = Policy.parse({ version: 1, apply: { refusedShare: 1 } })
  const groups = [0, 1, 2].map((n): Group => {
    for (const id of [`c${n}`, `d${n}`]) stage.crm.add('Contact', id)
    const suppressed = [{ address: `d${n}@example.org`, field: 'HasOptedOutOfEmail', member: `d${n}` }]
    return { members: [`c${n}`, `d${n}`], suppressed }
  })
  const planned = stage.plan(groups)
  stage.crm.automation = (verb, _, id) => {
    if (verb === 'merge' && id !== 'c2') stage.crm.restore('Contact', `d${id.slice(1)}`)
  }
  const outcome = await stage.apply(planned)
  expect(outcome).toMatchObject({ exit: 69, merged: 1, error: { code: 'NOT_AS_PLANNED' } })
  return { planned, outcome }
}

function listed({ files }: { files: { idMap: string; suppression: string } }): readonly string[] {
  return [files.idMap, files.suppression].map(
    (path) =>
      readFileSync(path, 'utf8')
        .match(/\bd\d\b(?!@)/g)
        ?.join(' ') ?? '',
  )
}

describe('losers that a CRM says it merged, and did not', () => {
  it('are in no list of the run that finds it', async () => {
    using stage = new Stage()
    const { outcome } = await begin(stage)
    expect(listed(outcome)).toEqual(['d2', 'd2'])
  })

  it('leave a later run partial, and are still in no list', async () => {
    using stage = new Stage()
    const { planned } = await begin(stage)
    const outcome = await stage.apply(planned)
    expect(outcome).toMatchObject({ ended: 'finished', exit: 68, merged: 1, partly: 2, done: 1 })
    expect(listed(outcome)).toEqual(['d2', 'd2'])
    expect(outcome.differences.map(({ id }) => id)).toEqual(['d0', 'd1'])
  })

  it('count as merged when a later run finds them so', async () => {
    using stage = new Stage()
    const { planned } = await begin(stage)
    const key = (id: string) => ({ connection: 'acme', object: 'Contact', id })
    stage.crm.merge('Contact', { survivor: key('c0'), losers: [key('d0')], values: {} })
    const outcome = await stage.apply(planned)
    expect(outcome).toMatchObject({ exit: 68, merged: 2, partly: 1, done: 2 })
    expect(listed(outcome)).toEqual(['d0 d2', 'd0 d2'])
  })

  it('are in no list when the org cannot be asked again', async () => {
    using stage = new Stage()
    const { planned } = await begin(stage)
    const before = () => {
      throw new KitError('NO_WAY', 'No way to the host.', { exit: exitCodes.stopped })
    }
    stage.crm.script = ({ verb }) => (verb === 'fates' ? { before } : undefined)
    const outcome = await stage.apply(planned)
    expect(outcome).toMatchObject({ exit: 69, merged: 1, error: { code: 'NO_WAY' } })
    expect(listed(outcome)).toEqual(['d2', 'd2'])
  })
})

describe('a new id that a CRM gives for a survivor, and that is another record', () => {
  it('is in no list, and the true one is asked for when the run goes on', async () => {
    using stage = tiedStage()
    stage.policy = Policy.parse({ version: 1, apply: { refusedShare: 1 } })
    for (const id of ['A', 'B', 'other']) stage.crm.add('contacts', id, { email: `${id}@acme.example` })
    const planned = stage.plan([{ object: 'contacts', members: ['A', 'B'] }])
    const { merge } = stage.crm.writer
    Object.assign(stage.crm.writer, {
      merge: async (...asked: Parameters<typeof merge>) =>
        (await merge(...asked)).map((outcome) => ({ ...outcome, survivorId: 'other' })),
    })
    const first = await stage.apply(planned)
    expect(first).toMatchObject({ exit: 69, merged: 0, error: { code: 'NOT_AS_PLANNED' } })
    expect(rowsOf(first.files.idMap)).toEqual([])
    const again = await stage.apply(planned)
    expect(rowsOf(again.files.idMap)).toEqual(['contacts B A+B', 'contacts A A+B'])
  })
})

function rowsOf(path: string): readonly string[] {
  const rows = readFileSync(path, 'utf8').trim().split('\n').slice(1)
  return rows.map((row) => row.split(',').slice(0, 3).join(' '))
}

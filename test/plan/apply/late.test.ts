import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { stateOf } from '../../../src/plan/journal/state-of.ts'
import { Policy } from '../../../src/policy/schema.ts'
import type { Verb } from '../scripted-crm.ts'
import { type Group, Stage } from './org.ts'

const lenient = Policy.parse({ version: 1, apply: { refusedShare: 1 } })
const title = { Title: 'CEO' }
const key = (id: string) => ({ connection: 'acme', object: 'Contact', id })

/** A group whose first merge gets no answer; `late` is the server being done with it after all. */
function begin(members: readonly [string, ...string[]] = ['c0', 'd0']) {
  const stage = new Stage()
  stage.policy = lenient
  for (const id of members) stage.crm.add('Contact', id, id === 'c0' ? {} : title)
  stage.crm.add('Task', 't', { WhoId: 'd0', Subject: 'Call' })
  stage.crm.add('CampaignMember', 'm', { ContactId: 'd0', CampaignId: 'k' })
  const group: Group = { members, set: title }
  const planned = stage.plan([group])
  lose(stage, 'merge')
  const losers = members.slice(1, 3).map(key)
  const values = members.length > 3 ? {} : title
  const late = () => void stage.crm.merge('Contact', { survivor: key('c0'), losers, values })
  return { stage, planned, late }
}

/** The first call of a verb never arrives. */
function lose({ crm }: Stage, lost: Verb, then: (verb: Verb) => void = () => {}): void {
  let sent = 0
  crm.script = ({ verb }) => {
    if (sent > 0) then(verb)
    if (verb !== lost) return undefined
    sent++
    return sent === 1 ? { lost: true } : undefined
  }
}

/** Waits as told; after so many waits something happens. */
function pauseThen(stage: Stage, after: number, act: () => void) {
  let waits = 0
  return async (milliseconds: number) => {
    stage.clock += milliseconds
    if (++waits === after) act()
  }
}

const stateIn = async (stage: Stage) => {
  const [action] = (await stateOf(stage.journal.entries())).actions.values()
  if (action === undefined) throw new Error('nothing is known')
  return action
}

describe('a merge that the server finishes after it was looked for in vain', () => {
  it('counts as done when that is seen before it is sent again', async () => {
    const { stage, planned, late } = begin()
    using _ = stage
    const outcome = await stage.apply(planned, { pause: pauseThen(stage, 5, late) })
    expect(outcome).toMatchObject({ exit: 0, merged: 1, skipped: [], differences: [] })
    expect(stage.crm.calls('merge')).toHaveLength(1)
    expect(stage.journal.of('read-back').at(-1)?.outcomes).toEqual([{ result: 'done' }])
    expect(readFileSync(outcome.files.idMap, 'utf8')).toContain('Contact,d0,c0,')
    expect((await stateIn(stage)).is).toBe('verified')
  })

  it.each(['fetch', 'children', 'fates'] as const)('counts as done when it happens at %s', async (at) => {
    const { stage, planned, late } = begin()
    using _ = stage
    let happened = false
    lose(stage, 'merge', (verb) => {
      if (happened || verb !== at || stage.pauses.length < 5) return
      happened = true
      late()
    })
    expect(await stage.apply(planned)).toMatchObject({ exit: 0, merged: 1, skipped: [], differences: [] })
    expect(happened).toBe(true)
    const { preImage, laterPreImages } = await stateIn(stage)
    const images = [preImage, ...laterPreImages].flatMap((image) => image?.seq ?? [])
    for (const seq of images) {
      const kept = await stage.journal.preImage({ seq })
      expect(kept?.children.map(({ id, member }) => `${id} ${member}`).sort()).toEqual(['m d0', 't d0'])
    }
  })

  it('does not drop the rest of a large group', async () => {
    const { stage, planned, late } = begin(['c0', 'd0', 'd1', 'd2'])
    using _ = stage
    const outcome = await stage.apply(planned, { pause: pauseThen(stage, 5, late) })
    expect(outcome).toMatchObject({ exit: 0, merged: 3, skipped: [], differences: [] })
    expect(stage.crm.calls('merge')).toHaveLength(2)
    expect(stage.crm.get('c0').Title).toBe('CEO')
  })

  it('is known to the next run', async () => {
    const { stage, planned, late } = begin()
    using _ = stage
    const stopped = await stage.apply(planned, { pause: pauseThen(stage, 5, () => stage.abort.abort()) })
    expect(stopped).toMatchObject({ exit: 130, merged: 0 })
    late()
    stage.abort = new AbortController()
    expect(await stage.apply(planned)).toMatchObject({ exit: 0, merged: 1, skipped: [], differences: [] })
    expect((await stateIn(stage)).is).toBe('verified')
  })

  it.each(['the run that gave it up', 'a later run'])('is found by the last look of %s', async (which) => {
    const { stage, planned, late } = begin()
    using _ = stage
    const refused = { refuse: () => ({ code: 'MERGE_FAILED', retryable: false }) }
    let sent = 0
    stage.crm.script = ({ verb }) => (verb !== 'merge' ? undefined : sent++ === 0 ? { lost: true } : refused)
    if (which === 'a later run') {
      expect(await stage.apply(planned)).toMatchObject({ done: 0, skipped: [{ code: 'refused' }] })
      late()
    } else {
      stage.journal.hook = (when, line) => {
        if (when === 'after' && stage.journal.lines[line]?.type === 'skip') late()
      }
    }
    expect(await stage.apply(planned)).toMatchObject({ done: 1, merged: 1, skipped: [], differences: [] })
    expect((await stateIn(stage)).is).toBe('verified')
  })

  it('is found where merged records can still be read', async () => {
    const { stage, planned, late } = begin()
    using _ = stage
    stage.crm.keepsMerged = true
    const outcome = await stage.apply(planned, { pause: pauseThen(stage, 5, late) })
    expect(outcome).toMatchObject({ exit: 0, merged: 1, skipped: [], differences: [] })
    expect(stage.crm.calls('merge')).toHaveLength(1)
  })
})

it('a link that the server writes after it was looked for in vain counts as done', async () => {
  using stage = new Stage()
  for (const id of ['o1', 'o2']) stage.crm.add('Opportunity', id, { StageName: 'Open' })
  const set = { StageName: 'Closed' }
  const planned = stage.plan([{ object: 'Opportunity', members: ['o1', 'o2'], link: 'Duplicate_Of__c', set }])
  lose(stage, 'update')
  const late = () => stage.crm.set('o2', { ...set, Duplicate_Of__c: 'o1' })
  const outcome = await stage.apply(planned, { pause: pauseThen(stage, 5, late) })
  expect(outcome).toMatchObject({ exit: 0, linked: 1, skipped: [], differences: [] })
  expect(stage.crm.calls('update')).toHaveLength(1)
})

describe('a merge that yields a record with a new id', () => {
  it.each([
    ['answered', undefined],
    ['without an answer', { dropped: true }],
  ])('%s, is followed to it, also by the merges after it', async (_, mishap) => {
    using stage = new Stage()
    stage.crm.mergesIntoNew = true
    for (const id of ['c0', 'd0', 'd1', 'd2']) stage.crm.add('Contact', id)
    stage.crm.add('Task', 't', { WhoId: 'd0' })
    const planned = stage.plan([{ members: ['c0', 'd0', 'd1', 'd2'], set: title }])
    stage.crm.script = ({ verb }) => (verb === 'merge' ? mishap : undefined)
    const outcome = await stage.apply(planned)
    expect(outcome).toMatchObject({ exit: 0, merged: 3, skipped: [], differences: [] })
    expect(stage.crm.get('t').WhoId).toBe('c0+d0+d1+d2')
    const ids = readFileSync(outcome.files.idMap, 'utf8').trim().split('\n').slice(1)
    expect(ids.map((line) => line.split(',').slice(1, 3).join(' ')).sort()).toEqual([
      'c0 c0+d0+d1+d2',
      'c0+d0+d1 c0+d0+d1+d2',
      'd0 c0+d0+d1+d2',
      'd1 c0+d0+d1+d2',
      'd2 c0+d0+d1+d2',
    ])
    expect(await stage.apply(planned)).toMatchObject({ exit: 0, merged: 3 })
  })
})

import { describe, expect, it } from 'vitest'
import { confirmSets } from '../../../src/cli/confirm-sets.ts'
import type { CollectOutcome, PublishOutcome, WithdrawOutcome } from '../../../src/plan/publish/index.ts'
import { collected } from '../../../src/report/publish/collected.ts'
import { published, withdrawn } from '../../../src/report/publish/published.ts'

const run = { noun: 'duplicate record set', refused: [], unknown: [], calls: 1, exit: 0, error: null }
const none: PublishOutcome = { ...run, made: [], found: 0, leftOut: [], nothing: true, left: 0 }
const set = (n: number) => ({ group: `g${n}`, object: 'Contact', set: `s${n}`, records: ['a', 'b'] })

describe('what plan publish says at its end', () => {
  it.each([
    ['nothing was there to publish', none, 'made      nothing: no group waits to be published; 1 API call'],
    [
      'one set was made',
      { ...none, nothing: false, made: [set(1)] },
      'made      1 duplicate record set with 2 records; 1 API call',
    ],
    [
      'what was missing was found',
      { ...none, made: [set(1), set(2)], found: 2, calls: 2 },
      'made      2 duplicate record sets with 4 records, 2 of them there already; 2 API',
    ],
  ])('when %s', (_, outcome, line) => {
    expect(published(outcome, 'acme').split('\n')[0]).toBe(line)
  })

  it.each<[string, Pick<WithdrawOutcome, 'nothing' | 'withdrawn'>, string]>([
    [
      'no set may be taken away',
      { nothing: true, withdrawn: [] },
      'deleted   nothing: no set of ours may be taken away; 1 API call',
    ],
    [
      'one was taken away',
      { nothing: false, withdrawn: ['DRS-1'] },
      'deleted   1 duplicate record set; 1 API call',
    ],
  ])('when %s', (_, outcome, line) => {
    expect(withdrawn({ ...run, kept: [], ...outcome })).toBe(line)
  })
})

it('leaves the next command whole, however long it is', () => {
  const name = 'a-connection-whose-name-is-much-longer-than-anybody-would-want-it-to-be'
  const lines = published({ ...none, nothing: false, made: [set(1)] }, name).split('\n')
  expect(lines.at(-1)).toBe(`          steward plan collect -o ${name}`)
})

describe('what plan collect says of the sets that are there', () => {
  const outcome: CollectOutcome = {
    ...{ noun: run.noun, collected: [], conflicts: [], unknown: 0, closed: 2, calls: 1 },
    remembered: { added: 0, changed: 0 },
    there: { open: 0, settled: 0, others: 0 },
    others: 0,
  }
  it.each([
    [{ open: 0, settled: 0, others: 0 }, undefined],
    [{ open: 0, settled: 0, others: null }, undefined],
    [{ open: 1, settled: 0, others: null }, 'there     1 duplicate record set: 1 of ours open'],
    [
      { open: 12, settled: 2, others: 3 },
      'there     17 duplicate record sets: 12 of ours open; 2 of ours settled; 3 of the',
    ],
    [{ open: 0, settled: 0, others: 1 }, 'there     1 duplicate record set: 1 of the org’s own, left alone'],
  ])('%j', (there, line) => {
    const lines = collected({ outcome: { ...outcome, there, others: there.others }, decisions: 'd.csv' })
    expect(lines.split('\n')[2]).toBe(line)
  })
})

describe('confirming a number of sets', () => {
  it.each([
    [1, 2, 'It would be 1 set; 2 were confirmed. Nothing was done.'],
    [2, 1, 'It would be 2 sets; 1 was confirmed. Nothing was done.'],
    [1200, 0, 'It would be 1,200 sets; 0 were confirmed. Nothing was done.'],
  ])('%i against %i', async (there, given, message) => {
    await expect(confirmSets('Well?', there, given)).rejects.toMatchObject({
      ...{ code: 'NOT_CONFIRMED', exit: 2, message },
      actions: [`Look at the question, then confirm exactly:  --confirm-sets ${there}`],
    })
  })
})

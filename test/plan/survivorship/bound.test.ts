import { describe, expect, it } from 'vitest'
import type { Value } from '../../../src/kit/index.ts'
import { chooseValues } from '../../../src/plan/survivorship/index.ts'
import { contactTraits, idOf, live, request } from './sample.ts'

type Native = Readonly<Record<string, Value>>

const traits = { ...contactTraits, boundTo: [{ field: 'Department', address: 'Email' }] }
const [x, y] = [{ Email: 'x@a.example' }, { Email: 'y@a.example' }]
const fromB = [{ field: 'Email', from: idOf('b'), typed: null }]

describe('what is said of an address, where nobody knows what a merge makes of it', () => {
  it.each<[string, Native, Native, typeof fromB, Native]>([
    [
      'stays as the survivor has it',
      { ...x, Department: 'old' },
      { ...y, Department: 'new' },
      [],
      { Department: 'old' },
    ],
    ['stays blank', x, { ...y, Department: 'new' }, [], { Department: null }],
    [
      'comes with the address',
      { ...x, Department: 'old' },
      { ...y, Department: 'new' },
      fromB,
      { ...y, Department: 'new' },
    ],
    ['comes with a filled address', {}, { ...y, Department: 'new' }, [], { ...y, Department: 'new' }],
    ['comes blank, too', { ...x, Department: 'old' }, y, fromB, { ...y, Department: null }],
  ])('%s, and it is told', (_, a, b, values, set) => {
    const more = { traits, values, changes: ['Department'], foresee: () => ({}) }
    const outcome = chooseValues(request(live('a', a), [live('b', b)], more))
    expect(outcome.set).toEqual(set)
    expect(outcome.escalated ?? outcome.notes.map(({ code }) => code)).toEqual(['bound-to-address'])
  })

  it('is neither written nor told where all say the same', () => {
    const outcome = chooseValues(request(live('a', x), [live('b', y)], { traits }))
    expect(outcome.escalated ?? [outcome.set, outcome.notes]).toEqual([{}, []])
  })
})

import { describe, expect, it } from 'vitest'
import { differenceOf, type SidedValues } from '../../../src/scan/across/difference.ts'

const fields = ['title', 'city', 'optOutEmail']
const on = (side: number, values: SidedValues['values']): SidedValues => ({ side, values })

describe('the difference between records of several sides', () => {
  it.each<[string, readonly SidedValues[], { differs: string[]; blank: string[] }]>([
    [
      'agree',
      [on(0, { title: 'A', city: null }), on(1, { title: 'a', city: '' })],
      { differs: [], blank: [] },
    ],
    ['differ', [on(0, { title: 'A' }), on(1, { title: 'B' })], { differs: ['title'], blank: [] }],
    ['empty on one side', [on(0, { title: 'A' }), on(1, { title: null })], { differs: [], blank: ['title'] }],
    ['unknown is not compared', [on(0, { title: 'A' }), on(1, {})], { differs: [], blank: [] }],
    [
      'an opt-out never given is none',
      [on(0, { optOutEmail: null }), on(1, { optOutEmail: false })],
      { differs: [], blank: [] },
    ],
    [
      'an opt-out on one side differs, never only blank',
      [on(0, { optOutEmail: null }), on(1, { optOutEmail: true })],
      { differs: ['optOutEmail'], blank: [] },
    ],
    [
      'records of one side are not compared with each other',
      [on(0, { title: 'A' }), on(0, { title: 'B' }), on(1, { city: 'X' })],
      { differs: [], blank: [] },
    ],
    [
      'a difference weighs more than a blank',
      [on(0, { title: 'A' }), on(1, { title: null }), on(1, { title: 'B' })],
      { differs: ['title'], blank: [] },
    ],
  ])('%s', (_, members, wanted) => {
    expect(differenceOf('person', members, fields)).toEqual(wanted)
  })
})

import { describe, expect, it } from 'vitest'
import type { Entity } from '../../../src/kit/index.ts'
import { parentsFirst, touchedFirst } from '../../../src/plan/build/order.ts'
import type { Target } from '../../../src/plan/build/target.ts'
import { column, object } from '../scripted-objects.ts'
import { SmallOrg } from './small-org.ts'

type Columns = Readonly<Record<string, readonly string[]>>

function target(name: string, entity: Entity, columns: Columns = {}, more: object = {}): Target {
  const fields = Object.entries(columns).map(([field, referenceTo]) =>
    column(field, { referenceTo, ...more }),
  )
  const traits = { groups: {}, consents: [], foreignIds: [], owner: 'OwnerId', recordType: null }
  return {
    object: name,
    entity,
    description: object(name, fields),
    abilities: { traits },
  } as unknown as Target
}

const names = (targets: readonly Target[]) => targets.map((one) => `${one.object} ${one.entity}`)

describe('objects', () => {
  it.each([
    [
      'that others point at come first, whatever they are called',
      [
        target('Alpha', 'deal', { Zone: ['Zulu'] }),
        target('Zulu', 'case', { Top: ['Omega'] }),
        target('Omega', 'deal'),
      ],
      ['Omega deal', 'Zulu case', 'Alpha deal'],
    ],
    [
      'that point at nothing: companies, people, all else',
      [
        target('tickets', 'case'),
        target('contacts', 'person'),
        target('deals', 'deal'),
        target('companies', 'company'),
      ],
      ['companies company', 'contacts person', 'deals deal', 'tickets case'],
    ],
    [
      'that point at each other: companies before people',
      [
        target('People', 'person', { Firm: ['Firms'] }),
        target('Firms', 'company', { Head: ['People'] }),
        target('Deals', 'deal', { Who: ['People'], At: ['Firms'] }),
      ],
      ['Firms company', 'People person', 'Deals deal'],
    ],
    [
      'that point at themselves, at an owner or at what is in no plan are free',
      [
        target('B', 'company', { Parent: ['B'], OwnerId: ['A'], Rate: ['Z'] }),
        target('A', 'person', { Firm: ['B'] }),
      ],
      ['B company', 'A person'],
    ],
    [
      'of two entities stay together',
      [
        target('Account', 'person'),
        target('Contact', 'person', { A: ['Account'] }),
        target('Account', 'company'),
      ],
      ['Account company', 'Account person', 'Contact person'],
    ],
  ])('%s', (_, targets, expected) => {
    expect(names(parentsFirst(targets))).toEqual(expected)
    expect(names(parentsFirst(targets.toReversed()))).toEqual(expected)
  })

  it('that are pointed at by what the CRM sets are free too', () => {
    const targets = [target('A', 'deal', { Last: ['B'] }, { system: true }), target('B', 'deal')]
    expect(names(parentsFirst(targets))).toEqual(['A deal', 'B deal'])
  })
})

describe('groups', () => {
  const ordered = (words: readonly string[]) =>
    touchedFirst(words, (word) => {
      const [ids = '', touches = ''] = word.split('>')
      const [survivor = '', ...losers] = ids
      return { kind: 'merge' as const, survivor, losers, touches: [...touches] }
    })

  it.each([
    ['stay as they are', ['ab', 'cd>x', 'ef'], ['ab', 'cd>x', 'ef']],
    ['wait for those whose records they touch', ['ab>d', 'cd>f', 'ef'], ['ef', 'cd>f', 'ab>d']],
    ['go round no circle', ['ab>c', 'cd>e', 'ef>a'], ['ef>a', 'cd>e', 'ab>c']],
    ['may touch their own', ['ab>b', 'cd>a'], ['ab>b', 'cd>a']],
    ['wait for several', ['ab>ec', 'cd', 'ef'], ['ef', 'cd', 'ab>ec']],
  ])('%s', (_, words, expected) => {
    expect(ordered(words)).toEqual(expected)
  })

  it('of one object begin with parent companies, also of less sure groups', async () => {
    const org = new SmallOrg()
    const one = (id: string, values = {}) => org.record('Account', id, { Name: 'Acme', ...values })
    org.group('aa', [one('001b1', { ParentId: '001p2' }), one('001b2')], { score: 0.999 })
    org.group('bb', [one('001p1'), one('001p2')], { score: 0.9 })
    org.group('cc', [
      org.record('Contact', '003a', { LastName: 'Roe' }),
      org.record('Contact', '003b', { LastName: 'Roe', AccountId: '001b2' }),
    ])
    const { plan } = await org.build()
    expect(plan.actions.map(({ object: of, group }) => `${of} ${group.slice(0, 2)}`)).toEqual([
      'Account bb',
      'Account aa',
      'Contact cc',
    ])
    expect(Object.keys((await org.build()).values.actions)).toEqual(plan.actions.map(({ id }) => id))
  })
})

import { describe, expect, it } from 'vitest'
import {
  conflicting,
  type Decision,
  date,
  email,
  type MatchRule,
  matchOptions,
  matchRule,
  personName,
  type RecordKey,
} from '../../src/kit/index.ts'
import { explainPair, type PairExplanation } from '../../src/match/explain.ts'
import { idsOf, match, type Sample, sourceOf } from './source.ts'

const rule = matchRule({
  meta: {
    id: 'test/explain',
    summary: 's',
    why: 'w',
    remedy: 'r',
    severity: 'low',
    tags: [],
    messages: { group: 'g' },
  },
  entity: 'person',
  kinds: ['contact'],
  compare: { name: personName('firstName', 'lastName'), mail: email('email'), born: date('birthdate') },
  blockOn: [['mail'], ['lastName', 'firstName[0..1]'], ['lastName', 'born']],
  never: [conflicting('externalId')],
})

const syllables = ['bar', 'cel', 'dor', 'fen', 'gil', 'hol', 'jun', 'kes', 'lom', 'mir', 'nev', 'pol']
const strangers: readonly Sample[] = Array.from({ length: 150 }, (_, at) => {
  const of = (nth: number): string =>
    syllables[Math.floor(at / syllables.length ** nth + 5 * at * nth) % syllables.length] ?? ''
  return {
    id: `s${at}`,
    kind: 'contact',
    firstName: `${of(1)}${of(0)}a`,
    lastName: `${of(0)}${of(2)}ton`,
    email: `${of(2)}${at}@mail.example`,
    birthdate: `19${10 + (at % 80)}-0${1 + (at % 9)}-1${at % 9}`,
    externalId: null,
  }
})

const quill = { kind: 'contact', lastName: 'Quillfeather', birthdate: '1971-03-04' } as const
const samples: readonly Sample[] = [
  { ...quill, id: 'a', firstName: 'Robert', email: 'rq@maple.example', externalId: null },
  { ...quill, id: 'b', firstName: 'Bob', email: 'rq@maple.example', externalId: null },
  { ...quill, id: 'c', firstName: 'Robert', email: null, externalId: 'ERP-1' },
  { ...quill, id: 'd', firstName: 'Robert', email: null, externalId: 'ERP-2' },
  {
    ...quill,
    id: 'e',
    firstName: 'Robert',
    lastName: 'Quilfeather',
    email: 'robert@maple.example',
    externalId: null,
  },
  ...strangers,
]

function key(id: string): RecordKey {
  return { connection: 'acme', object: 'Contact', id }
}

async function explain(
  a: string,
  b: string,
  further: {
    readonly rule?: MatchRule
    readonly decisions?: readonly Decision[]
    readonly blockCap?: number
  } = {},
): Promise<PairExplanation> {
  const one = further.rule ?? rule
  const both = samples.filter(({ id }) => id === a || id === b)
  const explained = await explainPair({
    run: {
      rule: one,
      options: matchOptions.parse(further.blockCap === undefined ? {} : { blockCap: further.blockCap }),
      source: sourceOf('person', samples),
      decisions: further.decisions ?? [],
    },
    a: key(a),
    b: key(b),
    two: sourceOf('person', both),
  })
  if (explained === null) throw new Error('not among the records')
  return explained
}

describe('a pair that is one', () => {
  it('has levels, weights, prior and sum that add up', async () => {
    const { prior, bits, comparisons, score, veto, decision } = await explain('a', 'b')
    const sum = comparisons.reduce((total, { weight, adjustment }) => total + weight + adjustment, prior.bits)
    expect(bits).toBeCloseTo(sum, 1)
    expect(score).toBeGreaterThan(0.95)
    expect(comparisons.map(({ comparison }) => comparison)).toEqual(['name', 'mail', 'born'])
    expect(comparisons[0]?.note).toContain('Bob')
    expect([veto, decision]).toEqual([null, null])
  })

  it('says the same as the group that a scan finds', async () => {
    const { groups } = await match(rule, samples)
    const group = groups.find((one) => idsOf(one).includes('a') && idsOf(one).includes('b'))
    const at = (id: string): number => idsOf(group as NonNullable<typeof group>).indexOf(id)
    const pair = group?.pairs.find(({ a, b }) => a === at('a') && b === at('b'))
    const { comparisons, together, score } = await explain('a', 'b')
    expect(pair?.score).toBeCloseTo(score, 5)
    expect(pair?.comparisons.map(({ level }) => level)).toEqual(comparisons.map(({ level }) => level))
    expect(together.groups[0].map(({ id }) => id)).toEqual(idsOf(group as NonNullable<typeof group>))
    expect(together).toMatchObject({ outcome: 'one group', why: 'above the threshold' })
  })

  it('names the keys that brought it together, with both sides', async () => {
    const { keys } = await explain('a', 'b')
    expect(keys.map(({ outcome }) => outcome)).toEqual(['met', 'met', 'met'])
    const misspelt = await explain('b', 'e')
    expect(misspelt.keys.map(({ outcome }) => outcome)).toEqual(['differs', 'differs', 'differs'])
    expect(keys[0]?.parts).toEqual([{ part: 'mail', a: ['rq@maple.example'], b: ['rq@maple.example'] }])
    expect(keys[1]?.parts[1]?.part).toBe('firstName[0..1]')
  })

  it('is told the other way round as well', async () => {
    const [one, other] = [await explain('a', 'e'), await explain('e', 'a')]
    expect(one.keys.map(({ parts }) => parts.map(({ a, b }) => [b, a]))).toEqual(
      other.keys.map(({ parts }) => parts.map(({ a, b }) => [a, b])),
    )
  })
})

describe('a pair that is not', () => {
  it('of strangers was never compared', async () => {
    const { keys, score, together } = await explain('a', 's5')
    expect(keys.map(({ outcome }) => outcome)).not.toContain('met')
    expect(score).toBeLessThan(0.01)
    expect(together).toMatchObject({ outcome: 'apart', why: 'below the threshold' })
  })

  it('is kept apart by a veto', async () => {
    const { veto, together, score } = await explain('c', 'd')
    expect(score).toBeGreaterThan(0.95)
    expect(veto).toBe('externalId conflicts')
    expect(together).toMatchObject({ outcome: 'apart', why: 'a veto: externalId conflicts' })
  })

  it('above the threshold that no key brings together says so', async () => {
    const blind = { ...rule, blockOn: [['mail'], ['firstName', 'lastName[0..1]', 'email[0..9]']] }
    const { keys, together, score } = await explain('a', 'c', { rule: blind })
    expect(score).toBeGreaterThan(0.95)
    expect(keys.map(({ outcome }) => outcome)).toEqual(['empty', 'empty'])
    expect(together.why).toBe('no key brought the two together, so they were never compared')
  })

  it('shares a key whose block was too large', async () => {
    const wide = { ...rule, blockOn: [['mail'], ['born']] }
    const { keys } = await explain('a', 'c', { rule: wide, blockCap: 2 })
    expect(keys[1]).toMatchObject({ key: ['born'], outcome: 'not compared' })
  })

  it.each(['same', 'apart'] as const)('obeys who decided %s', async (verdict) => {
    const pair = verdict === 'same' ? (['a', 's5'] as const) : (['a', 'b'] as const)
    const decisions = [{ a: key(pair[1]), b: key(pair[0]), verdict }]
    const { decision, together } = await explain(pair[0], pair[1], { decisions })
    expect(decision).toBe(verdict)
    expect(together).toMatchObject(
      verdict === 'same'
        ? { outcome: 'one group', why: 'decided to be the same' }
        : { outcome: 'apart', why: 'decided not to be the same' },
    )
  })

  it('is none where a record is not among them', async () => {
    const run = { rule, options: matchOptions.parse({}), source: sourceOf('person', samples), decisions: [] }
    const two = sourceOf('person', samples.slice(0, 2))
    expect(await explainPair({ run, a: key('a'), b: key('nobody'), two })).toBeNull()
  })
})

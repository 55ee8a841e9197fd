import { describe, expect, it } from 'vitest'
import { people } from '../../plugins/duplicates/people.ts'
import type { Inspection } from '../../src/match/index.ts'
import { match, type Sample } from './source.ts'
import { strangers } from './strangers.ts'

const ana: readonly Sample[] = [
  { id: 'p1', kind: 'contact', firstName: 'Ana', lastName: 'Belmonte', email: 'ana.belmonte@solana.es' },
  { id: 'p2', kind: 'contact', firstName: 'Anna', lastName: 'Belmonte', email: 'ana.belmonte@solana.es' },
  { id: 'p3', kind: 'contact', firstName: 'Rosa', lastName: 'Belmonte', email: 'ana.belmonte@solana.es' },
]
const samples = [...ana, ...strangers(60)]

async function inspect(without: readonly string[] = []): Promise<Inspection> {
  const { inspection } = await match(people, samples, { inspect: { floor: 0.5 }, without })
  if (inspection === undefined) throw new Error('nothing to look at')
  return inspection
}

function numbers(inspection: Inspection): ReadonlyMap<string, number> {
  return new Map(Array.from({ length: inspection.rows }, (_, at) => [inspection.keyOf(at).id, at]))
}

describe('an inspection', () => {
  it('is given only to those who ask', async () => {
    expect((await match(people, samples)).inspection).toBeUndefined()
  })

  it('keeps pairs from the floor on and knows their groups', async () => {
    const inspection = await inspect()
    const of = numbers(inspection)
    const { pairs, groupOf } = inspection
    const kept = Array.from({ length: pairs.length }, (_, at) => {
      expect(pairs.bits(at)).toBeGreaterThanOrEqual(0)
      return [pairs.a(at), pairs.b(at)].map((record) => inspection.keyOf(record).id).join(' ')
    })
    expect(kept).toContain('p1 p2')
    expect(new Set(kept).size).toBe(kept.length)
    expect(groupOf[of.get('p1') ?? 0]).toBe(groupOf[of.get('p2') ?? 0])
    expect(groupOf[of.get('p1') ?? 0]).toBeGreaterThanOrEqual(0)
  })

  it('says of any pair what brought it together and what speaks against it', async () => {
    const inspection = await inspect()
    const of = numbers(inspection)
    const [one, three, far] = [of.get('p1') ?? 0, of.get('p3') ?? 0, of.get('s0001') ?? 0]
    const keysOf = (a: number, b: number) => inspection.keys.filter((_, key) => inspection.meets(key, a, b))
    expect(keysOf(one, three)).toContain('email')
    expect(keysOf(one, far)).toEqual([])
    expect(inspection.look(one, three).veto).toBe('name conflicts')
    expect(inspection.look(one, far).score).toBeLessThan(0.01)
    expect(inspection.look(one, far).comparisons.map(({ comparison }) => comparison)).toContain('name')
  })

  it('leaves a comparison out, and still meets by its keys', async () => {
    const inspection = await inspect(['email'])
    const of = numbers(inspection)
    const [one, two] = [of.get('p1') ?? 0, of.get('p2') ?? 0]
    const { comparisons } = inspection.look(one, two)
    expect(comparisons.map(({ comparison }) => comparison)).not.toContain('email')
    expect(inspection.meets(inspection.keys.indexOf('email'), one, two)).toBe(true)
  })
})

import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadPeople } from '../../bench/match/load.ts'
import { runOurs } from '../../bench/match/ours.ts'
import { readTruth, rowOf } from '../../bench/match/outcome.ts'
import { runPeer } from '../../bench/match/peer.ts'
import { people } from '../../bench/match/people.ts'
import { TestHome } from '../snapshot/scripted-org.ts'

const population = { records: 4000, seed: 3 }
const home = new TestHome()

beforeAll(async () => {
  await loadPeople(population, home.path)
})
afterAll(() => rmSync(home.path, { recursive: true, force: true }))

describe('the people of the benchmark', () => {
  it('follow from the seed', () => {
    const [once, again] = [[...people(population)], [...people(population)]]
    expect(again).toEqual(once)
    expect([...people({ ...population, seed: 4 })]).not.toEqual(once)
    expect(once.map(({ id }) => rowOf(id))).toEqual([...once.keys()])
    expect([...readTruth(home.path)]).toEqual(once.map(({ entity }) => entity))
  })

  it('are 85 % different ones, whose duplicates differ from them', () => {
    const rows = [...people(population)]
    const first = new Map<number, string>()
    let again = 0
    let changed = 0
    for (const { entity, person } of rows) {
      const known = first.get(entity)
      if (known === undefined) first.set(entity, JSON.stringify(person))
      else again++
      if (known !== undefined && known !== JSON.stringify(person)) changed++
    }
    expect(again / rows.length).toBeGreaterThan(0.13)
    expect(again / rows.length).toBeLessThan(0.17)
    expect(changed / again).toBeGreaterThan(0.8)
  })
})

describe('the two engines', () => {
  it('compare the same pairs within some per cent, and find most duplicates', async () => {
    const ours = await runOurs(home.path, false)
    const peer = await runPeer(home.path, false, ours.learned)
    expect(ours.f1).toBeGreaterThan(0.85)
    expect(peer.f1).toBeGreaterThan(0.85)
    expect(peer.pairs / ours.pairs).toBeGreaterThan(0.95)
    expect(peer.pairs / ours.pairs).toBeLessThan(1.05)
  })
})

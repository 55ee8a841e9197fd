import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { errorModel } from '../../../emulators/population/errors/kinds.ts'
import {
  countTruth,
  type Naming,
  readTruth,
  readTruthLines,
  writeTruth,
} from '../../../emulators/population/truth.ts'
import { createWorld } from '../../../emulators/population/world.ts'

const folder = mkdtempSync(join(tmpdir(), 'truth-'))
afterAll(() => rmSync(folder, { recursive: true }))

const world = createWorld({ seed: 4, asOf: new Date('2026-10-01T00:00:00Z'), people: 3000 })
const naming: Naming = (family, row) => ({ id: `${family}-${row}`, object: family })

describe('a truth file', () => {
  const file = join(folder, 'truth.ndjson')
  const counts = writeTruth(file, world, naming)

  it('is readable for its owner only', () => {
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  it('names every row at most once per family, and pairs that are apart are in no cluster together', async () => {
    const truth = await readTruth(file)
    expect(truth.header).toMatchObject({ errorModel, seed: 4, people: 3000, variant: 'standard' })
    const clusterOf = new Map<string, number>()
    for (const [index, { rows }] of truth.clusters.entries()) {
      expect(rows.length).toBeGreaterThan(1)
      for (const { id } of rows) {
        expect(clusterOf.has(id), id).toBe(false)
        clusterOf.set(id, index)
      }
    }
    for (const { ids } of truth.apart) {
      expect(ids[0]).not.toBe(ids[1])
      const [left, right] = ids.map((id) => clusterOf.get(id))
      if (left !== undefined) expect(left).not.toBe(right)
    }
  })

  it('counts what it holds, and so does counting without a file', async () => {
    const truth = await readTruth(file)
    const people = truth.clusters.filter(({ family }) => family === 'people')
    expect(counts.clusters.people).toBe(people.length)
    expect(counts.duplicates.people).toBe(people.reduce((sum, { rows }) => sum + rows.length - 1, 0))
    expect(counts.duplicates.people / 3000).toBeGreaterThan(0.1)
    for (const family of ['companies', 'deals', 'cases'] as const) {
      expect(counts.clusters[family], family).toBeGreaterThan(0)
      expect(counts.apart[family], family).toBeGreaterThan(0)
    }
    expect(countTruth(world, naming)).toEqual(counts)
  })

  it('can be read line by line', async () => {
    const types: string[] = []
    for await (const { type } of readTruthLines(file)) types.push(type)
    expect(types[0]).toBe('truth')
    expect(types.filter((type) => type === 'cluster')).toHaveLength((await readTruth(file)).clusters.length)
    expect(types.at(-1)).toBe('counts')
  })

  it('names every kind of look-alike', async () => {
    const kinds = new Set((await readTruth(file)).apart.map(({ kind }) => kind))
    expect([...kinds].sort()).toEqual([
      'assistant',
      'division',
      'household',
      'household-mailbox',
      'junior',
      'namesake',
      'near-name',
      'practice',
      'recurring',
      'renewal',
      'subsidiary',
    ])
  })

  it('is refused when it was cut off', async () => {
    const cut = join(folder, 'cut.ndjson')
    writeFileSync(cut, readFileSync(file, 'utf8').split('\n').slice(0, 20).join('\n'))
    await expect(readTruth(cut)).rejects.toThrow('not a complete truth file')
  })
})

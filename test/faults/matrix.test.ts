import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hubspotCrm } from './hubspot.ts'
import { Matrix, nameOf, type Trial, tell } from './matrix.ts'
import { salesforceCrm } from './salesforce.ts'
import { faultsPage, type Outcomes } from './table.ts'

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')
const outcomes: Outcomes = JSON.parse(read('./outcomes.json'))

/** Of the known trials every so manieth, over all steps. The whole is run by `scripts/fault-matrix.ts`. */
const every = 50

describe.each([salesforceCrm, hubspotCrm])('faults of $name', (crm) => {
  let matrix: Matrix
  let trials: readonly Trial[] = []
  beforeAll(async () => {
    matrix = await Matrix.of(crm)
    trials = matrix.trials.filter((trial) => Object.hasOwn(outcomes, nameOf(trial)))
  }, 60_000)
  afterAll(() => matrix[Symbol.dispose]())

  it('are those of the table', () => {
    const there = new Set(matrix.trials.map(nameOf))
    const told = Object.keys(outcomes).filter((name) => name.startsWith(`${crm.name} | `))
    expect(told.filter((name) => !there.has(name))).toEqual([])
  })

  it('end as the table says, and nothing is lost', async () => {
    const some = trials.filter((_, n) => n % every === 0)
    expect(some.length).toBeGreaterThan(5)
    for (const trial of some) {
      const cell = await matrix.run(trial)
      expect(cell.missed, nameOf(trial)).toEqual([])
      expect(tell(cell), nameOf(trial)).toEqual(outcomes[nameOf(trial)])
    }
  }, 600_000)
})

describe('the page of faults', () => {
  it('is made of what is written down, and no row of it has data lost', () => {
    const page = read('../../docs/plan/faults.md')
    for (const row of faultsPage(outcomes, Object.keys(outcomes)).split('\n').filter(isRow))
      expect(page).toContain(row)
    expect(Object.values(outcomes).filter(({ org }) => org === 'DATA LOST')).toEqual([])
    expect(Object.values(outcomes).filter(({ journal }) => journal?.includes('does not verify'))).toEqual([])
  })
})

function isRow(line: string): boolean {
  return line.startsWith('| ')
}

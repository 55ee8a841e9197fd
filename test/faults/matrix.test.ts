import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hubspotCrm } from './hubspot.ts'
import { Matrix, nameOf, tell } from './matrix.ts'
import { salesforceCrm } from './salesforce.ts'
import { faultsPage, type Outcomes } from './table.ts'

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')
const outcomes: Outcomes = JSON.parse(read('./outcomes.json'))

/** Of the trials every so manieth, over all steps. The whole is run by `scripts/fault-matrix.ts`. */
const every = 20

describe.each([salesforceCrm, hubspotCrm])('faults of $name', (crm) => {
  let matrix: Matrix
  beforeAll(async () => {
    matrix = await Matrix.of(crm)
  }, 60_000)
  afterAll(() => matrix[Symbol.dispose]())

  it('are those of the table', () => {
    const told = Object.keys(outcomes).filter((name) => name.startsWith(`${crm.name} | `))
    expect(told.toSorted()).toEqual(matrix.trials.map(nameOf).toSorted())
  })

  it('end as the table says, and nothing is lost', async () => {
    const some = matrix.trials.filter((_, n) => n % every === 0)
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
    const rows = faultsPage(outcomes, Object.keys(outcomes)).split('\n').filter(isRow)
    expect(rows.some((row) => row.includes(' 0 times data is lost'))).toBe(true)
    for (const row of rows) expect(page).toContain(row)
    expect(Object.values(outcomes).filter(({ org }) => org === 'DATA LOST')).toEqual([])
    expect(Object.values(outcomes).filter(({ journal }) => journal?.includes('does not verify'))).toEqual([])
  })
})

function isRow(line: string): boolean {
  return line.startsWith('| ') || /^[\d,]+ faults/.test(line)
}

import { hubspotCrm } from './hubspot.ts'
import { Matrix, nameOf, type Told, tell } from './matrix.ts'
import { salesforceCrm } from './salesforce.ts'

const crms = [salesforceCrm, hubspotCrm]

/** Runs all trials whose name matches, of both CRMs; tells of each, with what is lost where something is. */
export async function runMatrix(
  wanted: (name: string) => boolean,
  told: (name: string, outcome: Told, missed: readonly unknown[]) => void,
): Promise<readonly string[]> {
  const all: string[] = []
  for (const crm of crms) {
    using matrix = await Matrix.of(crm)
    for (const trial of matrix.trials) {
      const name = nameOf(trial)
      all.push(name)
      if (!wanted(name)) continue
      const cell = await matrix.run(trial)
      told(name, tell(cell), cell.missed)
    }
  }
  return all
}

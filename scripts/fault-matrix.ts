/**
 * Runs faults of the emulated CRMs at the steps of apply and undo, as `test/faults/trials.ts` chooses them, and writes
 * what came of each into `test/faults/outcomes.json` and `docs/plan/faults.md`. It takes about a quarter of an hour.
 *
 * node scripts/fault-matrix.ts [--only PATTERN]   other rows stay as they are
 * node scripts/fault-matrix.ts --missing          rows that are not written down yet
 * node scripts/fault-matrix.ts --page             the page anew from what is written down
 * node scripts/fault-matrix.ts --check [--only PATTERN]   compares and writes nothing
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Told } from '../test/faults/matrix.ts'
import { faultsPage, type Outcomes } from '../test/faults/table.ts'
import { runMatrix } from '../test/faults/whole.ts'

const root = join(import.meta.dirname, '..')
const [kept, page] = [join(root, 'test/faults/outcomes.json'), join(root, 'docs/plan/faults.md')]
const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    missing: { type: 'boolean' },
    check: { type: 'boolean' },
    page: { type: 'boolean' },
  },
})

const before: Outcomes = existsSync(kept) ? JSON.parse(readFileSync(kept, 'utf8')) : {}
const only = new RegExp(values.only)
const found: Record<string, Told> = {}
let wrong = 0
const all = await runMatrix(
  (name) =>
    values.page !== true && only.test(name) && !(values.missing === true && Object.hasOwn(before, name)),
  (name, outcome, missed) => {
    found[name] = outcome
    const changed = JSON.stringify(before[name]) !== JSON.stringify(outcome)
    if (missed.length > 0) process.stdout.write(`${name}: ${JSON.stringify(missed)}\n`)
    if (changed) process.stdout.write(`${name}: ${JSON.stringify(outcome)}\n`)
    if (missed.length > 0 || changed) wrong++
  },
)
const entries = all.flatMap((name) => {
  const outcome = found[name] ?? before[name]
  return outcome === undefined ? [] : [[name, outcome] as const]
})
process.stdout.write(
  `${Object.keys(found).length} of ${all.length} run, ${wrong} other than before or lost; ${entries.length} known\n`,
)
if (values.check) process.exitCode = wrong === 0 ? 0 : 1
else {
  const outcomes = Object.fromEntries(entries)
  writeFileSync(kept, `${JSON.stringify(outcomes, null, 1)}\n`)
  writeFileSync(page, faultsPage(outcomes, all))
}

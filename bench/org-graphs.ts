/**
 * Merges random orgs and takes that back, as the tests in `test/graphs` do, as often as is wanted:
 *
 *     node bench/org-graphs.ts [from] [count] [salesforce|hubspot]
 *
 * Prints every graph of which something differs that undo did not say; after each 50 graphs, at the end, and when
 * interrupted, what it said of values, records and rows so far.
 */
import process from 'node:process'
import { reasons } from '../src/plan/undo/reasons.ts'
import { hubspotGraph } from '../test/graphs/hubspot/account-graph.ts'
import { type GraphRun, runGraph } from '../test/graphs/run-graph.ts'
import { salesforceGraph } from '../test/graphs/salesforce/org-graph.ts'

const worlds = { salesforce: salesforceGraph, hubspot: hubspotGraph } as const

const [from = '1', count = '500', crm = 'salesforce'] = process.argv.slice(2)
const open = worlds[crm as keyof typeof worlds]
if (open === undefined) throw new Error(`no graphs of ${crm}`)

const items = new Map<string, number>()
const leftOut = new Map<string, number>()
const totals = { graphs: 0, withMerges: 0, groups: 0, wrong: 0 }

let stopped = false
process.once('SIGINT', () => {
  stopped = true
})

for (let seed = Number(from); seed < Number(from) + Number(count) && !stopped; seed++) {
  totals.graphs++
  try {
    tally(await runGraph(seed, open))
  } catch (error) {
    totals.wrong++
    process.stdout.write(`graph ${seed}: ${error instanceof Error ? (error.stack ?? '') : String(error)}\n`)
  }
  if (totals.graphs % 50 === 0) printTotals()
}
printTotals()

function printTotals(): void {
  process.stdout.write(`\n${JSON.stringify(totals)}\nleft out: ${list(leftOut)}\n${list(items, '\n')}\n`)
}

function tally(run: GraphRun): void {
  if (run.applied > 0) totals.withMerges++
  totals.groups += run.applied
  for (const code of run.leftOut) add(leftOut, code)
  for (const { fidelity, what, why } of run.items) {
    add(items, `${kindOf(what)} ${fidelity}`)
    if (why === reasons['moved anew'] || why === reasons['moved one kept']) add(items, `row ${why}`)
  }
  if (run.problems.length === 0) return
  totals.wrong++
  const lines = [`graph ${run.seed}`, ...run.story, ...run.problems.map((problem) => `! ${problem}`)]
  process.stdout.write(`${lines.join('\n  ')}\n`)
}

function kindOf(what: string): string {
  if (what === 'record' || what.includes('.')) return what
  return 'value'
}

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

function list(counts: ReadonlyMap<string, number>, between = ', '): string {
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, many]) => `${key}: ${many}`)
    .join(between)
}

/**
 * How well a scan found the duplicates of an emulated org.
 *
 *   steward emulate salesforce --people 5000 --seed 11 --truth-file TRUTH
 *   steward scan duplicates -o acme --json --output-file SCAN.json
 *   node bench/match-truth.ts TRUTH SCAN.json
 */
import { readFileSync } from 'node:fs'

interface Cluster {
  readonly type: string
  readonly family: string
  readonly rows: readonly { readonly id: string }[]
}

interface Finding {
  readonly rule: string
  readonly records: readonly { readonly id: string }[]
}

function pairsOf(ids: readonly string[]): string[] {
  const sorted = [...ids].sort()
  return sorted.flatMap((a, at) => sorted.slice(at + 1).map((b) => `${a} ${b}`))
}

function measure(family: string, clusters: readonly Cluster[], findings: readonly Finding[]): void {
  const truth = new Set(
    clusters.filter((one) => one.family === family).flatMap(({ rows }) => pairsOf(rows.map(({ id }) => id))),
  )
  const found = findings
    .filter(({ rule }) => rule === `duplicates/${family}`)
    .flatMap(({ records }) => pairsOf(records.map(({ id }) => id)))
  const right = found.filter((pair) => truth.has(pair)).length
  const precision = right / Math.max(1, found.length)
  const recall = right / Math.max(1, truth.size)
  const f1 = (2 * precision * recall) / Math.max(1e-9, precision + recall)
  const figures = `P ${precision.toFixed(4)}  R ${recall.toFixed(4)}  F1 ${f1.toFixed(4)}`
  console.log(
    `${family.padEnd(10)} true pairs ${truth.size}  found ${found.length}  right ${right}  ${figures}`,
  )
  console.log(
    JSON.stringify({ family, truePairs: truth.size, found: found.length, right, precision, recall, f1 }),
  )
}

const [truthFile, scanFile] = process.argv.slice(2)
if (truthFile === undefined || scanFile === undefined) {
  console.error('Give the truth file of the emulated org and the JSON of a scan. Nothing was measured.')
  process.exitCode = 2
} else {
  const lines = readFileSync(truthFile, 'utf8').trim().split('\n')
  const clusters = lines.map((line) => JSON.parse(line) as Cluster).filter(({ type }) => type === 'cluster')
  const scan = JSON.parse(readFileSync(scanFile, 'utf8')) as {
    readonly result: { readonly findings: readonly Finding[] }
  }
  for (const family of ['people', 'companies', 'deals', 'cases'])
    measure(family, clusters, scan.result.findings)
}

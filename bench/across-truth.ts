/**
 * How well a scan found the people and companies that two emulated orgs of one seed and size have in common.
 *
 *   steward emulate salesforce --people 5000 --seed 11
 *   steward emulate hubspot --people 5000 --seed 11 --truth-file TRUTH
 *   STEWARD_HOME=HOME steward scan across -o acme-sf -o acme-hs
 *   node bench/across-truth.ts TRUTH HOME acme-sf acme-hs
 *
 * Each family is measured by values alone, and together with the ids that the sync between the two keeps.
 * `WRONG=1` prints the pairs that are wrong or missing.
 */
import { readFileSync } from 'node:fs'
import across from '../plugins/across/index.ts'
import { matchOptions } from '../src/kit/index.ts'
import { matchRecords } from '../src/match/index.ts'
import { describePack } from '../src/policy/packs/rule-info.ts'
import { readLinks } from '../src/scan/across/links.ts'
import { asMatchRule } from '../src/scan/across/rule.ts'
import { countOf, idOf, type Side, sideOf, sourceOf } from '../src/scan/across/sides.ts'
import { openSnapshot } from '../src/snapshot/index.ts'

interface AcrossLine {
  readonly type: string
  readonly family: string
  readonly hubspot: readonly string[]
  readonly salesforce: readonly string[]
}

function truthOf(lines: readonly AcrossLine[], family: string): ReadonlySet<string> {
  return new Set(
    lines
      .filter((line) => line.type === 'across' && line.family === family)
      .flatMap(({ hubspot, salesforce }) => hubspot.flatMap((a) => salesforce.map((b) => pair(a, b)))),
  )
}

function pair(a: string, b: string): string {
  return [a, b].sort().join(' ')
}

async function measure(lines: readonly AcrossLine[], home: string, names: readonly string[]): Promise<void> {
  for (const rule of describePack(across).rules) {
    if (rule.declaration.shape !== 'across') continue
    const { declaration } = rule
    await using opened = new AsyncDisposableStack()
    const sides: Side[] = []
    for (const name of names) {
      const snapshot = opened.use(await openSnapshot({ home, name }))
      sides.push({ name, snapshot, rows: await countOf(snapshot, declaration) })
    }
    const links = await readLinks(sides, declaration)
    for (const [how, known] of [
      ['values', () => 0],
      ['links', links.known],
    ] as const) {
      const { groups } = await matchRecords({
        rule: asMatchRule({ ...rule, pack: 'across' }, declaration),
        options: matchOptions.parse({}),
        source: sourceOf(sides, declaration),
        decisions: [],
        sides: { of: sideOf, known },
        values: false,
      })
      const found = new Set<string>()
      for (const { members } of groups) {
        for (const { key: a } of members) {
          for (const { key: b } of members)
            if (sideOf(a.id) < sideOf(b.id)) found.add(pair(idOf(a.id), idOf(b.id)))
        }
      }
      print(rule.id, how, truthOf(lines, rule.id.slice('across/'.length)), found)
    }
  }
}

function print(rule: string, how: string, truth: ReadonlySet<string>, found: ReadonlySet<string>): void {
  const right = truth.intersection(found).size
  const precision = right / Math.max(1, found.size)
  const recall = right / Math.max(1, truth.size)
  const f1 = (2 * precision * recall) / Math.max(1e-9, precision + recall)
  const figures = `P ${precision.toFixed(4)}  R ${recall.toFixed(4)}  F1 ${f1.toFixed(4)}`
  console.log(
    `${rule.padEnd(17)} ${how.padEnd(6)}  true pairs ${truth.size}  found ${found.size}  right ${right}  ${figures}`,
  )
  console.log(
    JSON.stringify({ rule, how, truePairs: truth.size, found: found.size, right, precision, recall, f1 }),
  )
  if (!process.env.WRONG) return
  for (const one of found.difference(truth)) console.error(`${rule} ${how} wrong   ${one}`)
  for (const one of truth.difference(found)) console.error(`${rule} ${how} missing ${one}`)
}

const [truthFile, home, ...names] = process.argv.slice(2)
if (truthFile === undefined || home === undefined || names.length !== 2) {
  console.error('Give the truth file of the emulated HubSpot account, the home folder and both connections.')
  process.exitCode = 2
} else {
  const lines = readFileSync(truthFile, 'utf8').trim().split('\n')
  await measure(
    lines.map((line) => JSON.parse(line) as AcrossLine),
    home,
    names,
  )
}

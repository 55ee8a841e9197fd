import { closeSync, createReadStream, openSync, writeSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { across, type Overlap, overlap, type SharedFamily } from './across.ts'
import { errorModel } from './errors/kinds.ts'
import { clusters, type Family, type HardNegativeKind, hardNegatives } from './families.ts'
import type { World } from './world.ts'

/** First line of a truth file. */
interface TruthHeader {
  readonly type: 'truth'
  readonly errorModel: number
  readonly seed: number
  readonly asOf: string
  readonly people: number
  readonly variant: string
}

interface TruthRow {
  readonly id: string
  readonly object: string
  readonly origin?: string
  /** Empty for a row without spoiled values. */
  readonly errors: readonly string[]
}

/** All rows of one person, company, deal or case; every pair of them is a true pair. */
interface TruthCluster {
  readonly type: 'cluster'
  readonly family: Family
  readonly rows: readonly TruthRow[]
}

interface TruthHardNegative {
  readonly type: 'apart'
  readonly family: Family
  readonly kind: HardNegativeKind
  readonly ids: readonly [string, string]
}

/** Records of one person or company in both CRMs that were seeded alike. */
interface TruthAcross {
  readonly type: 'across'
  readonly family: SharedFamily
  readonly hubspot: readonly string[]
  readonly salesforce: readonly string[]
  /** Pairs that the integration between the two has linked. */
  readonly linked?: readonly (readonly [hubspot: string, salesforce: string])[]
}

/** Last line of a truth file; its absence means that writing was interrupted. */
export interface TruthCounts {
  readonly type: 'counts'
  readonly clusters: Readonly<Record<Family, number>>
  readonly pairs: Readonly<Record<Family, number>>
  /** Rows beside the first of their cluster. */
  readonly duplicates: Readonly<Record<Family, number>>
  readonly apart: Readonly<Record<Family, number>>
  /** Persons and companies in both CRMs and in one alone; only in the file of the second. */
  readonly across?: Readonly<Record<SharedFamily, Overlap>>
}

export interface Truth {
  readonly header: TruthHeader
  readonly clusters: readonly TruthCluster[]
  readonly apart: readonly TruthHardNegative[]
  readonly across: readonly TruthAcross[]
  readonly counts: TruthCounts
}

/** How a system names a row of the world. */
export type Naming = (family: Family, row: number) => { readonly id: string; readonly object: string }

/** The first system, of which the second one's truth tells too. */
export interface FirstSystem {
  readonly world: World
  readonly naming: Naming
  /** The id in the first system that a row of the second is linked to. */
  readonly linkOf: (family: SharedFamily, row: number) => string | null
}

/** Streams the truth into a file that only its owner can read. */
export function writeTruth(file: string, world: World, naming: Naming, first?: FirstSystem): TruthCounts {
  const handle = openSync(file, 'w', 0o600)
  try {
    let waiting = ''
    for (const line of truthLines(world, naming, first)) {
      waiting += `${JSON.stringify(line)}\n`
      if (waiting.length > 65_536) waiting = flush(handle, waiting)
      if (line.type === 'counts') {
        flush(handle, waiting)
        return line
      }
    }
    throw new Error('a truth without counts')
  } finally {
    closeSync(handle)
  }
}

function flush(handle: number, text: string): string {
  writeSync(handle, text)
  return ''
}

type Line = TruthHeader | TruthCluster | TruthHardNegative | TruthAcross | TruthCounts
type Tally = Record<Family, number>

/** The counts alone, without a file. */
export function countTruth(world: World, naming: Naming, first?: FirstSystem): TruthCounts {
  let last: Line | undefined
  for (const line of truthLines(world, naming, first)) last = line
  return last as TruthCounts
}

function* truthLines(world: World, naming: Naming, first: FirstSystem | undefined): Generator<Line> {
  const tallies = { clusters: none(), pairs: none(), duplicates: none(), apart: none() }
  yield {
    type: 'truth',
    errorModel,
    seed: world.seed,
    asOf: new Date(world.calendar.asOf).toISOString(),
    people: world.layout.rows,
    variant: world.variant,
  }
  for (const { family, rows } of clusters(world)) {
    tallies.clusters[family]++
    tallies.pairs[family] += (rows.length * (rows.length - 1)) / 2
    tallies.duplicates[family] += rows.length - 1
    yield {
      type: 'cluster',
      family,
      rows: rows.map(({ row, ...facts }) => ({ ...naming(family, row), ...facts })),
    }
  }
  for (const { family, kind, rows } of hardNegatives(world)) {
    tallies.apart[family]++
    yield { type: 'apart', family, kind, ids: [naming(family, rows[0]).id, naming(family, rows[1]).id] }
  }
  if (first === undefined) {
    yield { type: 'counts', ...tallies }
    return
  }
  yield* acrossLines(world, naming, first)
  const both = {
    people: overlap('people', world, first.world),
    companies: overlap('companies', world, first.world),
  }
  yield { type: 'counts', ...tallies, across: both }
}

function* acrossLines(world: World, naming: Naming, first: FirstSystem): Generator<TruthAcross> {
  for (const { family, second, first: rows } of across(world, first.world)) {
    const linked = second.flatMap((row) => {
      const to = first.linkOf(family, row)
      return to === null ? [] : [[naming(family, row).id, to] as const]
    })
    yield {
      type: 'across',
      family,
      hubspot: second.map((row) => naming(family, row).id),
      salesforce: rows.map((row) => first.naming(family, row).id),
      ...(linked.length === 0 ? {} : { linked }),
    }
  }
}

function none(): Tally {
  return { people: 0, companies: 0, deals: 0, cases: 0 }
}

export async function* readTruthLines(file: string): AsyncGenerator<Line> {
  const lines = createInterface({
    input: createReadStream(file, 'utf8'),
    crlfDelay: Number.POSITIVE_INFINITY,
  })
  for await (const line of lines) if (line !== '') yield JSON.parse(line) as Line
}

/** The whole file in memory; for a million people read it line by line instead. */
export async function readTruth(file: string): Promise<Truth> {
  const found: Line[] = []
  for await (const line of readTruthLines(file)) found.push(line)
  const [header, counts] = [found[0], found.at(-1)]
  if (header?.type !== 'truth' || counts?.type !== 'counts')
    throw new Error(`${file} is not a complete truth file`)
  return {
    header,
    counts,
    clusters: found.filter((line) => line.type === 'cluster'),
    apart: found.filter((line) => line.type === 'apart'),
    across: found.filter((line) => line.type === 'across'),
  }
}

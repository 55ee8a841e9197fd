/**
 * The same work in plain SQL, as somebody who knows DuckDB would write it, with both cores and 8 GB.
 *
 * The same: raw columns of the snapshot to start from; names, e-mail, phones and site as the four comparisons with
 * their main levels, word tables for nicknames, hygiene of shared numbers and mailboxes, rarity of names and
 * companies; blocking keys, cap and threshold. Each pair is scored once: at the first key that brings it together.
 *
 * To its advantage: weights and prior come from our run and are not learned; nothing is explained, no near misses are
 * kept, no groups are guarded against chains, members' values are not read. To its disadvantage: what SQL cannot do,
 * i.e. leave a pair early; similarities are hoisted into one projection and asked for only where no equality decides.
 *
 * Different: levels that SQL would have to spell out word by word (weighted words and acronyms of companies, other
 * spellings of streets, garbled names, extensions) are left out or simplified; a record has at most two values per
 * key; blocks over the cap are dropped, ours are split. So pairs differ by some per cent, and both counts are shown.
 */
import { DuckDBInstance } from '@duckdb/node-api'
import { snapshotFile } from '../../src/snapshot/paths.ts'
import { givenNameRoots } from '../../src/terms/nicknames.ts'
import { connection } from './load.ts'
import type { Learned } from './ours.ts'
import { against, type Outcome, readTruth, rowOf, stopwatch } from './outcome.ts'
import { scoreSql, similarities } from './peer-levels.ts'
import { capSql, joins, normaliseSql, wideSql } from './peer-sql.ts'
import { settingOf } from './rules.ts'

export interface PeerOutcome extends Outcome {
  /** Levels for which our model had no weight; they count as the worst. */
  readonly unweighed: readonly string[]
}

type Connection = Awaited<ReturnType<DuckDBInstance['connect']>>

export async function runPeer(home: string, heavy: boolean, learned: Learned): Promise<PeerOutcome> {
  const { keys, options } = settingOf(heavy)
  const instance = await DuckDBInstance.create(':memory:', { memory_limit: '8GB', threads: '2' })
  const db = await instance.connect()
  await db.run(`ATTACH '${snapshotFile(home, connection)}' AS org (READ_ONLY)`)
  await writeNicknames(db)
  const watch = stopwatch()
  watch.begin('normalise')
  for (const sql of [...normaliseSql, ...wideSql(keys)]) await db.run(sql)
  watch.begin('block')
  for (const sql of capSql(keys, options.blockCap)) await db.run(sql)
  watch.begin('score')
  const { weigh, unweighed } = weighing(learned)
  const wanted = Math.log2(options.threshold / (1 - options.threshold))
  const prior = Math.log2(learned.prior / (1 - learned.prior))
  const scored = scoredSql(scoreSql(weigh))
  await db.run('CREATE TABLE edges (a INTEGER, b INTEGER)')
  for (const from of joins(keys)) {
    await db.run(
      `INSERT INTO edges SELECT a_r, b_r FROM (${scored(from)}) WHERE bits + ${prior} >= ${wanted}`,
    )
  }
  watch.begin('cluster')
  const groups = await components(db)
  const used = watch.stop()
  return { ...used, pairs: await countPairs(db, joins(keys)), ...against(readTruth(home), groups), unweighed }
}

/** Similarities below, levels above: each is worked out once, over no other columns than those it needs. */
function scoredSql(score: string): (from: string) => string {
  const named = score.replace(/\b([ab])\.(\w+)/g, '$1_$2')
  const columns = [...new Set(score.match(/\b[ab]\.\w+/g))].map(
    (column) => `${column} AS ${column.replace('.', '_')}`,
  )
  const select = ['a.r AS a_r', 'b.r AS b_r', ...columns, similarities].join(', ')
  return (from) => `SELECT a_r, b_r, ${named} AS bits FROM (SELECT ${select} ${from})`
}

/** Word and what it may be short for, out of our own tables and not timed. */
async function writeNicknames(db: Connection): Promise<void> {
  const reader = await db.runAndReadAll(
    `SELECT DISTINCT split_part(lower(strip_accents(FirstName)), ' ', 1) AS word FROM org.native.Contact`,
  )
  const rows = reader.getRows().flatMap(([word]) => {
    const roots = givenNameRoots(String(word))
    return roots.length === 0 ? [] : [[String(word), ...roots.slice(0, 2)]]
  })
  await db.run('CREATE TABLE nickname (word VARCHAR, roots VARCHAR[])')
  await db.run(
    'INSERT INTO nickname SELECT one[1], one[2:] FROM (SELECT unnest(CAST($1::JSON AS VARCHAR[][])) AS one)',
    [JSON.stringify(rows)],
  )
}

/** Contradictions that the rule takes for a veto. */
const vetoed: ReadonlySet<string> = new Set(['name: given name differs', 'name: different'])

function weighing({ weights }: Learned) {
  const unweighed: string[] = []
  const weigh = (comparison: string, level: string): string => {
    if (vetoed.has(`${comparison}: ${level}`)) return '(-1000)'
    const known = weights[`${comparison}: ${level}`]
    if (known !== undefined) return `(${known})`
    unweighed.push(`${comparison}: ${level}`)
    return `(${weights[`${comparison}: different`] ?? 0})`
  }
  return { weigh, unweighed }
}

async function components(db: Connection): Promise<Iterable<readonly number[]>> {
  const rows = (
    await db.runAndReadAll('SELECT a.id, b.id FROM edges e JOIN n a ON a.r = e.a JOIN n b ON b.r = e.b')
  ).getRows()
  const parent = new Map<number, number>()
  const root = (of: number): number => {
    let at = of
    for (let up = parent.get(at); up !== undefined && up !== at; up = parent.get(at)) {
      parent.set(at, parent.get(up) ?? up)
      at = up
    }
    return at
  }
  for (const [a, b] of rows) {
    const [one, other] = [root(rowOf(String(a))), root(rowOf(String(b)))]
    parent.set(one, other)
    if (!parent.has(other)) parent.set(other, other)
  }
  const groups = new Map<number, number[]>()
  for (const row of parent.keys()) {
    const own = groups.get(root(row))
    if (own === undefined) groups.set(root(row), [row])
    else own.push(row)
  }
  return groups.values()
}

/** Afterwards, and not timed. */
async function countPairs(db: Connection, all: readonly string[]): Promise<number> {
  let pairs = 0
  for (const from of all) {
    const reader = await db.runAndReadAll(`SELECT count(*) ${from}`)
    pairs += Number(reader.getRows()[0]?.[0])
  }
  return pairs
}

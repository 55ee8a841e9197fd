/**
 * How quickly and how well a population of people is matched, beside a plain implementation in SQL.
 *
 *   npm run bench:match -- [--records 100000] [--seed 7] [--heavy] [--no-peer] [--again] [--repeat 1] [--keep DIR]
 *
 * The people are made from the seed, synced into a snapshot, and both engines start from its raw columns, each in a
 * process of its own: peak memory is that of the process. `--heavy` adds keys until ten times the pairs come about.
 * Our columns are encoded anew each time, and the time for it is ours; `--again` measures a second scan as well, which
 * finds them beside the snapshot. `--keep` leaves the snapshot in a folder and takes it from there the next time. The
 * last line is JSON. What the two engines have in common and where they differ is written in `bench/match/peer.ts`.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { snapshotDir } from '../src/snapshot/index.ts'
import { connection, loadPeople } from './match/load.ts'
import { type Learned, runOurs } from './match/ours.ts'
import type { Outcome } from './match/outcome.ts'
import { type PeerOutcome, runPeer } from './match/peer.ts'

const { values } = parseArgs({
  options: {
    records: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '7' },
    heavy: { type: 'boolean', default: false },
    peer: { type: 'boolean', default: true },
    repeat: { type: 'string', default: '1' },
    keep: { type: 'string' },
    again: { type: 'boolean', default: false },
    engine: { type: 'string' },
    learned: { type: 'string' },
    home: { type: 'string' },
  },
  allowNegative: true,
})

type OurOutcome = Outcome & { readonly learned: Learned }

/** This file again in a process of its own; its last line is the outcome. */
async function inChild<T>(args: readonly string[]): Promise<T> {
  const child = spawn(process.execPath, [import.meta.filename, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  child.stdout.setEncoding('utf8')
  for await (const part of child.stdout) text += part
  if (text === '') throw new Error(`an engine ended without an outcome: ${args.join(' ')}`)
  return JSON.parse(text) as T
}

function print(name: string, { stages, wall, cpu, peak, pairs, precision, recall, f1 }: Outcome): void {
  const steps = Object.entries(stages).map(([stage, seconds]) => `${stage} ${seconds.toFixed(2)}`)
  console.log(
    `${name}  ${wall.toFixed(2)} s, ${cpu.toFixed(2)} CPU s, ${Math.round(peak)} MB at most, ${pairs} pairs`,
  )
  console.log(`      ${steps.join('  ')}`)
  console.log(`      P ${precision.toFixed(4)}  R ${recall.toFixed(4)}  F1 ${f1.toFixed(4)}`)
}

async function measure(): Promise<void> {
  const [records, seed, heavy] = [Number(values.records), Number(values.seed), values.heavy]
  const home =
    values.keep === undefined ? mkdtempSync(join(tmpdir(), 'steward-bench-')) : resolve(values.keep)
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 })
    if (!existsSync(join(home, `${records} of ${seed}`))) {
      const begun = performance.now()
      rmSync(join(home, 'connections'), { recursive: true, force: true })
      await loadPeople({ records, seed }, home)
      mkdirSync(join(home, `${records} of ${seed}`))
      console.log(`${records} people made and synced in ${((performance.now() - begun) / 1000).toFixed(1)} s`)
    }
    const shared = ['--home', home, ...(heavy ? ['--heavy'] : [])]
    for (let round = 0; round < Number(values.repeat); round++) {
      rmSync(join(snapshotDir(home, connection), 'columns'), { recursive: true, force: true })
      const ours = await inChild<OurOutcome>(['--engine', 'ours', ...shared])
      print('ours', ours)
      const again = values.again ? await inChild<OurOutcome>(['--engine', 'ours', ...shared]) : null
      if (again !== null) print('a later scan of ours', again)
      const peer = values.peer
        ? await inChild<PeerOutcome>([
            '--engine',
            'peer',
            '--learned',
            JSON.stringify(ours.learned),
            ...shared,
          ])
        : null
      if (peer !== null) {
        print('SQL ', peer)
        if (peer.unweighed.length > 0)
          console.log(`      levels without a weight of ours: ${peer.unweighed.join(', ')}`)
      }
      console.log(JSON.stringify(summary({ records, seed, heavy, ours, again, peer })))
    }
  } finally {
    if (values.keep === undefined) rmSync(home, { recursive: true, force: true })
  }
}

interface Measured {
  readonly records: number
  readonly seed: number
  readonly heavy: boolean
  readonly ours: OurOutcome
  readonly again: OurOutcome | null
  readonly peer: PeerOutcome | null
}

function summary({ records, seed, heavy, ours, again, peer }: Measured) {
  const measured = { records, seed, heavy, ours: bare(ours), ...(again !== null && { again: bare(again) }) }
  if (peer === null) return measured
  const ratios = { wall: peer.wall / ours.wall, cpu: peer.cpu / ours.cpu, pairs: peer.pairs / ours.pairs }
  console.log(
    `SQL takes ${ratios.wall.toFixed(2)} times the wall time and ${ratios.cpu.toFixed(2)} times the CPU time, with ${ratios.pairs.toFixed(3)} times the pairs`,
  )
  return { ...measured, peer, ratios }
}

function bare({ learned: _, ...outcome }: OurOutcome): Outcome {
  return outcome
}

if (values.engine === 'ours') console.log(JSON.stringify(await runOurs(values.home ?? '', values.heavy)))
else if (values.engine === 'peer') {
  console.log(
    JSON.stringify(
      await runPeer(values.home ?? '', values.heavy, JSON.parse(values.learned ?? '{}') as Learned),
    ),
  )
} else await measure()

import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What one engine did, in one process of its own. */
export interface Outcome {
  /** Seconds by stage, in their order. */
  readonly stages: Readonly<Record<string, number>>
  readonly wall: number
  readonly cpu: number
  /** Of the process, in MB. */
  readonly peak: number
  readonly pairs: number
  readonly groups: number
  readonly precision: number
  readonly recall: number
  readonly f1: number
}

/** Times stages one after the other. */
export function stopwatch() {
  const begun = performance.now()
  const cpu = process.cpuUsage()
  const stages: Record<string, number> = {}
  let current = ''
  let since = begun
  const begin = (stage: string): void => {
    const now = performance.now()
    if (current !== '') stages[current] = (stages[current] ?? 0) + (now - since) / 1000
    current = stage
    since = now
  }
  const stop = () => {
    begin('')
    const used = process.cpuUsage(cpu)
    return {
      stages,
      wall: (performance.now() - begun) / 1000,
      cpu: (used.user + used.system) / 1e6,
      peak: process.resourceUsage().maxRSS / 1024,
    }
  }
  return { begin, stop }
}

/** Entity of each row, as the generator left it. */
export function readTruth(home: string): Int32Array {
  const bytes = readFileSync(join(home, 'truth'))
  return new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4)
}

/** The row that an id was given to. */
export function rowOf(id: string): number {
  return Number.parseInt(id.slice(3, 15), 36)
}

/** Pairs of rows within groups against the true ones. */
export function against(truth: Int32Array, groups: Iterable<readonly number[]>) {
  const sizes = new Map<number, number>()
  for (const entity of truth) sizes.set(entity, (sizes.get(entity) ?? 0) + 1)
  let all = 0
  for (const size of sizes.values()) all += (size * (size - 1)) / 2
  let found = 0
  let right = 0
  let count = 0
  for (const group of groups) {
    count++
    for (let a = 0; a < group.length; a++) {
      for (let b = a + 1; b < group.length; b++) {
        found++
        if (truth[group[a] as number] === truth[group[b] as number]) right++
      }
    }
  }
  const [precision, recall] = [right / Math.max(1, found), right / Math.max(1, all)]
  return {
    groups: count,
    precision,
    recall,
    f1: (2 * precision * recall) / Math.max(1e-9, precision + recall),
  }
}

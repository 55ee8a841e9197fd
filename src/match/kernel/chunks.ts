import { IntList } from '../../columns/int-list.ts'
import type { PackedBlocking } from './meet.ts'
import { sharedIntsOf } from './shared.ts'
import { pairsOf } from './within-cap.ts'

/** Runs of blocks of one key: key, first block, block after the last. Threads take one after the other. */
export interface Chunks {
  readonly runs: Int32Array
  readonly count: number
  /** Pairs in all of them, those that meet under several keys counted for each. */
  readonly pairs: number
}

/** Pairs per chunk: some tens of milliseconds. */
const wanted = 40_000

export function chunksOf({ keys }: PackedBlocking): Chunks {
  const runs = new IntList()
  let all = 0
  for (const [key, { starts }] of keys.entries()) {
    let first = 0
    let pairs = 0
    for (let block = 0; block + 1 < starts.length; block++) {
      pairs += pairsOf((starts[block + 1] as number) - (starts[block] as number))
      if (pairs < wanted && block + 2 < starts.length) continue
      runs.push(key)
      runs.push(first)
      runs.push(block + 1)
      all += pairs
      first = block + 1
      pairs = 0
    }
  }
  return { runs: sharedIntsOf(runs.values()), count: runs.length / 3, pairs: all }
}

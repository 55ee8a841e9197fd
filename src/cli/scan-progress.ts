import type { ScanProgress } from '../scan/index.ts'
import { counted } from '../text/words.ts'
import type { Progress } from './progress.ts'

/** One line per connection and stage: `acme  reading Contact  12,000 of 200,000 records  …  18 calls`. */
export function showScan(
  progress: Progress,
  { connection, stage, what, done, unit, total, calls }: ScanProgress,
): void {
  const doing = stage === 'connect' ? 'connecting' : stage === 'read' ? `reading ${what}` : what
  progress.update(`${connection}  ${doing}`, done, total, calls === null ? '' : counted(calls, 'call'), unit)
}

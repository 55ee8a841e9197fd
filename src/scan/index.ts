/** What commands use of the scan. */
export { forgetInRuns } from './forget.ts'
export type { ScanProgress } from './request.ts'
export { runScan } from './run.ts'
export { listRuns, openRun } from './runs.ts'

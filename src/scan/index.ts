/** What commands use of the scan. */
export { type ForgottenInRuns, forgetInRuns } from './forget.ts'
export type { ScanProgress, ScanRequest } from './request.ts'
export { runScan } from './run.ts'
export { listRuns, openRun, type RunSummary } from './runs.ts'

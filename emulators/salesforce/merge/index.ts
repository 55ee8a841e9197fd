export { mergeRecords } from './merge.ts'
export { sweepBin } from './recycle-bin.ts'
export { type MergeRequest, type MergeSettings, mergeSettings } from './request.ts'
export { restoreRecord } from './undelete.ts'

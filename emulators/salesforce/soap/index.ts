import type { MergeSettings } from '../merge/index.ts'
import { convertLeadOperation } from './convert-lead.ts'
import type { SoapOperations } from './envelope.ts'
import { findDuplicates, findDuplicatesByIds } from './find-duplicates.ts'
import { mergeOperation } from './merge.ts'
import { emptyRecycleBin } from './recycle.ts'
import { sessionOperations } from './session.ts'
import { undeleteOperation } from './undelete.ts'

/** Every operation that the SOAP endpoint knows, by the name of its element. */
export function soapOperations(endSession: (token: string) => void, settings: MergeSettings): SoapOperations {
  return new Map([
    ...sessionOperations(endSession),
    ['emptyRecycleBin', emptyRecycleBin],
    ['convertLead', convertLeadOperation],
    ['findDuplicates', findDuplicates],
    ['findDuplicatesByIds', findDuplicatesByIds],
    ['merge', mergeOperation(settings)],
    ['undelete', undeleteOperation(settings)],
  ])
}

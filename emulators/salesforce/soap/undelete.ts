import { atomically } from '../../statement.ts'
import { type MergeSettings, restoreRecord, sweepBin } from '../merge/index.ts'
import { refuse } from '../store/fault.ts'
import { fullId } from '../store/id.ts'
import type { SoapOperation } from './envelope.ts'
import { allOrNone, elementsOf, rowError } from './sobject.ts'
import type { XmlValue } from './xml.ts'

const MOST_IDS = 200

class TakenBack extends Error {}

export function undeleteOperation({ recycleBinRecords }: MergeSettings): SoapOperation {
  return (org, call) => {
    const ids = elementsOf(call, MOST_IDS, 'EXCEEDED_ID_LIMIT').map(({ text }) => text.trim())
    sweepBin(org, recycleBinRecords)
    const results: { readonly id: string; readonly error: XmlValue | undefined }[] = []
    try {
      atomically(org.db, () => {
        for (const id of ids) results.push({ id, error: attempt(() => restoreRecord(org, call.session, id)) })
        if (allOrNone(call) && results.some(({ error }) => error !== undefined)) throw new TakenBack()
      })
      return { result: results.map(({ id, error }) => answer(id, error)) }
    } catch (thrown) {
      if (!(thrown instanceof TakenBack)) throw thrown
      const rolledBack = attempt(() => {
        throw refuse(
          'ALL_OR_NONE_OPERATION_ROLLED_BACK',
          'Record rolled back because not all records were valid and the request was using AllOrNone header',
        )
      })
      return { result: results.map(({ id, error }) => answer(id, error ?? rolledBack)) }
    }
  }
}

function attempt(work: () => unknown): XmlValue | undefined {
  try {
    work()
    return undefined
  } catch (error) {
    return rowError(error)
  }
}

function answer(given: string, errors: XmlValue | undefined): XmlValue {
  const id = fullId(given) ?? given
  return errors === undefined ? { id, success: true } : { errors, id, success: false }
}

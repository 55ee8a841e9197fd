import { mergeRecords } from '../merge/index.ts'
import { ApiError } from '../org.ts'
import { atomically, fullId, updateRecord } from '../store/index.ts'
import type { Change, Expression } from './script.ts'
import { ApexException, isRecord, nothing, type RecordValue, type Run, type Value } from './value.ts'

const MOST_STATEMENTS = 150

/** Merges and updates: faults end the script, unless it asked for results. */
export function applyChange(run: Run, change: Change, evaluate: (expression: Expression) => Value): Value {
  run.used.statements += 1
  if (run.used.statements > MOST_STATEMENTS)
    throw new ApexException('System.LimitException', `Too many DML statements: ${MOST_STATEMENTS + 1}`)
  const [first = null, second = null] = change.records.map(evaluate)
  const strict = change.strict === null || evaluate(change.strict) !== false
  if (change.kind === 'update') return update(run, listOf(first), strict)
  return merge(run, first, second, strict)
}

function listOf(value: Value): readonly Value[] {
  return Array.isArray(value) ? value : [value as Value]
}

function idOf(value: Value): string | undefined {
  const id = isRecord(value) ? value.fields.get('Id') : value
  if (id === null || id === undefined) return undefined
  if (typeof id === 'string' && fullId(id) !== null) return id
  throw new ApexException('System.StringException', `Invalid id: ${String(id)}`)
}

function written(record: RecordValue): Record<string, Value> {
  return Object.fromEntries(
    [...record.set].filter((name) => name !== 'Id').map((name) => [name, record.fields.get(name) ?? null]),
  )
}

/** `true` for each success: that is all a script can be asked here. */
function merge(run: Run, master: Value, others: Value, strict: boolean): Value {
  if (!isRecord(master)) throw nothing()
  const losers = listOf(others).map((each) => idOf(each) ?? '')
  const id = idOf(master)
  const done = attempt(run, 'Merge', 0, id, strict, () =>
    mergeRecords(
      run.org,
      run.session,
      {
        object: master.object,
        masterId: id,
        loserIds: losers,
        values: written(master),
        portalUserId: undefined,
      },
      run.settings,
    ),
  )
  return Array.isArray(others) ? [done] : done
}

function update(run: Run, given: readonly Value[], strict: boolean): Value {
  return given.map((record, row) => {
    if (!isRecord(record)) throw nothing()
    const id = idOf(record)
    if (id === undefined)
      return fault('Update', row, id, strict, 'MISSING_ARGUMENT', 'Id not specified in an update call', [])
    return attempt(run, 'Update', row, id, strict, () =>
      updateRecord(run.org, run.session, record.object.name, id, written(record)),
    )
  })
}

function attempt(
  run: Run,
  verb: string,
  row: number,
  id: string | undefined,
  strict: boolean,
  work: () => unknown,
): boolean {
  try {
    atomically(run.org.db, work)
    return true
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return fault(verb, row, id, strict, error.errorCode, error.message, error.fields)
  }
}

/** The words in which a DmlException names its first error (Apex reference, DmlException). */
function fault(
  verb: string,
  row: number,
  id: string | undefined,
  strict: boolean,
  code: string,
  message: string,
  fields: readonly string[],
): false {
  if (!strict) return false
  const which = id === undefined ? `row ${row}` : `row ${row} with id ${fullId(id) ?? id}`
  throw new ApexException(
    'System.DmlException',
    `${verb} failed. First exception on ${which}; first error: ${code}, ${message}: [${fields.join(', ')}]`,
  )
}

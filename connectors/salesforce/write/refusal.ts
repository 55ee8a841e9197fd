import type { StepOutcome } from '../../../src/kit/writer.ts'
import { type Masking, maskValues, nothingKnown } from './mask.ts'

export type Refused = Extract<StepOutcome, { result: 'refused' }>

/** An error of one item, in SOAP as in REST. */
export interface ItemError {
  readonly statusCode: string
  readonly message: string
  readonly fields: readonly string[]
}

/**
 * Codes of the platform's own checks, whose text repeats what was typed; ours does not. The org's own checks
 * (validation rules, triggers, flows) have texts that only the org knows: those are masked.
 */
const wordings: Readonly<Record<string, string>> = {
  CANNOT_UPDATE_CONVERTED_LEAD: 'a converted lead can be neither changed nor merged',
  CIRCULAR_DEPENDENCY: 'the records would stand above themselves in their hierarchy',
  DELETE_FAILED: 'the record cannot be deleted',
  DUPLICATES_DETECTED: 'a duplicate rule of the org that blocks did not let it pass',
  DUPLICATE_EXTERNAL_ID: 'another record has this external id already',
  DUPLICATE_VALUE: 'another record has this value already, and it must be unique',
  ENTITY_IS_DELETED: 'the record is deleted, or was merged already',
  ENTITY_IS_LOCKED: 'the record is locked, most likely by an approval',
  INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY: 'this login may not use a record that is pointed to',
  INSUFFICIENT_ACCESS_OR_READONLY: 'this login may not change, delete or merge the record',
  INVALID_CROSS_REFERENCE_KEY: 'an id leads to no record, or to one of another object',
  INVALID_EMAIL_ADDRESS: 'the org does not accept the e-mail address',
  INVALID_FIELD_FOR_INSERT_UPDATE: 'this login may not set a field, or nobody may',
  INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST: 'the value is none of the restricted picklist',
  INVALID_TYPE_ON_FIELD_IN_RECORD: 'a value has the wrong type',
  NUMBER_OUTSIDE_VALID_RANGE: 'a number is too large or too small',
  REQUIRED_FIELD_MISSING: 'a required field would be empty',
  STRING_TOO_LONG: 'a text is too long',
  UNABLE_TO_LOCK_ROW: 'somebody else is changing the record, or one that hangs on it',
}

/** Nothing was done and the same may succeed in a moment. */
const passing = /\b(UNABLE_TO_LOCK_ROW|SERVER_UNAVAILABLE|REQUEST_RUNNING_TOO_LONG|ConcurrentRequests)\b/

export function refused(error: ItemError | undefined, masking: Masking = nothingKnown): Refused {
  const { statusCode, message, fields } = error ?? { statusCode: '', message: '', fields: [] }
  const code = /^\w{1,80}$/.test(statusCode) ? statusCode : 'REFUSED'
  const text = wordings[code] ?? ownText(message, masking)
  const names = fields.filter((field) => /^\w{1,80}$/.test(field)).slice(0, 10)
  const where = names.length === 0 ? '' : ` (${names.join(', ')})`
  return {
    result: 'refused',
    code,
    message: `${text || 'the org gave no reason that can be shown'}${where}`,
    // Triggers and flows wrap the lock that they met in a code of their own.
    retryable: passing.test(code) || passing.test(message),
  }
}

/**
 * Texts of the org's own, after the name of who refused where the platform says it in words of its own: masking
 * would take that out with the rest, though it is the name of a part of the org.
 */
function ownText(message: string, masking: Masking): string {
  const trigger = /^([A-Za-z]\w{0,80}): execution of (\w{1,80})/.exec(message)
  if (trigger !== null)
    return `trigger ${trigger[1]} (${trigger[2]}): ${maskValues(message.slice(trigger[0].length), masking)}`
  const flow =
    /^We can't save this record because the “([^”]{1,120})” process failed\.(?: Give your Salesforce admin these details\.)?/.exec(
      message,
    )
  if (flow !== null) return `flow ${flow[1]}: ${maskValues(message.slice(flow[0].length), masking)}`
  return maskValues(message, masking)
}

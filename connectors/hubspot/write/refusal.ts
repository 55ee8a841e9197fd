import type { StepOutcome } from '../../../src/kit/writer.ts'

export type Refused = Extract<StepOutcome, { result: 'refused' }>

/** What HubSpot says of a whole request or of one row of a batch. */
export interface Refusal {
  /** Of the whole request; 0 for a row. */
  readonly status: number
  readonly category: string
  readonly subCategory?: string
  readonly message: string
}

/**
 * HubSpot's messages repeat what was sent, names and addresses included, so none of them is shown. They are only
 * searched for what happened.
 */
const known: readonly (readonly [RegExp, string, string])[] = [
  [
    /forward reference/i,
    'FORWARD_REFERENCE',
    'the record was merged into another one already, and its id leads there',
  ],
  [
    /merge.limit|limited to 250|limit of 250|linked identities/i,
    'MERGE_LIMIT_EXCEEDED',
    'a record can hold the ids of 250 merged ones, and there would be more',
  ],
  [
    /SALESFORCE_SYNC|salesforce integration/i,
    'SALESFORCE_SYNC_ENABLED',
    'companies cannot be merged while the Salesforce integration is active',
  ],
  [/SAME_OBJECT|with itself/i, 'SAME_OBJECT', 'a record cannot be merged with itself'],
  [/cannot be merged/i, 'NOT_MERGEABLE', 'HubSpot does not merge records of this object'],
  [
    /already exists|already has that value|CONFLICTING_UNIQUE_VALUE|already used by/i,
    'CONFLICT',
    'another record has a value that must be unique, perhaps as an additional e-mail address',
  ],
  [/READ_ONLY_VALUE|read.only/i, 'READ_ONLY_VALUE', 'a property cannot be set'],
  [/PROPERTY_DOESNT_EXIST|does not exist"?,"error/i, 'PROPERTY_DOESNT_EXIST', 'a property does not exist'],
  [/INVALID_OPTION/i, 'INVALID_OPTION', 'a value is none of the options of its property'],
  [/INVALID_(INTEGER|LONG|NUMERIC|DATE|EMAIL|PHONE)/i, 'INVALID_VALUE', 'a value has the wrong form'],
  [
    /MISSING_REQUIRED|required propert/i,
    'MISSING_REQUIRED_PROPERTIES',
    'a property that is required would be empty',
  ],
  [/too long|PROPERTY_VALUE_TOO_LONG|65,?536/i, 'VALUE_TOO_LONG', 'a text is too long'],
  [/INVALID_OBJECT_IDS/, 'INVALID_OBJECT_IDS', 'an id leads to no record'],
  [
    /association limit|LIMIT_EXCEEDED.*ssociation/i,
    'ASSOCIATION_LIMIT',
    'a record would have more associations than HubSpot allows',
  ],
  [
    /is DYNAMIC|processing ?type/i,
    'DYNAMIC_LIST',
    'members of a dynamic list come and go by its filters alone',
  ],
]

const byCategory: Readonly<Record<string, string>> = {
  CONFLICT: 'another record has a value that must be unique',
  OBJECT_NOT_FOUND: 'the record is not there',
  RATE_LIMITS: 'HubSpot takes no more calls just now',
  VALIDATION_ERROR: 'HubSpot did not accept the values',
}

export function refused(refusal: Refusal, retryable = false): Refused {
  const { status, category, subCategory = '', message } = refusal
  const text = `${subCategory} ${message}`
  const found = known.find(([pattern]) => pattern.test(text))
  const code =
    found?.[1] ?? (codeIn(subCategory) || codeIn(category) || (status > 0 ? `HTTP_${status}` : 'REFUSED'))
  const words =
    found?.[2] ?? byCategory[code] ?? byCategory[category] ?? 'HubSpot gave no reason that can be shown'
  const names = propertiesIn(message)
  return {
    result: 'refused',
    code,
    message: names.length === 0 ? words : `${words} (${names.join(', ')})`,
    retryable,
  }
}

function codeIn(text: string): string {
  return /([A-Z][A-Z0-9_]{2,79})$/.exec(text)?.[1] ?? ''
}

/** Internal names are small letters, digits and underscores; what people type into values rarely stands as `"name"`. */
function propertiesIn(message: string): readonly string[] {
  const found = [...message.matchAll(/"error":"[A-Z_]{3,60}","name":"([a-z][a-z0-9_]{0,99})"/g)]
  return [...new Set(found.map(([, name = '']) => name))].slice(0, 10)
}

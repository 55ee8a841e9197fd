import { describe, expect, it } from 'vitest'
import { refused } from '../../../../connectors/hubspot/write/refusal.ts'

const invalid = (error: string, name: string) =>
  `Property values were not valid: [{"isValid":false,"message":"Ada Lovelace was not valid","error":"${error}","name":"${name}","portalId":1}]`

describe('what is told of a refusal', () => {
  it.each([
    [
      400,
      'VALIDATION_ERROR',
      'Unable to merge: contact 51 has a forward reference to 953',
      'FORWARD_REFERENCE',
    ],
    [
      400,
      'VALIDATION_ERROR',
      'Contacts are limited to 250 linked identities: ada@example.com',
      'MERGE_LIMIT_EXCEEDED',
    ],
    [414, '', 'merge limit exceeded', 'MERGE_LIMIT_EXCEEDED'],
    [409, 'CONFLICT', 'Contact already exists. Existing ID: 12345', 'CONFLICT'],
    [400, 'VALIDATION_ERROR', invalid('INVALID_OPTION', 'lifecyclestage'), 'INVALID_OPTION'],
    [400, 'VALIDATION_ERROR', invalid('READ_ONLY_VALUE', 'createdate'), 'READ_ONLY_VALUE'],
    [400, 'VALIDATION_ERROR', invalid('INVALID_EMAIL', 'email'), 'INVALID_VALUE'],
    [
      400,
      'VALIDATION_ERROR',
      'Property "ada" does not exist","error":"PROPERTY_DOESNT_EXIST"',
      'PROPERTY_DOESNT_EXIST',
    ],
    [404, 'OBJECT_NOT_FOUND', 'resource not found', 'OBJECT_NOT_FOUND'],
    [400, 'VALIDATION_ERROR', 'Ada Lovelace is not welcome', 'VALIDATION_ERROR'],
    [418, '', 'Ada Lovelace', 'HTTP_418'],
    [0, '', '', 'REFUSED'],
  ])('%s %s %s', (status, category, message, code) => {
    const outcome = refused({ status, category, message })
    expect(outcome).toMatchObject({ result: 'refused', code, retryable: false })
    expect(outcome.message).not.toMatch(/Ada|ada@|12345/)
    expect(outcome.message).not.toBe('')
  })

  it('names properties, and none that a value made up', () => {
    const { message } = refused({
      status: 400,
      category: 'VALIDATION_ERROR',
      message: `${invalid('INVALID_OPTION', 'lifecyclestage')} {"name":"ada"}`,
    })
    expect(message).toBe('a value is none of the options of its property (lifecyclestage)')
  })
})

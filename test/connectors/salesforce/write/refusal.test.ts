import { describe, expect, test } from 'vitest'
import { maskValues, wordsOf } from '../../../../connectors/salesforce/write/mask.ts'
import { refused } from '../../../../connectors/salesforce/write/refusal.ts'

const words = wordsOf([{ name: 'Customer_Level__c', label: 'Customer Level of Mr 2' }])

describe('what an org says is shown without what it says about people', () => {
  test.each<[string, string, readonly unknown[]]>([
    ['Status must be set before the record is closed', 'Status must be set before the record is closed', []],
    ['Jane Miller has open orders', '… has open orders', []],
    ["The contact 'jane miller' may not change", 'The contact … may not change', []],
    ['bad value “jane”, „jane“, «jane», ‘jane’ and "jane"', 'bad value … and …', []],
    ["it's the owner's record", "it's the owner's record", []],
    ['write to jane.miller@example.org or https://example.org/jane', 'write to … or …', []],
    ['call +49 (30) 901820 or 555-0199, code 12', 'call … or …, code 12', []],
    ['born 1984-05-06, number DE02120300000000202051', 'born …, number …', []],
    ['title head of nothing is not allowed', 'title … is not allowed', ['Head of nothing']],
    ['a.b (c) failed', '… failed', ['a.b (c)', true, null]],
    ['Kunde Müller darf nicht gelöscht werden', '… darf nicht gelöscht werden', []],
    ['山田太郎 may not', '… may not', []],
    ['ÉMILE ZOLA may not', '… may not', []],
    ["O'Neill-Smith may not", '… may not', []],
    [
      'duplicate of record with id: 003000000000001AAA',
      'duplicate of record with id: 003000000000001AAA',
      [],
    ],
    ['card 378282246310005 and 003000000000001AAB', 'card … and …', []],
    ['set ERP_Id__c or REQUIRED_FIELD_MISSING', 'set ERP_Id__c or REQUIRED_FIELD_MISSING', []],
    ['Customer Level of Mr Smith', 'Customer Level of …', []],
    ['Level of Customer', '… of …', ['Level', 'Customer']],
    ['', '', []],
  ])('%s', (text, shown, sent) => {
    expect(maskValues(text, { sent, words })).toBe(shown)
  })

  test('and cut short', () => {
    expect(maskValues('word '.repeat(200), { sent: [], words })).toHaveLength(200)
  })
})

describe('a refusal', () => {
  test.each([
    [
      {
        statusCode: 'STRING_TOO_LONG',
        message: 'Last Name: data value too large: jane (max length=80)',
        fields: ['LastName'],
      },
      { code: 'STRING_TOO_LONG', message: 'a text is too long (LastName)', retryable: false },
    ],
    [
      {
        statusCode: 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
        message:
          'ContactGuard: execution of BeforeDelete\n\ncaused by: System.DmlException: Update failed. first error: UNABLE_TO_LOCK_ROW, unable to obtain exclusive access',
        fields: [],
      },
      {
        code: 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
        message: expect.stringMatching(/^trigger ContactGuard \(BeforeDelete\): .*UNABLE_TO_LOCK_ROW/),
        retryable: true,
      },
    ],
    [
      {
        statusCode: 'CANNOT_EXECUTE_FLOW_TRIGGER',
        message:
          "We can't save this record because the “Welcome mail” process failed. Give your Salesforce admin these details. Jane has open orders",
        fields: [],
      },
      { message: 'flow Welcome mail: … has open orders', retryable: false },
    ],
    [
      { statusCode: 'not a code <b>', message: 'Jane', fields: ['<b>', 'Jane Miller'] },
      { code: 'REFUSED', message: '…', retryable: false },
    ],
    [undefined, { code: 'REFUSED', message: 'the org gave no reason that can be shown', retryable: false }],
  ])('%#', (error, expected) => {
    const outcome = refused(error)
    expect(outcome).toMatchObject(expected)
    expect(outcome.message).not.toContain('Jane')
  })
})

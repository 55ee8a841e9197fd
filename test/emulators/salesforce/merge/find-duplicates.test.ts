import { describe, expect, it } from 'vitest'
import { useOrg } from './inside.ts'

const { make, plant, call } = useOrg()

let ready = false
/** One active and one inactive rule; contacts by first and last name and e-mail. */
function rules(): void {
  if (ready) return
  ready = true
  plant('DuplicateRule', { SobjectType: 'Contact', DeveloperName: 'People', IsActive: true })
  plant('DuplicateRule', { SobjectType: 'Contact', DeveloperName: 'Off', IsActive: false })
  const rule = plant('MatchingRule', {
    SobjectType: 'Contact',
    DeveloperName: 'People_Match',
    MatchEngine: 'FuzzyMatchEngine',
    RuleStatus: 'Active',
  })
  const items = [
    ['LastName', 'LastName', 'NullNotAllowed'],
    ['FirstName', 'FirstName', 'MatchBlanks'],
    ['Email', 'Exact', 'NullNotAllowed'],
  ]
  for (const [SortOrder, [Field, MatchingMethod, BlankValueBehavior]] of items.entries())
    plant('MatchingRuleItem', { MatchingRuleId: rule, SortOrder, Field, MatchingMethod, BlankValueBehavior })
}

const found = (text: string) => text.match(/(?<=<sf:Id>)\w+/g) ?? []

describe('findDuplicates', () => {
  it('applies the active rules to values, to a record, and to a record with other values', async () => {
    rules()
    const one = make('Contact', { FirstName: 'José', LastName: "O'Neil", Email: 'a@x.test' })
    const other = make('Contact', { FirstName: 'jose', LastName: 'ONeil', Email: 'A@X.test' })
    const third = make('Contact', { FirstName: 'Jose', LastName: 'ONeil', Email: 'b@x.test' })
    const record = (inner: string) => `<sObjects><type>Contact</type>${inner}</sObjects>`
    const values = '<FirstName>JOSE</FirstName><LastName>Oneil</LastName><Email>a@x.test</Email>'
    const ask = async (inner: string) =>
      found(await call(`<findDuplicates>${record(inner)}</findDuplicates>`))
    expect(await ask(values)).toEqual([one, other])
    expect(await ask(`<Id>${one}</Id>`)).toEqual([other])
    expect(await ask(`<Id>${third}</Id><Email>a@x.test</Email>`)).toEqual([one, other])
    expect(await ask('<LastName>Oneil</LastName>')).toEqual([])
  })

  it('answers in order and names rule, engine and size', async () => {
    rules()
    const [one, other, alone] = ['p', 'p', 'q'].map((name) =>
      make('Contact', { LastName: 'Pair', Email: `${name}@x.test` }),
    ) as [string, string, string]
    const ids = [alone, one, '003000000000001'].map((id) => `<ids>${id}</ids>`).join('')
    const header =
      '<DuplicateRuleHeader><includeRecordDetails>true</includeRecordDetails></DuplicateRuleHeader>'
    const text = await call(`<findDuplicatesByIds>${ids}</findDuplicatesByIds>`, undefined, header)
    const results = text.match(/<result>.*?<\/result>/gs) ?? []
    expect(results).toEqual([
      expect.not.stringContaining('<matchResults>'),
      expect.stringContaining(
        `<matchResults><entityType>Contact</entityType><matchEngine>FuzzyMatchEngine</matchEngine><matchRecords><matchConfidence>100</matchConfidence><record><sf:type>Contact</sf:type><sf:Id>${other}</sf:Id><sf:Name>Pair</sf:Name></record></matchRecords><rule>People_Match</rule><size>1</size><success>true</success></matchResults>`,
      ),
      expect.stringContaining('<statusCode>INVALID_CROSS_REFERENCE_KEY</statusCode>'),
    ])
    expect(text.match(/(?<=<duplicateRule>)\w+/g)).toEqual(['People', 'People'])
  })

  it('takes 50 records of one type', async () => {
    const many = '<ids>003000000000001</ids>'.repeat(51)
    expect(await call(`<findDuplicatesByIds>${many}</findDuplicatesByIds>`)).toContain('sf:LIMIT_EXCEEDED')
    const mixed = '<ids>003000000000001</ids><ids>001000000000001</ids>'
    expect(await call(`<findDuplicatesByIds>${mixed}</findDuplicatesByIds>`)).toContain('sf:INVALID_TYPE')
  })
})

import { SETUP, type SObject } from './object.ts'

const ENTITY = 'picklist:40 ! restricted = Account|Contact|Individual|Lead|PersonAccount'
const NAMED = `
  DeveloperName string:80 ! name
  Language picklist:40 restricted default=en_US = en_US|de|es|fr
  MasterLabel string:80 !
  NamespacePrefix string:15 ro`

/** `Verdict__c` and `Survivor__c` are columns that an admin of this org has added for people's verdicts. */
export const duplicateObjects: readonly SObject[] = [
  {
    name: 'DuplicateRule',
    prefix: '0Bm',
    label: 'Duplicate Rule',
    not: [...SETUP, 'create', 'update', 'delete'],
    fields: `
      @deleted
      SobjectType ${ENTITY}
      ${NAMED}
      @audit
      IsActive boolean
      SobjectSubtype picklist:40 restricted default=None = None|PersonAccount
      LastViewedDate datetime ro`,
  },
  {
    name: 'MatchingRule',
    prefix: '0Jx',
    label: 'Matching Rule',
    not: [...SETUP, 'create', 'update', 'delete'],
    fields: `
      @deleted
      SobjectType ${ENTITY}
      ${NAMED}
      @audit
      MatchEngine picklist:40 restricted default=FuzzyMatchEngine = FuzzyMatchEngine|ExactMatchEngine
      BooleanFilter string:255
      Description textarea:4000
      RuleStatus picklist:40 restricted default=Active = Inactive|DeactivationFailed|Deactivating|Active|ActivationFailed|Activating
      SobjectSubtype picklist:40 restricted default=None = None|PersonAccount`,
  },
  {
    name: 'MatchingRuleItem',
    prefix: '0JD',
    label: 'Matching Rule Item',
    not: [...SETUP, 'create', 'update', 'delete'],
    fields: `
      @deleted
      @audit
      MatchingRuleId ref:MatchingRule ! ro kids=MatchingRuleItems cascade
      SortOrder int:9 ro
      Field string:120 ! ro
      MatchingMethod picklist:40 ro = Exact|FirstName|LastName|CompanyName|Phone|City|Street|Zip|Title
      BlankValueBehavior picklist:40 ro default=NullNotAllowed = MatchBlanks|NullNotAllowed`,
  },
  {
    name: 'DuplicateRecordSet',
    prefix: '0GL',
    label: 'Duplicate Record Set',
    fields: `
      @deleted
      Name string:255 ! ro auto name
      @audit
      @viewed
      DuplicateRuleId ref:DuplicateRule kids=DuplicateRecordSets
      RecordCount int:9 ro
      SobjectType picklist:40 ! ro restricted = Account|Contact|Individual|Lead|PersonAccount
      Verdict__c picklist:40 = Same|Not the same|Unsure
      Survivor__c string:18`,
    derived: {
      SobjectType: '(SELECT r.SobjectType FROM DuplicateRule r WHERE r.Id = {t}.DuplicateRuleId)',
      RecordCount:
        '(SELECT count(*) FROM DuplicateRecordItem m WHERE m.DuplicateRecordSetId = {t}.Id AND m.IsDeleted = 0)',
    },
  },
  {
    name: 'DuplicateRecordItem',
    prefix: '0GM',
    label: 'Duplicate Record Item',
    fields: `
      @deleted
      Name string:255 ! ro auto name
      @audit
      DuplicateRecordSetId ref:DuplicateRecordSet ! once kids=DuplicateRecordItems cascade
      RecordId ref:Account,Contact,Individual,Lead ! kids=DuplicateRecordItems cascade`,
  },
]

import type { SObject } from './object.ts'

export const ROLE =
  'Business User|Decision Maker|Economic Buyer|Economic Decision Maker|Evaluator|Executive Sponsor|Influencer|Technical Buyer|Other'
export const TEAM_ROLE =
  'Account Manager|Channel Manager|Executive Sponsor|Lead Qualifier|Pre-Sales Consultant|Sales Manager|Sales Rep'

export const relationObjects: readonly SObject[] = [
  {
    name: 'AccountContactRelation',
    prefix: '07k',
    label: 'Account Contact Relationship',
    not: ['search', 'undelete'],
    fields: `
      AccountId ref:Account ! once kids=AccountContactRelations cascade
      ContactId ref:Contact ! once kids=AccountContactRelations cascade
      Roles multipicklist = Business User|Decision Maker|Economic Buyer|Economic Decision Maker|Evaluator|Executive Sponsor|Influencer|Technical Buyer|Other
      IsDirect boolean ro "Direct"
      IsActive boolean default=true "Active"
      StartDate date
      EndDate date
      @deleted
      @audit`,
  },
  {
    name: 'AccountContactRole',
    prefix: '02Z',
    label: 'Account Contact Role',
    not: ['search', 'layout', 'undelete'],
    fields: `
      @deleted
      @audit
      AccountId ref:Account ! once kids=AccountContactRoles cascade
      ContactId ref:Contact ! kids=AccountContactRoles cascade
      Role picklist = ${ROLE}
      IsPrimary boolean "Primary"`,
  },
  {
    name: 'AccountTeamMember',
    prefix: '01M',
    label: 'Account Team Member',
    not: ['search', 'layout', 'undelete'],
    fields: `
      AccountId ref:Account ! once kids=AccountTeamMembers cascade
      UserId ref:User ! once kids=none
      TeamMemberRole picklist "Team Role" = ${TEAM_ROLE}
      AccountAccessLevel picklist:40 restricted default=Read = Read|Edit|All
      OpportunityAccessLevel picklist:40 restricted default=None = None|Read|Edit
      CaseAccessLevel picklist:40 restricted default=None = None|Read|Edit
      ContactAccessLevel picklist:40 restricted default=None = None|Read|Edit
      @audit
      @deleted`,
  },
]

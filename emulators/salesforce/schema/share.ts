import { READ_ONLY, type SObject } from './object.ts'

const CAUSES =
  'Owner|Manual|Rule|ImplicitChild|ImplicitParent|ImplicitPerson|Team|Territory|TerritoryManual|TerritoryRule|LpuImplicit|ARImplicit|GuestRule'
const LEVEL = 'picklist:40 restricted'
const SHARE_NOT = ['search', 'layout', 'undelete', 'replicate'] as const

function share(parent: string, levels: readonly string[], prefix: string): SObject {
  const access = levels.map((level) => `${level}AccessLevel ${LEVEL} default=None = None|Read|Edit|All`)
  return {
    name: `${parent}Share`,
    prefix,
    label: `${parent} Share`,
    not: SHARE_NOT,
    fields: `
      ${parent}Id ref:${parent} ! once kids=Shares cascade
      UserOrGroupId ref:Group,User ! once
      ${access.join('\n')}
      RowCause picklist:40 once restricted default=Manual = ${CAUSES}
      LastModifiedDate datetime ! ro
      LastModifiedById ref:User ! ro
      @deleted`,
  }
}

function history(parent: string): SObject {
  return {
    name: `${parent}History`,
    prefix: '017',
    label: `${parent} History`,
    plural: `${parent} Histories`,
    not: READ_ONLY,
    fields: `
      @deleted
      ${parent}Id ref:${parent} ! ro kids=Histories cascade
      CreatedById ref:User ! ro
      CreatedDate datetime ! ro
      Field picklist ! ro = created|Owner|Name|Phone|Email|Status|StageName|TextFields|accountMerged|contactMerged|leadMerged|leadConverted
      DataType string:20 ro
      OldValue anyType ro nofilter nosort nogroup
      NewValue anyType ro nofilter nosort nogroup`,
  }
}

export const shareObjects: readonly SObject[] = [
  share('Account', ['Account', 'Opportunity', 'Case', 'Contact'], '00r'),
  share('Contact', ['Contact'], '03s'),
  share('Lead', ['Lead'], '01o'),
  share('Case', ['Case'], '01n'),
  share('Opportunity', ['Opportunity'], '00t'),
  history('Account'),
  history('Contact'),
  history('Lead'),
  history('Case'),
  {
    ...history('Opportunity'),
    name: 'OpportunityFieldHistory',
    label: 'Opportunity Field History',
    plural: 'Opportunity Field Histories',
  },
]

import { SYSTEM_PERMISSIONS } from '../schema/access.ts'
import type { Job } from './staff.ts'

/** Object rights: C(reate) R(ead) E(dit) D(elete) V(iew all) M(odify all). */
interface ProfilePlan {
  readonly name: string
  readonly jobs: readonly Job[]
  readonly userType?: string
  readonly system: readonly string[]
  readonly objects: Readonly<Record<string, string>>
}

const everyday = [
  'ApiEnabled',
  'LightningExperienceUser',
  'RunReports',
  'ExportReport',
  'EditEvent',
  'EditTask',
  'EmailSingle',
  'ChatterInternalUser',
  'RunFlow',
  'ViewSetup',
  'ViewRoles',
  'ActivateContract',
  'ConvertLeads',
]
const selling = {
  Account: 'CRE',
  Contact: 'CRED',
  Lead: 'CRE',
  Opportunity: 'CRED',
  Campaign: 'R',
  Case: 'CRE',
  Contract: 'CRE',
  Order: 'CRE',
  Product2: 'R',
  Pricebook2: 'R',
  Asset: 'CRE',
  Individual: 'CRE',
  Membership__c: 'CRE',
}
const reading = Object.fromEntries(Object.keys(selling).map((object) => [object, 'R']))

export const profiles: readonly ProfilePlan[] = [
  {
    name: 'System Administrator',
    jobs: ['admin'],
    system: SYSTEM_PERMISSIONS.filter((name) => name !== 'ApiUserOnly'),
    objects: Object.fromEntries(Object.keys(selling).map((object) => [object, 'CREDVM'])),
  },
  { name: 'Standard User', jobs: ['manager', 'finance'], system: everyday, objects: selling },
  { name: 'Sales User', jobs: ['sales'], system: everyday, objects: selling },
  {
    name: 'Service User',
    jobs: ['service'],
    system: [...everyday, 'ManageCases', 'EditCaseComments'],
    objects: { ...selling, Case: 'CREDVM', Opportunity: 'R' },
  },
  {
    name: 'Marketing User',
    jobs: ['marketing'],
    system: [...everyday, 'ImportLeads', 'EmailMass'],
    objects: { ...selling, Campaign: 'CREDVM', Lead: 'CREDV' },
  },
  { name: 'Read Only', jobs: [], system: everyday.slice(0, 4), objects: reading },
  {
    name: 'Data Imports',
    jobs: ['imports'],
    system: [
      ...everyday,
      'ApiUserOnly',
      'BulkApiHardDelete',
      'CustomizeApplication',
      'ModifyAllData',
      'ViewAllData',
      'PasswordNeverExpires',
    ],
    objects: Object.fromEntries(Object.keys(selling).map((object) => [object, 'CREDVM'])),
  },
  {
    name: 'Minimum Access - API Only Integrations',
    jobs: ['integration'],
    system: ['ApiEnabled', 'ApiUserOnly'],
    objects: {},
  },
  {
    name: 'Customer Community User',
    jobs: [],
    userType: 'CspLitePortal',
    system: [],
    objects: { Account: 'R', Contact: 'R', Case: 'CR' },
  },
]

interface SetPlan {
  readonly name: string
  readonly label: string
  readonly system: readonly string[]
  readonly objects: Readonly<Record<string, string>>
  /** Job of those who have it, and every how manieth of them. */
  readonly to: readonly [job: Job, every: number]
}

export const sets: readonly SetPlan[] = [
  {
    name: 'Data_Steward',
    label: 'Data Steward',
    system: ['ModifyAllData', 'ViewAllData', 'DataExport'],
    objects: {},
    to: ['manager', 2],
  },
  {
    name: 'Report_Power_User',
    label: 'Report Power User',
    system: ['ViewAllData', 'ScheduleReports', 'CreateCustomizeReports'],
    objects: {},
    to: ['finance', 1],
  },
  {
    name: 'Transfer_Records',
    label: 'Transfer Records',
    system: ['TransferAnyLead', 'TransferAnyEntity'],
    objects: { Lead: 'REV' },
    to: ['sales', 4],
  },
  {
    name: 'Website_Leads',
    label: 'Website Leads',
    system: ['ApiEnabled'],
    objects: { Lead: 'CR', Contact: 'R', Campaign: 'R', Case: 'CR', Account: 'R' },
    to: ['integration', 1],
  },
  {
    name: 'User_Helpdesk',
    label: 'User Helpdesk',
    system: ['ManageUsers', 'ResetPasswords', 'ManageInternalUsers', 'AssignPermissionSets'],
    objects: {},
    to: ['service', 9],
  },
  {
    name: 'Old_Migration',
    label: 'Old Migration',
    system: ['ModifyAllData', 'AuthorApex', 'BulkApiHardDelete'],
    objects: {},
    to: ['sales', 17],
  },
]
/** Sets of the one group. */
export const groupSets = [4, 2] as const

import type { Org, Route } from '../org.ts'
import type { Limits } from './quota.ts'

interface Limit {
  readonly Max: number
  readonly Remaining: number
}

/** Limits that nothing here ever uses, as an Enterprise org shows them. */
const untouched: Readonly<Record<string, number>> = {
  ActiveScratchOrgs: 40,
  AnalyticsExternalDataSizeMB: 40_960,
  ConcurrentAsyncGetReportInstances: 200,
  ConcurrentEinsteinDataInsightsStoryCreation: 5,
  ConcurrentSyncReportRuns: 20,
  DailyAnalyticsDataflowJobExecutions: 60,
  DailyAsyncApexExecutions: 250_000,
  DailyDurableGenericStreamingApiEvents: 100_000,
  DailyDurableStreamingApiEvents: 100_000,
  DailyFunctionsApiCallLimit: 235_000,
  DailyGenericStreamingApiEvents: 10_000,
  DailyScratchOrgs: 80,
  DailyStandardVolumePlatformEvents: 25_000,
  DailyStreamingApiEvents: 100_000,
  DailyWorkflowEmails: 1_000,
  DurableStreamingApiConcurrentClients: 1_000,
  HourlyAsyncReportRuns: 1_200,
  HourlyDashboardRefreshes: 200,
  HourlyDashboardResults: 5_000,
  HourlyDashboardStatuses: 999_999_999,
  HourlyLongTermIdMapping: 100_000,
  HourlyManagedContentPublicRequests: 50_000,
  HourlyODataCallout: 20_000,
  HourlyPublishedPlatformEvents: 250_000,
  HourlyPublishedStandardVolumePlatformEvents: 100_000,
  HourlyShortTermIdMapping: 100_000,
  HourlySyncReportRuns: 500,
  HourlyTimeBasedWorkflow: 1_000,
  MassEmail: 5_000,
  MonthlyPlatformEventsUsageEntitlement: 750_000,
  Package2VersionCreates: 6,
  PermissionSets: 1_500,
  SingleEmail: 5_000,
  StreamingApiConcurrentClients: 1_000,
}

const megabyte = 1024 * 1024
/** Storage is counted by the record, whatever it holds. */
const bytesPerRecord = 2048
const dataStorageMegabytes = 10_240
const stored = ['Account', 'Contact', 'Lead', 'Opportunity', 'Case', 'Task', 'Event', 'CampaignMember']

export function limitRoutes(limits: Limits): readonly Route[] {
  return [
    { method: 'GET', pattern: '/limits', handle: (org) => ({ status: 200, body: allLimits(org, limits) }) },
  ]
}

function allLimits(org: Org, limits: Limits): Record<string, Limit> {
  const daily = (
    [
      'DailyApiRequests',
      'DailyBulkApiBatches',
      'DailyBulkV2QueryFileStorageMB',
      'DailyBulkV2QueryJobs',
    ] as const
  ).map((name): [string, Limit] => {
    const max = limits.allowed(name)
    return [name, { Max: max, Remaining: Math.max(0, Math.floor(max - limits.used(name))) }]
  })
  const records = stored.reduce((sum, object) => sum + rowCount(org, object), 0)
  const used = Math.ceil((records * bytesPerRecord) / megabyte)
  const files = rowCount(org, 'ContentVersion')
  const max = Math.max(dataStorageMegabytes, used)
  const entries: [string, Limit][] = [
    ...daily,
    ...Object.entries(untouched).map(([name, all]): [string, Limit] => [name, { Max: all, Remaining: all }]),
    ['DataStorageMB', { Max: max, Remaining: max - used }],
    ['FileStorageMB', { Max: 13_312, Remaining: Math.max(0, 13_312 - files) }],
  ]
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** Deleted records still in the recycle bin take storage too. */
function rowCount(org: Org, object: string): number {
  if (org.schema.object(object) === undefined) return 0
  return Number(org.db.prepare(`SELECT count(*) AS n FROM "${object}"`).get()?.n)
}

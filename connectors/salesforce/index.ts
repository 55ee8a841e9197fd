import { defineConnector } from '../../src/kit/connector.ts'
import { systemRuntime } from '../transport/runtime.ts'
import type { Tuning } from './connect.ts'
import { fullId } from './full-id.ts'
import { defaultLimits } from './read-limits.ts'
import { secretVariables, settings } from './settings.ts'

/** Salesforce ends a call after ten minutes; what takes longer was lost on the way. */
const callMs = 620_000

export const defaultTuning: Tuning = { ...defaultLimits, runtime: systemRuntime, concurrency: 5, callMs }

/** The SDKs are imported when a connection is opened, not before. */
export function salesforceConnector(tuning: Tuning = defaultTuning) {
  return defineConnector({
    id: 'salesforce',
    summary: 'A Salesforce org, through a login of the sf CLI or secrets in environment variables.',
    settings,
    secrets: secretVariables,
    // Full and partial copies keep the ids of records (not in the vendor's own words; users say so); help, "Servers and
    // IDs": that of the org is another one after each refresh.
    whyNoRehearsal: null,
    fullId,
    fromName: (name) => (/^[^\s/\\:]+$/.test(name) ? { alias: name } : null),
    connect: async (value, context) => (await import('./connect.ts')).connect(value, context, tuning),
  })
}

export const salesforce = salesforceConnector()

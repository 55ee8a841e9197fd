import { defineConnector } from '../../src/kit/connector.ts'
import { systemRuntime } from '../transport/runtime.ts'
import type { Tuning } from './connect.ts'
import { secretVariables, settings } from './settings.ts'

/** HubSpot gives up a call after half a minute; what takes much longer was lost on the way. */
const callMs = 100_000

export const defaultTuning: Tuning = { runtime: systemRuntime, concurrency: 10, callMs }

/**
 * Knowledge base, "Sync contacts, forms, lists, emails, pipelines, and workflows to a standard sandbox account": the
 * 5,000 contacts updated last, once, with other ids; whether those of companies, deals and tickets stay, its editions
 * tell differently. The CRM API has no call that restores a record.
 */
const whyNoRehearsal =
  'contacts that HubSpot copies into a sandbox get other ids there, and no call of HubSpot restores a record, so a plan fits no copy and could not be tried twice'

/** The SDK is imported when a connection is opened, and each group of it when it is asked for. */
export function hubspotConnector(tuning: Tuning = defaultTuning) {
  return defineConnector({
    id: 'hubspot',
    summary: 'A HubSpot account, through a service key, a token or an OAuth app in environment variables.',
    settings,
    secrets: secretVariables,
    whyNoRehearsal,
    connect: async (value, context) => (await import('./connect.ts')).connect(value, context, tuning),
  })
}

export const hubspot = hubspotConnector()

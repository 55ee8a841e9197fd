import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hubspotConnector } from '../../../connectors/hubspot/index.ts'
import { salesforce } from '../../../connectors/salesforce/index.ts'
import { startHubspotAccount } from '../../../emulators/hubspot/index.ts'
import { readTruth } from '../../../emulators/population/truth.ts'
import { startSalesforceOrg } from '../../../emulators/salesforce/index.ts'
import type { Finding } from '../../../src/kit/index.ts'
import type { ScanOutcome } from '../../../src/scan/outcome.ts'
import { findingsOf, newFolder, scan } from '../scan.ts'
import { acrossPolicy } from './orgs.ts'

/** Every field of the row, so that no two records agree in all and each match is a finding. */
const everything = `version: 1
rules:
  across/people: { fields: [source, status, title, email, phone, name, ownerName, street, city] }
  across/companies: { fields: [source, type, industry, ownerName, phone, website, street, employees] }
`
const people = 400
const folder = newFolder()
const truthFile = join(folder, 'truth.ndjson')
const open = new AsyncDisposableStack()
let outcome: ScanOutcome
let findings: readonly Finding[]
let truth: Awaited<ReturnType<typeof readTruth>>

beforeAll(async () => {
  const org = open.use(await startSalesforceOrg({ seed: 11, people }))
  const options = { seed: 11, people, salesforceSync: true, truthFile }
  const account = open.use(await startHubspotAccount(options))
  const hubspot = hubspotConnector()
  outcome = await scan({
    home: folder,
    policy: await acrossPolicy(everything),
    selectors: ['across'],
    env: { SF: org.accessToken, HS: account.accessToken },
    connections: [
      {
        name: 'sf',
        connector: salesforce,
        settings: salesforce.settings.parse({ instanceUrl: org.url, tokenEnv: 'SF' }),
      },
      {
        name: 'hs',
        connector: hubspot,
        settings: hubspot.settings.parse({ baseUrl: account.url, tokenEnv: 'HS' }),
      },
    ],
  })
  findings = (await findingsOf(outcome)).filter(({ rule }) => rule.startsWith('across/'))
  truth = await readTruth(truthFile)
}, 120_000)
afterAll(() => open.disposeAsync())

function crossPairs(records: Finding['records']): string[] {
  const of = (name: string) => records.filter(({ connection }) => connection === name).map(({ id }) => id)
  return of('hs').flatMap((hubspot) => of('sf').map((other) => `${hubspot} ${other}`))
}

describe('two emulated orgs of one seed', () => {
  it.each([
    ['people', 0.95, 0.9],
    ['companies', 0.9, 0.85],
  ] as const)('share %s, most of which are found and few wrongly', (family, precision, recall) => {
    const wanted = new Set(
      truth.across
        .filter((line) => line.family === family)
        .flatMap(({ hubspot, salesforce: other }) => hubspot.flatMap((a) => other.map((b) => `${a} ${b}`))),
    )
    const found = findings
      .filter(({ rule }) => rule === `across/${family}`)
      .flatMap(({ records }) => crossPairs(records))
    const right = found.filter((pair) => wanted.has(pair)).length
    expect(wanted.size).toBeGreaterThan(50)
    expect(right / found.length).toBeGreaterThan(precision)
    expect(right / wanted.size).toBeGreaterThan(recall)
  })

  it('are linked where the integration has linked them, and nowhere else', () => {
    const linked = truth.across.flatMap((line) => line.linked ?? []).map(([a, b]) => `${a} ${b}`)
    expect(linked.length).toBeGreaterThan(100)
    const told = findings.flatMap(({ group, records }) =>
      group?.pairs.some(({ comparisons }) => comparisons.some(({ comparison }) => comparison === 'link'))
        ? crossPairs(records)
        : [],
    )
    expect(linked.filter((pair) => !told.includes(pair))).toEqual([])
    const counted = outcome.orgs.at(-1)?.across?.rules
    const sum = (counted?.['across/people']?.linked ?? 0) + (counted?.['across/companies']?.linked ?? 0)
    expect(sum).toBeLessThanOrEqual(linked.length)
  })
})

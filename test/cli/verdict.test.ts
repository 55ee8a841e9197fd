import { expect, it } from 'vitest'
import { exitOfScan } from '../../src/cli/verdict.ts'
import { type ExitCode, KitError } from '../../src/kit/index.ts'
import type { OrgOutcome, ScanOutcome } from '../../src/scan/outcome.ts'
import { scanError } from '../../src/scan/scan-error.ts'

function org(errors: readonly unknown[], rulesRun: readonly string[] = []): OrgOutcome {
  return {
    connection: 'acme',
    identity: null,
    sync: null,
    rulesRun,
    looked: {},
    skipped: [],
    errors: errors.map((error) => scanError('acme', error)),
    notLookedAt: [],
    findings: { total: 0, new: null, waived: 0, byRule: {}, bySeverity: { high: 1 } },
  }
}

function outcomeOf(orgs: readonly OrgOutcome[]): ScanOutcome {
  const run = { id: 1, startedAt: '', asOf: '', selectors: [], connections: [], policy: '', version: '' }
  return { run, orgs, findings: async function* () {} }
}

const across = { connections: ['acme', 'other'], rules: {} }
const between: OrgOutcome = { ...org([]), connection: 'acme + other', across }

const quota = new KitError('QUOTA_REACHED', 'none left', { exit: 69 })
const alias = new KitError('UNKNOWN_LOGIN', 'no such login', { exit: 2 })
const session = new KitError('SESSION_EXPIRED', 'expired')

it.each<[string, readonly OrgOutcome[], ExitCode]>([
  ['nothing failed', [org([], ['a/b'])], 0],
  ['the only org reached its quota', [org([quota])], 69],
  ['the only org is unknown', [org([alias])], 2],
  ['the only org refused the login', [org([session])], 1],
  ['both orgs reached their quota', [org([quota]), org([quota])], 69],
  ['one of two orgs reached its quota', [org([quota]), org([], ['a/b'])], 1],
  ['two orgs failed for two causes', [org([quota]), org([alias])], 1],
  ['one rule of several failed', [org([quota], ['a/b'])], 1],
  ['no org was read, so nothing was compared between them', [org([quota]), org([quota]), between], 69],
  ['something nobody foresaw', [org([new TypeError('x')])], 1],
])('%s', async (_, orgs, exit) => {
  expect(await exitOfScan(outcomeOf(orgs), 'never', false)).toBe(exit)
})

it('findings at the bar weigh less than a failure', async () => {
  expect(await exitOfScan(outcomeOf([org([], ['a/b'])]), 'high', false)).toBe(30)
  expect(await exitOfScan(outcomeOf([org([quota])]), 'high', false)).toBe(69)
})

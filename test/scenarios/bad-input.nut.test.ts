import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type EmulatedOrg, startSalesforceOrg } from '../../emulators/index.ts'
import { policyFor, Workplace } from './steward.ts'

let org: EmulatedOrg
let place: Workplace

beforeAll(async () => {
  org = await startSalesforceOrg({ people: 60, seed: 5, asOf: new Date('2026-11-01T00:00:00Z') })
})
afterAll(() => org.close())
beforeEach(() => {
  place = new Workplace({ ACME_TOKEN: org.accessToken })
  place.write('steward.yml', policyFor(org.url))
})
afterEach(async () => {
  place[Symbol.dispose]()
  await fetch(`${org.controlUrl}/faults`, { method: 'DELETE' })
})

async function fault(rule: unknown): Promise<void> {
  const response = await fetch(`${org.controlUrl}/faults`, { method: 'POST', body: JSON.stringify(rule) })
  if (!response.ok) throw new Error(await response.text())
}

const usage: readonly (readonly [string, readonly string[], RegExp])[] = [
  ['an unknown command', ['scna'], /scna/],
  ['an unknown flag', ['scan', '--frmat', 'json'], /--frmat/],
  ['a wrong format', ['scan', '-o', 'acme', '--format', 'xlsx'], /table, json, ndjson|table\|json/],
  ['an unknown connection', ['scan', '-o', 'no such org'], /no such org/],
  ['an unknown selector', ['scan', 'dupes', '-o', 'acme'], /dupes/],
  ['a date that is none', ['scan', '-o', 'acme', '--as-of', 'yesterday'], /--as-of yesterday is not a date/],
  ['a policy that is not there', ['scan', '-o', 'acme', '--policy', 'other.yml'], /other\.yml/],
  ['a run that is not there', ['scan', 'show', 'duplicates/people', '--run', '99'], /99|No run|no run/],
  ['a run that is no number', ['scan', 'show', 'duplicates/people', '--run', '../../etc'], /is no run/],
  ['a rule that is not there', ['rule', 'explain', 'duplicates/peple'], /duplicates\/people/],
  ['a snapshot that is not there', ['snapshot', 'export', 'nobody', '--output-dir', 'x'], /nobody/],
  [
    'a connection that exists',
    ['connection', 'add', 'acme', '--crm', 'salesforce', '--set', 'alias=a'],
    /already names/,
  ],
  [
    'a setting that is none',
    ['connection', 'add', 'b', '--crm', 'salesforce', '--set', 'alias'],
    /--set alias/,
  ],
  ['a connector that is none', ['connection', 'add', 'b', '--crm', 'sugar'], /sugar|salesforce/],
  [
    'a secret in the settings',
    ['connection', 'add', 'b', '--crm', 'salesforce', '--set', 'tokenEnv=00D000000000001!AQ0.secret'],
    /secret/,
  ],
  ['purge without a name', ['snapshot', 'purge'], /--all/],
  ['nobody to confirm', ['snapshot', 'purge', '--all'], /--yes/],
]

describe('wrong usage', () => {
  it.each(usage)('%s: one clear error, exit 2', async (_name, args, message) => {
    const { exit, stdout, stderr } = await place.run(args)
    expect(stderr).toMatch(message)
    expect(stderr).not.toMatch(/\n\s+at |node:internal|node_modules/)
    expect(stderr).not.toContain('AQ0.secret')
    expect(stdout).toBe('')
    expect(exit).toBe(2)
  })

  it('says the same in the envelope of --json', async () => {
    const { exit, stdout, stderr } = await place.run(['scan', '-o', 'no such org', '--json'])
    expect(JSON.parse(stdout)).toMatchObject({
      name: 'UNKNOWN_CONNECTION',
      status: 2,
      exitCode: 2,
      warnings: [],
    })
    expect(stderr).toBe('')
    expect(exit).toBe(2)
  })
})

describe('a wrong policy', () => {
  it('names line, column, what, and what to do', async () => {
    place.write('steward.yml', policyFor(org.url, 'rules:\n  duplicates/people: { treshold: 0.9 }\n'))
    const { exit, stderr } = await place.run(['scan', '-o', 'acme'])
    expect(stderr).toMatch(/steward\.yml:5:24 {2}rules\.duplicates\/people\.treshold/)
    expect(stderr).toContain('Did you mean "threshold"?')
    expect(exit).toBe(2)
  })

  it.each([
    ['tabs', 'version: 1\n\trules: {}\n'],
    ['no YAML at all', '{{{{'],
    ['bytes that are no text', new Uint8Array([0xff, 0xfe, 0x00, 0x01])],
    ['a list', '- 1\n'],
  ])('%s: exit 2 and no stack', async (_name, text) => {
    place.write('steward.yml', text)
    const { exit, stderr } = await place.run(['policy', 'check'])
    expect(stderr).toMatch(/steward\.yml/)
    expect(stderr).not.toMatch(/\n\s+at /)
    expect(exit).toBe(2)
  })
})

describe('an org that does not play along', () => {
  const scan = ['scan', 'duplicates', '-o', 'acme']

  it.each([
    ['a secret that is not set', async () => ({ ACME_TOKEN: '' }), 2, /ACME_TOKEN/],
    [
      'an expired token',
      async () => ({ ACME_TOKEN: '00D000000000001EAA!expired.token.of.yesterday' }),
      1,
      /expired|INVALID_SESSION_ID/i,
    ],
    [
      'the daily quota used up',
      () =>
        fault({
          match: { path: '/services/data/*' },
          action: { kind: 'preset', preset: 'daily-quota' },
        }).then(() => ({})),
      69,
      /limit|quota/i,
    ],
    [
      'a maintenance page',
      () =>
        fault({
          match: { path: '/services/data/*' },
          action: { kind: 'preset', preset: 'maintenance-ok' },
        }).then(() => ({})),
      1,
      /maintenance|html/i,
    ],
  ])('%s: reported, nothing half-done', async (_name, prepare, exit, message) => {
    const ran = await place.run(scan, { env: await prepare() })
    expect(ran.stdout + ran.stderr).toMatch(message)
    expect(ran.stderr).not.toMatch(/\n\s+at /)
    expect(ran.stdout + ran.stderr).not.toContain('expired.token.of.yesterday')
    expect(ran.exit).toBe(exit)
    const left = place.files()
    for (const path of left.keys()) expect(path).not.toMatch(/\.(part|tmp|csv)$/)
  })

  it('an interrupted scan ends with 130 and leaves no run and no temporary file', async () => {
    await fault({
      match: { path: '*/query', contains: 'FROM Contact' },
      action: { kind: 'hang', when: 'before' },
    })
    const { exit, stderr } = await place.run(scan, { interruptOn: 'acme  connecting' })
    expect(stderr).toContain('Interrupted')
    expect(exit).toBe(130)
    expect(readdirSync(join(place.home, 'runs'))).toEqual([])
    expect([...place.files().keys()].filter((path) => /\.(csv|part|lock)$/.test(path))).toEqual([])
  })
})

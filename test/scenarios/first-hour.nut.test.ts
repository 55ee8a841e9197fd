import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type EmulatedOrg, startSalesforceOrg } from '../../emulators/index.ts'
import { policyFor, Workplace } from './steward.ts'

const asOf = '2026-11-01T00:00:00.000Z'
let org: EmulatedOrg
let place: Workplace

beforeAll(async () => {
  org = await startSalesforceOrg({ people: 300, seed: 3, asOf: new Date(asOf) })
  place = new Workplace({ ACME_TOKEN: org.accessToken })
  place.write('steward.yml', policyFor(org.url))
})
afterAll(async () => {
  place[Symbol.dispose]()
  await org.close()
})

async function control(path: string, body: unknown): Promise<void> {
  const response = await fetch(`${org.controlUrl}${path}`, { method: 'POST', body: JSON.stringify(body) })
  if (!response.ok) throw new Error(await response.text())
}

describe('a consultant in the first hour', () => {
  it('tests the connection', async () => {
    const { exit, stdout } = await place.run(['connection', 'test', 'acme'])
    expect(stdout).toMatch(/^acme {2}salesforce 00D/)
    expect(stdout).toMatch(/calls {3}about \d+/)
    expect(exit).toBe(0)
  })

  it('scans, and gets the same answer twice', async () => {
    const first = await place.run(['scan', 'duplicates', '--as-of', asOf])
    const again = await place.run(['scan', 'duplicates', '--as-of', asOf, '--no-sync'])
    expect(first.exit, first.stderr).toBe(0)
    expect(first.stdout).toContain('duplicates/people')
    const findings = (text: string) => text.split('\n').filter((line) => /groups?, [\d,]+ of/.test(line))
    expect(findings(first.stdout)).not.toEqual([])
    expect(findings(again.stdout)).toEqual(findings(first.stdout))
    expect(first.stderr).toContain('acme  reading Contact')
  })

  it('sees why records are one', async () => {
    const list = await place.run(['scan', 'show', 'duplicates/people'])
    expect(list.exit, list.stderr).toBe(0)
    expect(list.stdout).toContain('Next     steward scan show duplicates/people --group 1')
    const group = await place.run(['scan', 'show', 'duplicates/people', '--group', '1'])
    expect(group.stdout).toMatch(/^Group 1 · \d+ records · (> )?[\d.]+ %/)
    expect(group.stdout).toMatch(/a–b {2}/)
  })

  it('writes every format, and masks what may travel', async () => {
    for (const format of ['json', 'ndjson', 'csv', 'markdown', 'html', 'sarif', 'junit']) {
      const file = `out.${format}`
      const { exit, stdout, stderr } = await place.run([
        'scan',
        '--no-sync',
        '--as-of',
        asOf,
        '--format',
        format,
        '--output-file',
        file,
      ])
      expect(exit, stderr).toBe(0)
      expect(stdout).toBe('')
      expect(place.read(file).length).toBeGreaterThan(500)
      expect(place.read(file), format).not.toMatch(/[a-z]{4,}\.[a-z]{4,}@[a-z]{4,}/)
      expect(statSync(join(place.folder, file)).mode & 0o777).toBe(0o600)
    }
    const shown = await place.run(['scan', '--no-sync', '--as-of', asOf, '--format', 'ndjson', '--unmask'])
    expect(shown.stdout).toMatch(/[a-z]+@[a-z]+/)
  })

  it('reads only what changed, and sees what is new', async () => {
    await control('/clock', { advance: 3_600_000 })
    await control('/mutate', {
      object: 'Contact',
      count: 10,
      offset: 20,
      set: { Title: 'Changed {n}' },
      as: org.username,
    })
    const { stdout } = await place.run(['scan', 'duplicates', '--as-of', asOf, '--json'])
    const { result } = JSON.parse(stdout)
    const { mode, readByObject } = result.orgs[0].records
    expect(mode).toBe('incremental')
    expect(readByObject.Contact).toBeGreaterThanOrEqual(10)
    expect(readByObject.Contact).toBeLessThan(15) // reads overlap by five minutes
    expect(readByObject.Account ?? 0).toBeLessThan(15)
    const diff = await place.run(['scan', 'diff', '--json'])
    expect(JSON.parse(diff.stdout).result).toMatchObject({ gone: 0 })
  })

  it('gates a job on findings, or on new ones', async () => {
    const scan = ['scan', 'duplicates', '--no-sync', '--as-of', asOf]
    expect((await place.run([...scan, '--fail-on', 'high'])).exit).toBe(30)
    expect((await place.run([...scan, '--fail-on', 'critical'])).exit).toBe(0)
    expect((await place.run([...scan, '--fail-on-new'])).exit).toBe(0)
  })

  it('exports, and forgets a person', async () => {
    const exported = await place.run([
      'snapshot',
      'export',
      'acme',
      '--output-dir',
      'export',
      '--format',
      'csv',
    ])
    expect(exported.exit, exported.stderr).toBe(0)
    expect(exported.stderr).toContain('in the clear')
    const email = /[\w.]+@[\w.]+\.\w+/.exec(place.read('export/Contact.csv'))?.[0] ?? ''
    const forgotten = await place.run(['forget', email, '--yes'])
    expect(forgotten.exit, forgotten.stderr).toBe(0)
    for (const [path, bytes] of place.files()) {
      if (path.startsWith(place.home))
        expect(bytes.toLowerCase().includes(email.toLowerCase()), path).toBe(false)
    }
  })

  it('never wrote the token anywhere', () => {
    const files = [...place.files()]
    expect(files.map(([path]) => path)).toContain(join(place.home, 'connections', 'acme', 'snapshot.duckdb'))
    for (const [path, bytes] of files) expect(bytes.includes(org.accessToken), path).toBe(false)
  })

  it('purges', async () => {
    const listed = await place.run(['snapshot', 'list'])
    expect(listed.stdout).toContain('acme')
    expect((await place.run(['snapshot', 'purge', '--all', '--yes'])).exit).toBe(0)
    expect(existsSync(join(place.home, 'connections', 'acme', 'snapshot.duckdb'))).toBe(false)
  })
})

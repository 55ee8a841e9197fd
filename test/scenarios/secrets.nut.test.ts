import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { openHubspotTrial } from './hubspot-trial.ts'
import { asOf } from './plan-place.ts'
import { openTrial } from './plan-trial.ts'
import { type Crm, crms, openOrg, passwords, paths, type SecretOrg } from './secrets-paths.ts'
import { policyFor, type Ran, Workplace } from './steward.ts'

function secretsOf({ accessToken, refreshToken, clientSecret }: SecretOrg): readonly string[] {
  return [accessToken, refreshToken, clientSecret, ...passwords]
}

/** Texts by which somebody could have the secret, or half of it. */
function traces(secret: string): readonly string[] {
  const base64 = Buffer.from(secret)
    .toString('base64')
    .replace(/.{2}=*$/, '')
  return [secret, encodeURIComponent(secret), base64, secret.slice(-12), secret.slice(0, 20)]
}

/** Where any of the secrets stands, by name of the output or path of the file; the policy is the user's own. */
function leaks(secrets: readonly string[], texts: Iterable<readonly [string, string]>): readonly string[] {
  const sought = secrets.flatMap(traces)
  return [...texts].filter(([, text]) => sought.some((trace) => text.includes(trace))).map(([where]) => where)
}

function everything(place: Workplace, runs: readonly Ran[]): readonly (readonly [string, string])[] {
  const files = [...place.files()].filter(([path]) => path !== join(place.folder, 'steward.yml'))
  return [
    ...files,
    ...runs.flatMap(({ stdout, stderr }, at) => [
      [`stdout of run ${at}`, stdout] as const,
      [`stderr of run ${at}`, stderr] as const,
    ]),
  ]
}

function environmentOf({ accessToken, refreshToken, clientId, clientSecret }: SecretOrg) {
  return { ACME_TOKEN: accessToken, ACME_REFRESH: refreshToken, ACME_ID: clientId, ACME_SECRET: clientSecret }
}

async function fault({ controlUrl }: { readonly controlUrl: string }, rule: unknown): Promise<void> {
  const response = await fetch(`${controlUrl}/faults`, { method: 'POST', body: JSON.stringify(rule) })
  if (!response.ok) throw new Error(await response.text())
}

const cases = crms.flatMap((crm) =>
  Object.entries(paths)
    .filter(([, path]) => (path.crm ?? crm) === crm)
    .map(([name, path]) => [name, crm, path] as const),
)

describe.concurrent('after a failure no secret is left anywhere', () => {
  it.each(cases)('%s (%s)', async (_name, crm, path) => {
    const org = await openOrg(crm)
    using place = new Workplace(environmentOf(org))
    try {
      place.write('steward.yml', path.policy?.(org) ?? policyFor(org.url, '', crm))
      if (path.answer !== undefined) {
        const action = { kind: 'answer', answer: path.answer(org) }
        await fault(org, { match: { path: path.path?.[crm] }, action })
      }
      const env = path.env?.(org) ?? {}
      const runs = await Promise.all([
        place.run(['connection', 'test', 'acme'], { env: { ...env, STEWARD_DEBUG: '1' } }),
        place.run(['scan', 'duplicates/people', '--as-of', asOf, '--json'], { env }),
      ])
      for (const { stdout, stderr } of runs) expect(stdout + stderr).toMatch(path.says)
      expect(leaks(secretsOf(org), everything(place, runs))).toEqual([])
    } finally {
      await org.close()
    }
  })
})

/** Processes that a process started, and those that they started. */
function below(pid: number): readonly number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const stat = readProc(name, 'stat')
      const parent = /\) \S (\d+)/.exec(stat)?.[1]
      return parent === undefined ? [] : [[Number(name), Number(parent)] as const]
    })
  const found: number[] = []
  const add = (of: number): void => {
    for (const [child, parent] of parents)
      if (parent === of) {
        found.push(child)
        add(child)
      }
  }
  add(pid)
  return found
}

/** Empty when the process has just ended. */
function readProc(pid: number | string, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'latin1')
  } catch {
    return ''
  }
}

const soap = (token: string) =>
  '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns="urn:partner.soap.sforce.com">' +
  `<soapenv:Body><mergeResponse><result><errors><message>no: Bearer ${token} (${token})</message>` +
  '<statusCode>FIELD_CUSTOM_VALIDATION_EXCEPTION</statusCode></errors><success>false</success></result>' +
  '</mergeResponse></soapenv:Body></soapenv:Envelope>'

/** What the merge of each CRM is, and a refusal of it that repeats the token. */
const merging = {
  hubspot: {
    open: () => openHubspotTrial({ people: 200, seed: 11 }),
    match: { path: '*/merge' },
    refusal: (token: string) => ({
      status: 400,
      body: { status: 'error', category: 'VALIDATION_ERROR', subCategory: token, message: `no: ${token}` },
    }),
  },
  salesforce: {
    open: () => openTrial({ people: 200, seed: 11 }),
    match: { operation: 'merge' },
    refusal: (token: string) => ({
      status: 200,
      headers: { 'content-type': 'text/xml' },
      body: soap(token),
    }),
  },
}

it.each(crms)('a read that hangs and a merge that is refused tell nothing (%s)', async (crm: Crm) => {
  const { open, match, refusal } = merging[crm]
  await using trial = await open()
  const { place, org } = trial
  const hang = {
    match: { path: '*/query', contains: 'FROM Contact' },
    action: { kind: 'hang', when: 'before' },
  }
  const list = { match: { path: '/crm/*/contacts*' }, action: hang.action }
  const stopped = await trial.signalled('SIGINT', crm === 'hubspot' ? list : hang, (options) =>
    place.run(['scan', 'duplicates/people', '--as-of', asOf], options),
  )
  expect(stopped, stopped.stderr).toMatchObject({ exit: 130 })
  await trial.planned('duplicates/people')
  await trial.control('POST /faults', { match, action: { kind: 'answer', answer: refusal(org.accessToken) } })
  const refused = await trial.apply([], { env: { STEWARD_DEBUG: '1' } })
  expect(refused.exit, refused.stderr).not.toBe(0)
  expect(
    trial
      .journal()
      .some((entry) => entry.type === 'outcome' && entry.outcomes.some(({ result }) => result === 'refused')),
  ).toBe(true)
  const shown = await place.run(['journal', 'show', 'plan.journal'])
  const html = ['plan', 'show', 'plan.json', '--format', 'html', '--output-file', 'plan.html']
  const page = await place.run(html)
  const texts = everything(place, [stopped, refused, shown, page])
  expect(leaks([org.accessToken], texts)).toEqual([])
})

/** Tells all that it can find out, waits to be looked at, and dies of an error that says it again. */
const curious = `
import { existsSync, writeFileSync } from 'node:fs'
import { workerData } from 'node:worker_threads'
import { defineRulePack, orgRule } from 'crm-steward/kit'
import { z } from 'zod'

export default defineRulePack({
  name: 'house',
  rules: [orgRule({
    meta: {
      id: 'house/curious', summary: 's', why: 'w', remedy: 'r', severity: 'low', tags: [],
      options: z.strictObject({}),
      messages: { seen: 'seen' },
    },
    needs: {},
    run: async ({ report }) => {
      const { environmentVariables, header } = process.report.getReport()
      const seen = { env: process.env, argv: process.argv, execArgv: process.execArgv, workerData, environmentVariables, header }
      writeFileSync(new URL('seen.json', import.meta.url), JSON.stringify(seen))
      while (!existsSync(new URL('go', import.meta.url))) await new Promise((done) => setTimeout(done, 20))
      report({ messageId: 'seen', aspect: 'a', evidence: [{ label: 'seen', value: JSON.stringify(seen), personal: false }] })
      setImmediate(() => { throw new TypeError(JSON.stringify(seen)) })
      await new Promise((done) => setTimeout(done, 60_000))
    },
  })],
})
`

/** Of each process: how it was called and, for those that we start, its environment. */
function called(pid: number): readonly (readonly [string, string])[] {
  return [
    [`cmdline of ${pid}`, readProc(pid, 'cmdline')],
    ...below(pid).flatMap((child) => [
      [`cmdline of child ${child}`, readProc(child, 'cmdline')] as const,
      [`environ of child ${child}`, readProc(child, 'environ')] as const,
    ]),
  ]
}

/**
 * Linux goes on showing the environment that a process was started with in /proc/PID/environ, to its owner and to
 * root, whatever the process does about it; so what the user's shell gave stays there for the main process and for
 * code that runs in it. Everything that Steward starts must have none of it.
 */
describe.runIf(existsSync('/proc/self/environ'))('while it runs', () => {
  it.each(crms)('no worker and no child has the token, nor does a crash show it (%s)', async (crm) => {
    const org = await openOrg(crm, 20)
    using place = new Workplace({ ACME_TOKEN: org.accessToken })
    try {
      place.write('house.ts', curious)
      const hash = createHash('sha256').update(curious).digest('hex')
      const plugin = `plugins:\n  - { file: ./house.ts, integrity: sha256-${hash} }\n`
      place.write('steward.yml', policyFor(org.url, plugin, crm))
      let pid = 0
      let over = false
      const ran = place
        .run(['scan', 'house/curious', '--as-of', asOf], {
          env: { STEWARD_DEBUG: '1' },
          spawned: (number) => {
            pid = number
          },
        })
        .finally(() => {
          over = true
        })
      while (!over && !existsSync(join(place.folder, 'seen.json'))) await setTimeout(10)
      const processes = called(pid)
      place.write('go', '')
      const run = await ran
      expect(JSON.parse(place.read('seen.json'))).toMatchObject({ env: {} })
      expect(processes[0]?.[1]).toContain('house/curious')
      expect(run.stdout + run.stderr).toContain('house')
      expect(leaks(secretsOf(org), [...processes, ...everything(place, [run])])).toEqual([])
    } finally {
      await org.close()
    }
  })

  it('the orgs of the demo get nothing of what the environment holds', async () => {
    const secret = 'pat-na1-0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0'
    using place = new Workplace({ ACME_TOKEN: secret })
    let pid = 0
    let end: (signal: NodeJS.Signals) => void = () => undefined
    let processes: readonly (readonly [string, string])[] = []
    const ran = await place.run(['demo', '--people', '20', '--serve'], {
      spawned: (number) => {
        pid = number
      },
      started: (kill) => {
        end = kill
      },
      said: (text) => {
        if (!text.includes('The orgs stay up') || processes.length > 0) return
        processes = called(pid)
        end('SIGINT')
      },
    })
    expect(
      processes.filter(([where, text]) => where.startsWith('environ') && text.includes('PATH=')),
    ).toHaveLength(2)
    expect(leaks([secret], [...processes, ...everything(place, [ran])])).toEqual([])
  })
})

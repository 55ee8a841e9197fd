/**
 * Tries clients that nobody here wrote against emulated orgs, each installed from its own registry:
 * `node scripts/foreign-clients.ts [--folder DIR] [--only sf,jsforce,python,go,hs13,hs-python,hs-dated,singer]`.
 * Not part of CI, as it downloads. `--folder` keeps and reuses the installations.
 */
import { generateKeyPairSync } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { startHubspotAccount, startSalesforceOrg } from '../emulators/index.ts'
import { goSalesforce } from './foreign-clients/go-salesforce.ts'
import { hubspotNode } from './foreign-clients/hubspot-node.ts'
import { hubspotDated, hubspotPython, singerTap } from './foreign-clients/hubspot-python.ts'
import { jsforce } from './foreign-clients/jsforce.ts'
import { salesforceCli } from './foreign-clients/sf.ts'
import { simpleSalesforce } from './foreign-clients/simple-salesforce.ts'
import type { Client, Ground, HubspotClient, Outcome, Trial } from './foreign-clients/step.ts'

const clients: Readonly<Record<string, Client>> = {
  sf: salesforceCli,
  jsforce,
  python: simpleSalesforce,
  go: goSalesforce,
}

const hubspotClients: Readonly<Record<string, HubspotClient>> = {
  hs13: hubspotNode,
  'hs-python': hubspotPython,
  'hs-dated': hubspotDated,
  singer: singerTap,
}

const { values } = parseArgs({ options: { folder: { type: 'string' }, only: { type: 'string' } } })
const known = [...Object.keys(clients), ...Object.keys(hubspotClients)]
const names = values.only?.split(',') ?? known
const folder = resolve(values.folder ?? mkdtempSync(join(tmpdir(), 'steward-foreign-')))
mkdirSync(folder, { recursive: true, mode: 0o700 })

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const keyFile = join(folder, 'jwt.pem')
writeFileSync(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })

const outcomes: Outcome[] = []
for (const name of names) {
  const salesforce = clients[name]
  const hubspot = hubspotClients[name]
  if (salesforce !== undefined) outcomes.push(...(await trySalesforce(name, salesforce)))
  else if (hubspot !== undefined) outcomes.push(...(await tryHubspot(name, hubspot)))
  else throw new Error(`no client ${name}; known: ${known.join(', ')}`)
}
if (values.folder === undefined) rmSync(folder, { recursive: true, force: true })

const width = Math.max(...outcomes.map(({ step }) => step.length))
for (const { client, step, result, detail } of outcomes)
  console.log(`${client.padEnd(10)}${step.padEnd(width + 2)}${result.padEnd(9)}${detail}`)
const failed = outcomes.filter(({ result }) => result === 'failed').length
const skipped = outcomes.filter(({ result }) => result === 'skipped').length
console.log(`${outcomes.length - failed - skipped} ok, ${failed} failed, ${skipped} skipped`)
process.exitCode = failed > 0 ? 1 : 0

async function trySalesforce(name: string, client: Client): Promise<readonly Outcome[]> {
  await using org = await startSalesforceOrg({ seed: 11, people: 5000 })
  const jwtClientId = 'foreign-jwt'
  const registered = await fetch(`${org.controlUrl}/apps`, {
    method: 'POST',
    body: JSON.stringify({
      clientId: jwtClientId,
      publicKey: publicKey.export({ type: 'spki', format: 'pem' }),
    }),
  })
  if (!registered.ok) throw new Error(await registered.text())
  const ground: Ground = { org, folder, keyFile, jwtClientId }
  return await tryClient(name, () => client(ground))
}

async function tryHubspot(name: string, client: HubspotClient): Promise<readonly Outcome[]> {
  await using account = await startHubspotAccount({ seed: 11, people: 2000, tier: 'enterprise' })
  return await tryClient(name, () => client({ account, folder }))
}

async function tryClient(name: string, open: () => Promise<Trial>): Promise<readonly Outcome[]> {
  const made: Outcome[] = []
  const note = (step: string, result: Outcome['result'], detail: string) => {
    made.push({ client: name, step, result, detail: detail.replace(/\s+/g, ' ').slice(0, 160) })
    console.error(`${name}: ${step}: ${result}`)
  }
  try {
    const { version, steps } = await open()
    note('install', 'ok', version)
    for (const [step, run] of steps) {
      try {
        note(step, 'ok', (await run()) ?? '')
      } catch (error) {
        note(step, 'failed', error instanceof Error ? error.message : String(error))
      }
    }
  } catch (error) {
    const missing = (error as { code?: string }).code === 'ENOENT'
    note('install', missing ? 'skipped' : 'failed', error instanceof Error ? error.message : String(error))
  }
  return made
}

import { cpSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { faultRuntime } from './runtime.ts'
import { asOf, type Crm, type Scene, Site } from './site.ts'

/** An org with duplicates and a plan for them; `folder` keeps what lies on disk. */
export async function sceneBefore(crm: Crm, folder: string): Promise<Scene> {
  const database = join(folder, `${crm.name}-before.sqlite`)
  const runtime = faultRuntime()
  await using stack = new AsyncDisposableStack()
  const emulated = stack.use(await crm.start({ dbPath: database, ticks: runtime.monotonic }))
  const connector = crm.connector(runtime)
  const { clientId, clientSecret, refreshToken, url } = emulated
  const connect = async () =>
    stack.use(
      await connector.connect(connector.settings.parse(crm.settings(url)), {
        name: 'acme',
        env: { CLIENT: clientId, SECRET: clientSecret, REFRESH: refreshToken },
        signal: new AbortController().signal,
        tempDir: mkdtempSync(join(tmpdir(), 'fault-')),
        now: () => asOf,
        log: () => undefined,
        budget: 0.8,
      }),
    )
  const { plan, values } = await crm.seed(emulated, connect)
  return { crm, database, plan, values, journal: null }
}

/** The same once the plan was applied and nothing disturbed it. */
export async function sceneAfter(before: Scene, folder: string): Promise<Scene> {
  const database = join(folder, `${before.crm.name}-after.sqlite`)
  const journal = join(folder, `${before.crm.name}-journal`)
  await using site = await Site.open(before)
  const outcome = await site.apply(false)
  if (outcome.exit !== 0)
    throw new Error(
      `${before.crm.name}: ${outcome.exit} ${outcome.error?.message ?? JSON.stringify(outcome)}`,
    )
  cpSync(join(site.folder, 'org.sqlite'), database)
  cpSync(site.journal, journal, { recursive: true })
  return { ...before, database, journal }
}

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { defaultTuning, hubspotConnector } from '../../../connectors/hubspot/index.ts'
import { packs } from '../../../plugins/index.ts'
import { collectVerdicts } from '../../../src/plan/publish/collect.ts'
import { loadPolicy } from '../../../src/policy/index.ts'
import { openAccount } from '../../connectors/hubspot/open-account.ts'

it('a CRM without such sets is refused, with the reason', async () => {
  await using open = await openAccount({})
  await using connection = await open.connect()
  const { reviews } = connection
  expect(reviews).toMatchObject({ why: expect.stringMatching(/no API/) })
  const folder = mkdtempSync(join(tmpdir(), 'publish-'))
  const connector = hubspotConnector({ ...defaultTuning, runtime: open.runtime })
  const settings = connector.settings.parse({ baseUrl: open.account.url, tokenEnv: 'TOKEN' })
  const collecting = collectVerdicts({
    home: folder,
    policy: await loadPolicy({ cwd: folder, packs, connectors: [] }),
    target: { name: 'acme', connector, settings } as never,
    remembered: [],
    decisionsFile: { path: join(folder, 'steward.decisions.csv'), label: 'steward.decisions.csv' },
    env: { TOKEN: open.account.accessToken },
    now: () => new Date('2026-02-01T09:00:00Z'),
    signal: new AbortController().signal,
    log: () => {},
  })
  await expect(collecting).rejects.toMatchObject({ code: 'NO_DUPLICATE_SETS', exit: 31 })
  rmSync(folder, { recursive: true, force: true })
})

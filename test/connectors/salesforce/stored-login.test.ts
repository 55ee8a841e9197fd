import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type OpenOrg, openOrg } from './open-org.ts'

const home = mkdtempSync(join(tmpdir(), 'steward-home-'))
vi.stubEnv('HOME', home)
vi.stubEnv('SF_DISABLE_TELEMETRY', 'true')
vi.stubEnv('SF_DISABLE_LOG_FILE', 'true')
vi.stubEnv('SF_USE_GENERIC_UNIX_KEYCHAIN', 'true')
vi.stubEnv('NO_PROXY', '127.0.0.1')

let world: OpenOrg
beforeAll(async () => {
  world = await openOrg()
  await storeLogins()
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  vi.unstubAllEnvs()
  rmSync(home, { recursive: true })
})

/** As the sf CLI would: one login that can be renewed, and one made from an access token. */
async function storeLogins(): Promise<void> {
  const { url, username, clientId, clientSecret, refreshToken, accessToken, orgId } = world.org
  const { AuthInfo } = await import('@salesforce/core')
  const oauth2Options = { loginUrl: url, clientId, clientSecret, refreshToken }
  const web = await AuthInfo.create({ oauth2Options })
  await web.save()
  await web.setAlias('acme')
  expect(web.getUsername()).toBe(username)
  const accessTokenOptions = {
    accessToken,
    instanceUrl: url,
    loginUrl: url,
    username: 'token@acme.example',
    orgId,
    isDevHub: false,
    namespacePrefix: '',
  }
  const token = await AuthInfo.create({ accessTokenOptions })
  await token.save()
  await token.setAlias('short')
}

const stored = (alias: string) => world.connect({ settings: { alias }, env: {} })

test.each(['acme', 'short'])(
  'connects with the login %s and asks no more than with a token',
  async (alias) => {
    const connection = await stored(alias)
    expect(connection.identity.orgId).toBe(world.org.orgId)
    expect(connection.calls().total).toBe(4)
  },
)

test('connects with a username', async () => {
  expect((await stored(world.org.username)).identity.user).toBe(world.org.username)
})

test('renews a session and stores it for other tools', async () => {
  const connection = await stored('acme')
  const file = join(home, '.sfdx', `${world.org.username}.json`)
  const before = readFileSync(file, 'utf8')
  await world.control('/sessions/expire', {})
  await connection.preflight([])
  expect(readFileSync(file, 'utf8')).not.toBe(before)
})

test('a session that cannot be renewed says how to log in again', async () => {
  const connection = await stored('acme')
  await world.control('/sessions/expire', {})
  await expect(stored('short')).rejects.toMatchObject({
    code: 'SESSION_EXPIRED',
    actions: ['Log in again:', '  sf org login web --alias short'],
  })
  await connection.preflight([])
})

test('an unknown alias names those there are', async () => {
  const error = await stored('nobody').catch((caught: unknown) => caught)
  expect(error).toMatchObject({
    code: 'UNKNOWN_LOGIN',
    exit: 2,
    message: 'The sf CLI has no login called nobody. Known aliases: acme, short.',
  })
  expect(inspect(error)).toContain('sf org list')
})

test('core writes no log file', () => {
  expect(existsSync(join(home, '.sf'))).toBe(false)
})

import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type OpenOrg, openOrg } from './open-org.ts'

let world: OpenOrg
beforeAll(async () => {
  world = await openOrg()
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
})

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

function app(): { settings: Record<string, string>; env: Record<string, string> } {
  const { url, clientId, clientSecret } = world.org
  return {
    settings: { loginUrl: url, clientIdEnv: 'ID', clientSecretEnv: 'SECRET' },
    env: { ID: clientId, SECRET: clientSecret },
  }
}

async function jwtApp() {
  const { url, clientId, username } = world.org
  const spki = publicKey.export({ type: 'spki', format: 'pem' }).toString()
  await world.control('/apps', { clientId, publicKey: spki })
  // As a CI system stores it: one line.
  const env = { ID: clientId, KEY: pem.replaceAll('\n', '\\n') }
  // Whoever checks a JWT does so by the wall clock.
  const context = { now: () => new Date() }
  return { settings: { loginUrl: url, clientIdEnv: 'ID', username, privateKeyEnv: 'KEY' }, env, context }
}

describe('logs in headless, without a trace on disk', () => {
  const home = mkdtempSync(join(tmpdir(), 'steward-home-'))
  const before = process.env.HOME
  beforeAll(() => {
    process.env.HOME = home
  })
  afterAll(() => {
    process.env.HOME = before
    rmSync(home, { recursive: true })
  })

  test('with an access token', async () => {
    expect((await world.connect()).identity.orgId).toBe(world.org.orgId)
    expect(readdirSync(home)).toEqual([])
  })

  test('with client credentials', async () => {
    expect((await world.connect(app())).identity.user).toBe(world.org.username)
    expect(readdirSync(home)).toEqual([])
  })

  test('with a refresh token', async () => {
    const { url, clientId, clientSecret, refreshToken } = world.org
    const settings = {
      loginUrl: url,
      clientIdEnv: 'ID',
      clientSecretEnv: 'SECRET',
      refreshTokenEnv: 'REFRESH',
    }
    const env = { ID: clientId, SECRET: clientSecret, REFRESH: refreshToken }
    expect((await world.connect({ settings, env })).identity.user).toBe(world.org.username)
    expect(readdirSync(home)).toEqual([])
  })

  test('with a JWT whose key is in a variable', async () => {
    expect((await world.connect(await jwtApp())).identity.user).toBe(world.org.username)
    expect(readdirSync(home)).toEqual([])
  })

  test('with a JWT whose key is in a file', async () => {
    const { settings, env, context } = await jwtApp()
    const file = join(world.tempDir, 'key.pem')
    writeFileSync(file, pem, { mode: 0o600 })
    const { privateKeyEnv: _, ...rest } = settings
    const connection = await world.connect({ settings: { ...rest, privateKeyFile: file }, env, context })
    expect(connection.identity.user).toBe(world.org.username)
    expect(readdirSync(home)).toEqual([])
  })
})

describe('says what is wrong with the secrets', () => {
  test('a variable that is not set', async () => {
    const { settings, env } = app()
    const error = { code: 'MISSING_SECRET', exit: 2, message: 'The environment variable SECRET is not set.' }
    await expect(world.connect({ settings, env: { ID: env.ID ?? '' } })).rejects.toMatchObject(error)
  })

  test('a wrong secret, which is not repeated', async () => {
    const { settings, env } = app()
    const wrong = { ...env, SECRET: 'wrong-secret-123' }
    const caught = await world.connect({ settings, env: wrong }).catch((error: Error) => error)
    expect(caught).toMatchObject({ code: 'LOGIN_REFUSED', exit: 1 })
    expect(JSON.stringify(caught) + String(caught)).not.toContain('wrong-secret-123')
  })

  test('a key that is none', async () => {
    const { settings, env } = await jwtApp()
    await expect(world.connect({ settings, env: { ...env, KEY: 'not a key' } })).rejects.toMatchObject({
      code: 'BAD_PRIVATE_KEY',
      message: 'KEY does not hold a private key in PEM.',
    })
  })

  test('a key file that is not there', async () => {
    const { settings, env } = await jwtApp()
    const { privateKeyEnv: _, ...rest } = settings
    await expect(
      world.connect({ settings: { ...rest, privateKeyFile: '/nowhere/key.pem' }, env }),
    ).rejects.toMatchObject({ code: 'UNREADABLE_FILE', exit: 2 })
  })

  test('an expired token names its variable', async () => {
    const caught = await world.connect({ env: { TOKEN: '00D000000000001!expired' } }).catch((error) => error)
    expect(caught).toMatchObject({ code: 'SESSION_EXPIRED', exit: 1 })
    expect(caught.actions.join('\n')).toContain('TOKEN')
    expect(caught.actions.join('\n')).toContain('sf org display')
  })
})

describe('a session that expires', () => {
  test('is renewed once for all requests that meet it', async () => {
    const connection = await world.connect(app())
    await world.control('/sessions/expire', {})
    await world.control('/meter', undefined, 'DELETE')
    await Promise.all(
      ['Contact', 'Lead', 'Case'].map((object) => connection.preflight([{ object, columns: [] }])),
    )
    const { byPurpose } = (await world.control('/meter', undefined, 'GET')) as {
      byPurpose: Record<string, number>
    }
    expect(byPurpose['POST /services/oauth2/token']).toBe(1)
  })

  test('and is refused ever after ends in an error, not in a loop', async () => {
    const connection = await world.connect(app())
    await world.control('/faults', {
      id: 'expired',
      match: { path: '/services/data/*' },
      action: { kind: 'preset', preset: 'expired-session' },
    })
    try {
      await expect(connection.preflight([])).rejects.toMatchObject({ code: 'SESSION_EXPIRED' })
    } finally {
      await world.control('/faults', undefined, 'DELETE')
    }
    expect(connection.calls().byPurpose.login ?? 0).toBeLessThanOrEqual(3)
  })
})

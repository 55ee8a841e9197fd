import { readFile } from 'node:fs/promises'
import { OAuth2 } from 'jsforce/lib/oauth2.js'
import type { Transport } from 'jsforce/lib/transport.js'
import { z } from 'zod'
import { exitCodes, KitError } from '../../src/kit/error.ts'
import type { Redactor } from '../transport/redact.ts'
import type { Credentials, Grant } from '../transport/session.ts'
import { address } from '../transport/settings.ts'
import { createAssertion, readKey } from './jwt.ts'
import type { Login } from './settings.ts'

type Headless = Exclude<Login, { how: 'stored' }>

export interface HeadlessContext {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly now: () => Date
  readonly transport: Transport
  readonly redactor: Redactor
  /** Runs a request for a token, again where that may help; what fails for good becomes a `KitError`. */
  readonly attempt: <T>(ask: () => Promise<T>, loginUrl: string) => Promise<T>
}

const TokenAnswer = z.object({ access_token: z.string().min(1), instance_url: address })

/** Logs in from environment variables. Nothing is written to disk, and `@salesforce/core` is not touched. */
export async function openHeadless(login: Headless, context: HeadlessContext): Promise<Grant> {
  if (login.how === 'token') return openToken(login, context)
  const ask = await prepare(login, context)
  const mint = async (): Promise<Credentials> => {
    const answer = TokenAnswer.safeParse(await context.attempt(ask, login.loginUrl))
    if (!answer.success) throw noToken(login.loginUrl)
    const { access_token, instance_url } = answer.data
    context.redactor.learn(access_token)
    return { accessToken: access_token, instanceUrl: instance_url }
  }
  const renewal = [
    'Check that the app and its user still have access: see docs/connectors/salesforce.md, "Logging in".',
  ]
  return { credentials: await mint(), renew: mint, renewal }
}

function openToken(login: Extract<Headless, { how: 'token' }>, context: HeadlessContext): Grant {
  const accessToken = secret(login.tokenEnv, context)
  const renewal = [
    `Put a new access token into ${login.tokenEnv}; sf prints one:`,
    '  sf org display --target-org ALIAS --verbose --json',
    'A plain token cannot be renewed: for scheduled jobs use client credentials or JWT.',
  ]
  return { credentials: { accessToken, instanceUrl: login.instanceUrl }, renewal }
}

/** Reads every secret once; what is returned asks for a token, again and again if need be. */
async function prepare(
  login: Exclude<Headless, { how: 'token' }>,
  context: HeadlessContext,
): Promise<() => Promise<unknown>> {
  const clientId = secret(login.clientIdEnv, context)
  const oauth = (clientSecret?: string): OAuth2 => {
    const client = new OAuth2({ loginUrl: login.loginUrl, clientId, ...(clientSecret && { clientSecret }) })
    client._transport = context.transport
    return client
  }
  if (login.how === 'client-credentials') {
    const client = oauth(secret(login.clientSecretEnv, context))
    return () => client.requestToken({ grant_type: 'client_credentials' })
  }
  if (login.how === 'refresh') {
    const client = oauth(login.clientSecretEnv && secret(login.clientSecretEnv, context))
    const refreshToken = secret(login.refreshTokenEnv, context)
    return () => client.refreshToken(refreshToken)
  }
  const key = 'env' in login.key ? readEnvKey(login.key.env, context) : await readKeyFile(login.key.file)
  return () => {
    const { username, audience } = login
    const assertion = createAssertion(key, { clientId, username, audience, now: context.now() })
    return oauth().requestToken({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion })
  }
}

function secret(name: string, { env, redactor }: HeadlessContext): string {
  const value = env[name]?.trim()
  if (!value)
    throw new KitError('MISSING_SECRET', `The environment variable ${name} is not set.`, {
      exit: exitCodes.usage,
      actions: [`Set ${name}, or name another variable under \`connections\` in steward.yml.`],
    })
  redactor.learn(value)
  return value
}

function readEnvKey(name: string, context: HeadlessContext): ReturnType<typeof readKey> {
  return readKey(secret(name, context), name)
}

async function readKeyFile(path: string): Promise<ReturnType<typeof readKey>> {
  try {
    return readKey(await readFile(path, 'utf8'), path)
  } catch (error) {
    if (error instanceof KitError) throw error
    throw new KitError('UNREADABLE_FILE', `The private key ${path} cannot be read.`, {
      exit: exitCodes.usage,
      actions: ['Check `privateKeyFile` under `connections` in steward.yml, and who may read the file.'],
      cause: error,
    })
  }
}

function noToken(loginUrl: string): KitError {
  return new KitError('UNEXPECTED_ANSWER', `${new URL(loginUrl).host} did not answer with a token.`, {
    actions: ['Check that `loginUrl` is the address of a Salesforce org or login host.'],
  })
}

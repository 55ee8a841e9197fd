import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { KitError } from '../kit/index.ts'

/** What `steward emulate …` prints: one line of JSON. */
const Announcement = z.object({
  url: z.string(),
  orgId: z.string(),
  username: z.string(),
  accessToken: z.string(),
  asOf: z.string(),
  counts: z.looseObject({ people: z.number(), companies: z.number() }),
})
type Announcement = z.infer<typeof Announcement>

export interface EmulatedOrgProcess extends AsyncDisposable {
  readonly announced: Announcement
  /** Resolves when the process has ended, however that came. */
  readonly ended: Promise<unknown>
}

/** Starts `steward emulate CRM …` as a child process and waits until it serves. Ends with the `await using` block. */
export async function startEmulatedOrg(
  crm: string,
  args: readonly string[],
  signal: AbortSignal,
): Promise<EmulatedOrgProcess> {
  const child = spawn(process.execPath, [process.argv[1] ?? '', 'emulate', crm, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // A Ctrl-C at the terminal reaches the whole process group; the parent decides when its orgs end.
    detached: process.platform !== 'win32',
    env: withoutSecrets(process.env),
  })
  const ended = once(child, 'exit')
  let talk = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    talk = (talk + text).slice(-2000)
  })
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
    await ended
  }
  const killWithParent = () => child.kill('SIGKILL')
  process.once('exit', killWithParent)
  signal.addEventListener('abort', () => void stop(), { once: true })
  const end = async () => {
    process.removeListener('exit', killWithParent)
    await stop()
  }
  try {
    const line = await Promise.race([firstLine(child.stdout), ended.then(() => null)])
    if (line === null) {
      signal.throwIfAborted()
      throw new KitError('EMULATOR_FAILED', `The emulated ${crm} org did not start.\n${talk.trim()}`)
    }
    return { announced: Announcement.parse(JSON.parse(line)), ended, [Symbol.asyncDispose]: end }
  } catch (error) {
    await end()
    throw error
  }
}

/** What a process needs to run; whatever else the environment holds may be a secret, and is none of its business. */
const needed = [
  'PATH',
  'HOME',
  'LANG',
  'LC_ALL',
  'TZ',
  'TMPDIR',
  'TMP',
  'TEMP',
  'SystemRoot',
  'USERPROFILE',
  'APPDATA',
  'LOCALAPPDATA',
  'XDG_DATA_HOME',
  'NODE_OPTIONS',
  'NODE_V8_COVERAGE',
  'STEWARD_HOME',
  'STEWARD_DEBUG',
]

function withoutSecrets(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(needed.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])))
}

async function firstLine(stream: NodeJS.ReadableStream): Promise<string | null> {
  const lines = createInterface({ input: stream })
  try {
    for await (const line of lines) return line
    return null
  } finally {
    lines.close()
    stream.resume()
  }
}

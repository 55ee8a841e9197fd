import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { EmulatedAccount, EmulatedOrg } from '../../emulators/index.ts'

export interface Ground {
  readonly org: EmulatedOrg
  /** Installations and working files. */
  readonly folder: string
  readonly keyFile: string
  readonly jwtClientId: string
}

export type Step = readonly [name: string, run: () => Promise<string | undefined>]

export interface Trial {
  readonly version: string
  readonly steps: readonly Step[]
}

/** Installs the client and lists what to try with it, in order. */
export type Client = (ground: Ground) => Promise<Trial>

export interface HubspotGround {
  readonly account: EmulatedAccount
  /** Installations and working files. */
  readonly folder: string
}

export type HubspotClient = (ground: HubspotGround) => Promise<Trial>

export interface Outcome {
  readonly client: string
  readonly step: string
  readonly result: 'ok' | 'failed' | 'skipped'
  readonly detail: string
}

const execute = promisify(execFile)

/** Standard output of a program; its standard error becomes the message when it fails. */
export async function run(
  program: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<string> {
  try {
    const { stdout } = await execute(program, args, { maxBuffer: 1 << 28, timeout: 600_000, ...options })
    return stdout
  } catch (error) {
    const { code, stderr = '', stdout = '' } = error as { code?: unknown; stderr?: string; stdout?: string }
    if (code === 'ENOENT') throw error
    throw new Error(`exit ${String(code)}: ${stdout.slice(-600)} ${stderr.slice(-600)}`)
  }
}

export function expectEqual(what: string, got: unknown, wanted: unknown): void {
  if (JSON.stringify(got) !== JSON.stringify(wanted))
    throw new Error(`${what}: got ${JSON.stringify(got)}, wanted ${JSON.stringify(wanted)}`)
}

/** What a program in another language reported: one JSON line per step. */
export function stepsOf(lines: string): readonly Step[] {
  return lines
    .trim()
    .split('\n')
    .map((line): Step => {
      const { step, ok, detail } = JSON.parse(line) as { step: string; ok: boolean; detail: string }
      return [
        step,
        async () => {
          if (!ok) throw new Error(detail)
          return detail
        },
      ]
    })
}

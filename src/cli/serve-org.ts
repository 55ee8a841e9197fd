import { readFile } from 'node:fs/promises'
import { Flags } from '@oclif/core'
import { exitCodes, KitError } from '../kit/index.ts'

/** What every emulated org can be told, whichever CRM it is of. */
export const orgFlags = {
  port: Flags.integer({
    summary: 'Port on 127.0.0.1; 0 takes any free one.',
    default: 0,
    min: 0,
    max: 65_535,
  }),
  seed: Flags.integer({ summary: 'Seed of the population.', default: 1, min: 0 }),
  'as-of': Flags.string({
    summary: 'The date on which the emulated org stands.',
    default: '2026-11-01',
    helpValue: 'DATE',
  }),
  hostile: Flags.boolean({
    summary: 'Many records with formulas, markup and control characters.',
    default: false,
  }),
  clock: Flags.option({
    summary: 'Whether time passes in the org.',
    options: ['frozen', 'real'] as const,
    default: 'frozen' as const,
  })(),
  'truth-file': Flags.string({
    summary: 'Where to write which records are duplicates; without it nowhere.',
    helpValue: 'FILE',
  }),
  faults: Flags.string({
    summary: 'JSON file with fault rules that hold from the start.',
    helpValue: 'FILE',
  }),
}

interface ServingOrg {
  readonly url: string
  readonly orgId: string
  readonly username: string
  readonly accessToken: string
  readonly clientId: string
  readonly clientSecret: string
  readonly refreshToken: string
  readonly truthFile: string | null
  readonly controlUrl: string
  readonly counts: unknown
  readonly stopped: Promise<void>
}

/** Prints one JSON line with everything a client needs to log in, then waits until the org or the process is stopped. */
export async function serveOrg(org: ServingOrg, asOf: string, signal: AbortSignal): Promise<void> {
  const announcement = {
    url: org.url,
    orgId: org.orgId,
    username: org.username,
    accessToken: org.accessToken,
    clientId: org.clientId,
    clientSecret: org.clientSecret,
    refreshToken: org.refreshToken,
    truthFile: org.truthFile,
    controlUrl: org.controlUrl,
    asOf,
    counts: org.counts,
  }
  process.stdout.write(`${JSON.stringify(announcement)}\n`)
  await Promise.race([org.stopped, aborted(signal)])
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}

/** The rules of the file that `--faults` names; none without it. */
export async function readFaults(path: string | undefined): Promise<readonly unknown[]> {
  if (path === undefined) return []
  try {
    const parsed: unknown = JSON.parse(await readFile(path, 'utf8'))
    return Array.isArray(parsed) ? parsed : [parsed]
  } catch (error) {
    throw new KitError('UNREADABLE_FILE', `${path}: ${(error as Error).message}`, {
      exit: exitCodes.usage,
      actions: ['The file must hold a JSON list of fault rules'],
      cause: error,
    })
  }
}

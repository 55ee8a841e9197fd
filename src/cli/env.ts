import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/** Every environment variable that Steward itself reads; `steward --help` shows none, docs/policy.md lists them. */
export const environment = {
  STEWARD_HOME: 'Folder for snapshots and runs; default: the data folder of your system.',
  STEWARD_POLICY: 'Path of the policy file; default: steward.yml in the current folder.',
  STEWARD_DEBUG: 'Set to 1 to see the stack of an unexpected error.',
  NO_COLOR: 'Set to anything to get no colours.',
  SF_CONTENT_TYPE: 'Set to JSON to get --json everywhere, as in the sf CLI.',
  XDG_DATA_HOME: 'Base folder for STEWARD_HOME on Linux.',
} as const

type Environment = Readonly<Record<string, string | undefined>>

/** `--home`, else STEWARD_HOME, else the system's place for application data. */
export function stewardHome(flag: string | undefined, env: Environment = process.env): string {
  const chosen = flag ?? env.STEWARD_HOME
  if (chosen) return resolve(chosen)
  if (process.platform === 'win32' && env.LOCALAPPDATA) return join(env.LOCALAPPDATA, 'steward')
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'steward')
  return join(env.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'steward')
}

export function wantsColour(stream: { readonly isTTY?: boolean }, env: Environment = process.env): boolean {
  if (env.NO_COLOR) return false
  return stream.isTTY === true && env.TERM !== 'dumb'
}

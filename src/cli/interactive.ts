import { userInfo } from 'node:os'

/** A person who can be asked: both ends are terminals. */
export function isAttended(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true
}

/** Login name of whoever runs the command, for decisions and plans; empty where the system does not say. */
export function whoRuns(): string {
  try {
    return userInfo().username
  } catch {
    return ''
  }
}

import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** An owner-only folder below `STEWARD_HOME/tmp` that goes away with its owner. */
export class TempFolder implements Disposable {
  readonly path: string

  constructor(home: string) {
    const parent = join(home, 'tmp')
    mkdirSync(parent, { recursive: true, mode: 0o700 })
    this.path = newFolder(parent, 'scan-')
    chmodSync(this.path, 0o700)
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true })
  }
}

/** A fresh folder named after this process; those that killed processes left behind are removed. */
export function newFolder(parent: string, prefix: string): string {
  for (const name of readdirSync(parent)) {
    const pid = name.startsWith(prefix) ? Number(name.slice(prefix.length).split('-')[0]) : Number.NaN
    if (Number.isInteger(pid) && !isAlive(pid)) rmSync(join(parent, name), { recursive: true, force: true })
  }
  return mkdtempSync(join(parent, `${prefix}${process.pid}-`))
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

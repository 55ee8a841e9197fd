import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** An owner-only folder below `STEWARD_HOME/tmp` that goes away with its owner. */
export class TempFolder implements Disposable {
  readonly path: string

  constructor(home: string) {
    const parent = join(home, 'tmp')
    mkdirSync(parent, { recursive: true, mode: 0o700 })
    removeLeftovers(parent)
    this.path = mkdtempSync(join(parent, `scan-${process.pid}-`))
    chmodSync(this.path, 0o700)
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true })
  }
}

/** What processes that were killed left behind. */
function removeLeftovers(parent: string): void {
  for (const name of readdirSync(parent)) {
    const pid = Number(/^scan-(\d+)-/.exec(name)?.[1])
    if (Number.isInteger(pid) && !isAlive(pid)) rmSync(join(parent, name), { recursive: true, force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

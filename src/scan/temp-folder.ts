import { chmodSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { newFolder } from '../snapshot/own-folder.ts'

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

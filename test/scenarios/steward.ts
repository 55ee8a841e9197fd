import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../repo/source.ts'

export interface Ran {
  readonly exit: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  /** Sends SIGINT when stderr or stdout first has this text. */
  readonly interruptOn?: string
  readonly env?: Record<string, string>
  /** A command that starts the one it is given, such as a shell with a limit. */
  readonly through?: readonly string[]
  /** Gets what ends the process. */
  readonly started?: (end: (signal: NodeJS.Signals) => void) => void
  /** Gets the number of the process. */
  readonly spawned?: (pid: number) => void
  /** Gets everything that was printed so far, each time that there is more. */
  readonly said?: (text: string) => void
}

/** An empty folder with a home of its own, in which the built command is run as a person would. */
export class Workplace implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'steward-scenario-'))
  readonly home = join(this.folder, 'steward-home')
  readonly #env: Record<string, string>

  constructor(env: Readonly<Record<string, string>> = {}) {
    this.#env = { ...env }
  }

  write(name: string, text: string | Uint8Array): string {
    const path = join(this.folder, name)
    writeFileSync(path, text)
    return path
  }

  read(name: string): string {
    return readFileSync(join(this.folder, name), 'utf8')
  }

  run(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
    const [program = '', ...rest] = [...(options.through ?? []), process.execPath, join(root, 'bin/run.js')]
    const child = spawn(program, [...rest, ...args], {
      cwd: this.folder,
      env: {
        PATH: process.env.PATH ?? '',
        HOME: this.folder,
        STEWARD_HOME: this.home,
        NO_COLOR: '1',
        ...this.#env,
        ...options.env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    options.started?.((signal) => void child.kill(signal))
    if (child.pid !== undefined) options.spawned?.(child.pid)
    let [stdout, stderr, interrupted] = ['', '', false]
    const watch = () => {
      options.said?.(stdout + stderr)
      if (
        options.interruptOn === undefined ||
        interrupted ||
        !(stdout + stderr).includes(options.interruptOn)
      )
        return
      interrupted = true
      child.kill('SIGINT')
    }
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
      watch()
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
      watch()
    })
    return new Promise((done, failed) => {
      child.once('error', failed)
      child.once('close', (exit) => done({ exit, stdout, stderr }))
    })
  }

  /** Every file below the folder, as bytes in Latin 1, so that any text can be looked for. */
  files(): ReadonlyMap<string, string> {
    const entries = readdirSync(this.folder, { recursive: true, withFileTypes: true })
    const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
    return new Map(paths.map((path) => [path, readFileSync(path, 'latin1')]))
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}

const addresses = { salesforce: 'instanceUrl', hubspot: 'baseUrl' } as const

export function policyFor(url: string, more = '', crm: keyof typeof addresses = 'salesforce'): string {
  const settings = `crm: ${crm}, ${addresses[crm]}: "${url}", tokenEnv: ACME_TOKEN`
  return `version: 1\nconnections:\n  acme: { ${settings} }\n${more}`
}

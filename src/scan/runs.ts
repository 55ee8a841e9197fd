import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { exitCodes, type Finding, KitError } from '../kit/index.ts'
import { newFolder } from '../snapshot/own-folder.ts'
import { readLines } from './lines.ts'
import type { FindingFilter, OrgOutcome, RunInfo, ScanOutcome } from './outcome.ts'
import { FindingLine, parseOwn, RunFile, unreadableRun } from './run-files.ts'

/** What `scan list` shows. `problem` is set when the run cannot be read; then all but its number is empty. */
export interface RunSummary {
  readonly run: RunInfo
  readonly orgs: readonly OrgOutcome[]
  readonly problem: string | null
}

export const findingsFile = 'findings.ndjson'
const runFile = 'run.json'

function runsFolder(home: string): string {
  return join(home, 'runs')
}

export function runFolder(home: string, id: number): string {
  return join(runsFolder(home), String(id).padStart(6, '0'))
}

/** Ids of the runs there are, ascending. */
export function runIds(home: string): readonly number[] {
  if (!existsSync(runsFolder(home))) return []
  return readdirSync(runsFolder(home))
    .filter((name) => /^\d{6,}$/.test(name))
    .map(Number)
    .sort((a, b) => a - b)
}

/** A run in the making: a folder beside the others that gets its number when all is written. */
export class NewRun implements Disposable {
  readonly folder: string
  readonly #home: string

  constructor(home: string) {
    this.#home = home
    mkdirSync(runsFolder(home), { recursive: true, mode: 0o700 })
    this.folder = newFolder(runsFolder(home), '.new-')
  }

  get findings(): string {
    return join(this.folder, findingsFile)
  }

  /** Throws what the file system throws; then nothing is left behind. */
  save(run: Omit<RunInfo, 'id'>, orgs: readonly OrgOutcome[]): RunInfo {
    for (;;) {
      const id = (runIds(this.#home).at(-1) ?? 0) + 1
      const numbered = { id, ...run }
      const text = `${JSON.stringify({ run: numbered, orgs }, null, 2)}\n`
      writeFileSync(join(this.folder, runFile), text, { mode: 0o600 })
      if (renamed(this.folder, runFolder(this.#home, id))) return numbered
    }
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** False when another run took the number first. */
function renamed(from: string, to: string): boolean {
  try {
    if (existsSync(to)) return false
    renameSync(from, to)
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOTEMPTY' || code === 'EEXIST') return false
    throw error
  }
}

/** By number, or `last`. Throws `NO_RUN` or `RUN_UNREADABLE`, exit 2. */
export function openRun(home: string, which: number | string): ScanOutcome {
  const ids = runIds(home)
  const id = which === 'last' ? ids.at(-1) : Number(which)
  if (id === undefined || !ids.includes(id)) throw noRun(which, ids)
  const { run, orgs } = readRunFile(home, id)
  const path = join(runFolder(home, id), findingsFile)
  if (!existsSync(path)) throw unreadableRun(`Run ${id}`)
  return { run, orgs, findings: (filter) => readFindings(path, `Run ${id}`, filter) }
}

export function readRunFile(
  home: string,
  id: number,
): { readonly run: RunInfo; readonly orgs: readonly OrgOutcome[] } {
  let text: string
  try {
    text = readFileSync(join(runFolder(home, id), runFile), 'utf8')
  } catch (cause) {
    throw unreadableRun(`Run ${id}`, cause)
  }
  return parseOwn(RunFile, text, `Run ${id}`)
}

/** Newest first. */
export function listRuns(home: string): readonly RunSummary[] {
  return runIds(home)
    .toReversed()
    .map((id) => {
      try {
        return { ...readRunFile(home, id), problem: null }
      } catch (error) {
        return { run: { ...unknownRun, id }, orgs: [], problem: (error as Error).message }
      }
    })
}

const unknownRun: Omit<RunInfo, 'id'> = {
  startedAt: '',
  asOf: '',
  selectors: [],
  connections: [],
  policy: '',
  version: '',
}

async function* readFindings(
  path: string,
  label: string,
  filter: FindingFilter = {},
): AsyncGenerator<Finding> {
  for await (const line of readLines(path)) {
    const finding = parseOwn(FindingLine, line, label) as unknown as Finding
    if (passes(finding, filter)) yield finding
  }
}

function passes(finding: Finding, { rules, connections, waived }: FindingFilter): boolean {
  if (rules !== undefined && !rules.includes(finding.rule)) return false
  if (connections !== undefined && !connections.includes(finding.connection)) return false
  return waived === undefined || waived === (finding.waiver !== undefined)
}

function noRun(which: number | string, ids: readonly number[]): KitError {
  const what = which === 'last' ? 'There is no earlier scan.' : `There is no scan ${which}.`
  const actions =
    ids.length === 0 ? ['Scan first:  steward scan -o ALIAS'] : ['All scans:  steward scan list']
  return new KitError('NO_RUN', what, { exit: exitCodes.usage, actions })
}

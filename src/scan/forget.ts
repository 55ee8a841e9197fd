import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import type { Finding } from '../kit/index.ts'
import { addressesIn } from '../snapshot/addresses.ts'
import { namedBy } from '../snapshot/named.ts'
import { countFindings } from './count.ts'
import { readLines } from './lines.ts'
import { FindingLine, parseOwn } from './run-files.ts'
import { findingsFile, readRunFile, runFolder, runIds } from './runs.ts'

export interface ForgottenInRuns {
  /** Runs in which the person was. */
  readonly runs: number
  /** Findings removed from them. */
  readonly findings: number
}

/**
 * Removes every finding in which a person is, named as for `forgetInSnapshots`, from every run, and counts the runs
 * anew. A finding about several records goes as a whole: without the person it would say something else.
 */
export async function forgetInRuns(home: string, who: string): Promise<ForgottenInRuns> {
  const named = namedBy(who)
  const wanted = new Set([named.address ?? named.id.toLowerCase()])
  if (named.address !== null) for (const id of await idsOf(home, named.address)) wanted.add(id)
  let runs = 0
  let findings = 0
  for (const id of runIds(home)) {
    const removed = await rewrite(home, id, wanted)
    if (removed > 0) runs += 1
    findings += removed
  }
  return { runs, findings }
}

/** Ids of the records that had the address in any run. */
async function idsOf(home: string, address: string): Promise<ReadonlySet<string>> {
  const ids = new Set<string>()
  for (const run of runIds(home)) {
    for await (const line of readLines(join(runFolder(home, run), findingsFile))) {
      if (!line.toLowerCase().includes(address)) continue
      for (const id of owners(parseOwn(FindingLine, line, `Run ${run}`) as unknown as Finding, address))
        ids.add(id)
    }
  }
  return ids
}

function owners({ group, evidence, records }: Finding, address: string): readonly string[] {
  const has = (value: unknown): boolean => typeof value === 'string' && addressesIn(value).includes(address)
  const members = (group?.members ?? []).filter(({ values }) => Object.values(values).some(has))
  const shown = evidence.filter(({ value, record }) => record !== undefined && has(value))
  const only = records.length === 1 && evidence.some(({ value }) => has(value)) ? records : []
  return [
    ...members.map(({ key }) => key.id),
    ...shown.map(({ record }) => record?.id ?? ''),
    ...only.map(({ id }) => id),
  ].map((id) => id.toLowerCase())
}

async function rewrite(home: string, id: number, wanted: ReadonlySet<string>): Promise<number> {
  const folder = runFolder(home, id)
  const path = join(folder, findingsFile)
  const { run, orgs } = readRunFile(home, id)
  const counts = countFindings(orgs.map(({ connection }) => connection))
  const fresh = `${path}.new`
  rmSync(fresh, { force: true })
  let removed = 0
  {
    await using file: FileHandle = await open(fresh, 'wx', 0o600)
    for await (const line of readLines(path)) {
      const finding = parseOwn(FindingLine, line, `Run ${id}`) as unknown as Finding
      if (mentions(line.toLowerCase(), wanted)) removed += 1
      else {
        counts.add({ ...finding, waived: finding.waiver !== undefined })
        await file.write(`${line}\n`)
      }
    }
    await file.sync()
  }
  if (removed === 0) {
    rmSync(fresh)
    return 0
  }
  const counted = orgs.map((org) => ({ ...org, findings: counts.of(org.connection) }))
  renameSync(fresh, path)
  replaceFile(join(folder, 'run.json'), `${JSON.stringify({ run, orgs: counted }, null, 2)}\n`)
  return removed
}

/**
 * Looks for whole words, so that an id does not match inside a longer one. Ids that are short numbers would be found in
 * every count: they are looked for as a value of their own.
 */
function mentions(line: string, wanted: ReadonlySet<string>): boolean {
  for (const word of wanted) {
    if (/^\d{1,14}$/.test(word)) {
      if (line.includes(`:"${word}"`)) return true
      continue
    }
    for (let at = line.indexOf(word); at >= 0; at = line.indexOf(word, at + 1)) {
      if (!isWord(line[at - 1]) && !isWord(line[at + word.length])) return true
    }
  }
  return false
}

function isWord(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}]/u.test(character)
}

function replaceFile(path: string, text: string): void {
  if (readFileSync(path, 'utf8') === text) return
  writeFileSync(`${path}.new`, text, { mode: 0o600 })
  renameSync(`${path}.new`, path)
}

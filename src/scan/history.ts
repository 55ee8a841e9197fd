import { join } from 'node:path'
import { readLines } from './lines.ts'
import { findingsFile, listRuns, runFolder } from './runs.ts'

/** Fingerprints by rule of the run in which the rule last ran on the connection; rules without one are absent. */
export type History = ReadonlyMap<string, ReadonlySet<string>>

/** `always`: rules of the engine, which every run of the connection runs. */
export async function readHistory(
  home: string,
  connection: string,
  rules: readonly string[],
  always: readonly string[],
): Promise<History> {
  const found = new Map<string, Set<string>>()
  for (const { run, orgs } of listRuns(home)) {
    const org = orgs.find((one) => one.connection === connection)
    if (org === undefined) continue
    const looked = org.rulesRun.length > 0
    const fresh = [...rules.filter((rule) => org.rulesRun.includes(rule)), ...(looked ? always : [])].filter(
      (rule) => !found.has(rule),
    )
    if (fresh.length === 0) continue
    for (const rule of fresh) found.set(rule, new Set())
    await collect(join(runFolder(home, run.id), findingsFile), connection, new Set(fresh), found)
    if (found.size === rules.length + always.length) break
  }
  return found
}

/** An old run that is damaged is no history; reading it says so elsewhere. */
async function collect(
  path: string,
  connection: string,
  rules: ReadonlySet<string>,
  into: ReadonlyMap<string, Set<string>>,
): Promise<void> {
  try {
    for await (const line of readLines(path)) {
      const finding = JSON.parse(line) as { rule?: string; connection?: string; fingerprint?: string }
      if (finding.connection !== connection || !rules.has(finding.rule ?? '')) continue
      into.get(finding.rule ?? '')?.add(String(finding.fingerprint))
    }
  } catch {
    for (const rule of rules) into.get(rule)?.clear()
  }
}

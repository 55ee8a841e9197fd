import { join } from 'node:path'
import { engineRuleIds } from '../policy/packs/engine-rules.ts'
import { readLines } from './lines.ts'
import type { OrgOutcome } from './outcome.ts'
import { findingsFile, listRuns, type RunSummary, runFolder } from './runs.ts'

type Marks = ReadonlySet<string>

/** Fingerprints by rule of the run in which the rule last ran on the connection; rules without one are absent. */
export type History = ReadonlyMap<string, Marks>

export async function readHistory(
  home: string,
  connection: string,
  rules: readonly string[],
): Promise<History> {
  const found = new Map<string, Marks>()
  for (const { run, orgs } of listRuns(home)) {
    const org = orgs.find((one) => one.connection === connection)
    const fresh = rules.filter((rule) => !found.has(rule) && org?.rulesRun.includes(rule))
    if (fresh.length === 0) continue
    for (const [rule, marks] of await marksOf(home, run.id, connection, fresh)) found.set(rule, marks)
    if (found.size === rules.length) break
  }
  return found
}

/** Whether a run could have reported what is to be compared with it. */
export type CouldReport = (org: OrgOutcome, run: RunSummary) => boolean

/** Fingerprints of Steward's own findings in the newest run that could have had them; null without such a run. */
export type EngineHistory = (could: CouldReport) => Promise<Marks | null>

export function engineHistory(home: string, connection: string): EngineHistory {
  const read = new Map<number, Promise<History>>()
  const runs = listRuns(home)
  return async (could) => {
    for (const past of runs) {
      const org = past.orgs.find((one) => one.connection === connection)
      if (org === undefined || !could(org, past)) continue
      const { id } = past.run
      const marks = read.get(id) ?? marksOf(home, id, connection, engineRuleIds)
      read.set(id, marks)
      const found = await marks
      if (found.size > 0) return new Set([...found.values()].flatMap((own) => [...own]))
    }
    return null
  }
}

/** Empty for a run that is damaged: it is no history; reading it says so elsewhere. */
async function marksOf(
  home: string,
  id: number,
  connection: string,
  rules: readonly string[],
): Promise<History> {
  const marks = new Map(rules.map((rule) => [rule, new Set<string>()]))
  try {
    for await (const line of readLines(join(runFolder(home, id), findingsFile))) {
      const finding = JSON.parse(line) as { rule?: string; connection?: string; fingerprint?: string }
      if (finding.connection === connection) marks.get(finding.rule ?? '')?.add(String(finding.fingerprint))
    }
    return marks
  } catch (error) {
    if (error instanceof SyntaxError || isFileError(error)) return new Map()
    throw error
  }
}

function isFileError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error
}

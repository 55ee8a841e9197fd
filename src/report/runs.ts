import { type Severity, severities } from '../kit/index.ts'
import type { OrgOutcome, RunInfo } from '../scan/outcome.ts'
import { oneLine } from '../text/neutral.ts'
import { counted, figure, severityText } from '../text/words.ts'
import { definition } from './terminal.ts'

/** A run as `scan list` knows it. */
export interface RunSummary {
  readonly run: RunInfo
  readonly orgs: readonly Pick<OrgOutcome, 'connection' | 'findings' | 'errors'>[]
}

/** `scan list`: newest first, two lines a run. */
export function* runsTable(
  runs: readonly RunSummary[],
  options: { readonly width?: number; readonly limit?: number } = {},
): Generator<string> {
  if (runs.length === 0) {
    yield 'No runs yet.\n\nNext     steward scan -o CONNECTION\n'
    return
  }
  const width = options.width ?? 80
  const newest = [...runs].sort((a, b) => b.run.id - a.run.id)
  const listed = newest.slice(0, options.limit ?? 20)
  for (const summary of listed) yield `${runLines(summary, width).join('\n')}\n`
  if (newest.length > listed.length) yield `… ${counted(newest.length - listed.length, 'earlier run')}\n`
  const [last, previous] = newest
  if (last !== undefined && previous !== undefined) {
    yield `\nNext     steward scan diff ${previous.run.id} ${last.run.id}\n`
  }
}

function runLines({ run, orgs }: RunSummary, width: number): readonly string[] {
  const selectors = run.selectors.length === 0 ? 'every rule' : run.selectors.join(', ')
  const when = `${run.startedAt.slice(0, 16).replace('T', ' ')} · ${run.connections.join(', ')} · ${selectors}`
  const total = orgs.reduce((all, org) => all + org.findings.total, 0)
  const errors = orgs.reduce((all, org) => all + org.errors.length, 0)
  const bySeverity: Partial<Record<Severity, number>> = {}
  for (const severity of severities) {
    bySeverity[severity] = orgs.reduce((all, org) => all + (org.findings.bySeverity[severity] ?? 0), 0)
  }
  const split = total === 0 ? '' : `: ${severityText(bySeverity)}`
  const failed = errors === 0 ? '' : ` · ${counted(errors, 'error')}`
  return [
    ...definition(`${figure(run.id)}`.padStart(5), oneLine(when, 200), width, 7),
    ...definition('', `${counted(total, 'finding')}${split}${failed}`, width, 7),
  ]
}

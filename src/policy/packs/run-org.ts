import type { OrgRuleContext, QueryRow, Report, Rule } from '../../kit/index.ts'
import { copyOf } from './copy-report.ts'
import type { RuleRun } from './protocol.ts'

type Ask = (name: string, params: unknown) => Promise<unknown>

export async function runOrgRule(rule: Rule, run: RuleRun, ask: Ask): Promise<readonly Report[]> {
  if (rule.shape !== 'org') return []
  const reports: Report[] = []
  const context: OrgRuleContext<never> = {
    options: run.options as never,
    asOf: run.asOf,
    connection: run.connection,
    report: (report) => {
      reports.push(copyOf(run.rule, report))
    },
    query: async (sql, parameters = []) => (await ask('query', { sql, parameters })) as readonly QueryRow[],
    facts: async (kind) => (await ask('facts', { kind })) as never,
  }
  await rule.run(context)
  return reports
}

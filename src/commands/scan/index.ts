import { Args, Flags } from '@oclif/core'
import { StewardCommand } from '../../cli/base.ts'
import { parseDate } from '../../cli/date.ts'
import { outputFileFlag, policyFlag, targetFlag, unmaskFlag } from '../../cli/flags.ts'
import { keepHeapTight } from '../../cli/memory.ts'
import { renderOutcome } from '../../cli/render.ts'
import { showScan } from '../../cli/scan-progress.ts'
import { exitOfScan } from '../../cli/verdict.ts'
import { severities } from '../../kit/index.ts'

export default class Scan extends StewardCommand {
  static override summary = 'Read an org and report what is wrong.'
  static override description =
    `Reads what the selected rules need, only what changed since the last scan, and runs the rules on the local copy.
Nothing in the org is changed. A selector is a family (duplicates), a rule (duplicates/people), a tag or a
severity; a:b means both, several mean either, none means every rule that is on.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> duplicates -o acme',
    '<%= config.bin %> <%= command.id %> duplicates/people -o acme --format html --output-file report.html',
    '<%= config.bin %> <%= command.id %> -o acme --fail-on high --fail-on-new --format sarif --output-file findings.sarif',
  ]
  static override strict = false
  static override args = { selector: Args.string({ description: 'What to look for; several may be given.' }) }
  static override flags = {
    'target-org': targetFlag,
    policy: policyFlag,
    format: Flags.option({
      summary: 'Format of the answer; default: table, with --json json.',
      options: ['table', 'json', 'ndjson', 'csv', 'markdown', 'html', 'sarif', 'junit'] as const,
    })(),
    'output-file': outputFileFlag,
    'fail-on': Flags.option({
      summary: 'Exit with 30 when there is a finding of this severity or worse.',
      options: [...severities, 'never'] as const,
      default: 'never' as const,
    })(),
    'fail-on-new': Flags.boolean({
      summary: 'Count only findings that the last run did not have; without --fail-on any severity counts.',
      default: false,
    }),
    'as-of': Flags.string({
      summary: 'Date that ages and waivers are judged by; default: now. Records are read as they are today.',
      helpValue: 'DATE',
    }),
    sync: Flags.boolean({
      summary: 'Read from the org; --no-sync works on what was read last.',
      default: true,
      allowNo: true,
    }),
    full: Flags.boolean({ summary: 'Read everything anew, not only what changed.', default: false }),
    limit: Flags.integer({ summary: 'Lines of the table.', min: 1 }),
    unmask: unmaskFlag,
  }

  override async run(): Promise<void> {
    const { argv, flags } = await this.parse(Scan)
    keepHeapTight()
    const asOf = flags['as-of'] === undefined ? null : parseDate(flags['as-of'], '--as-of')
    const [{ connectors }, { packs }, { openWorkspace }] = await Promise.all([
      import('../../../connectors/index.ts'),
      import('../../../plugins/index.ts'),
      import('../../cli/workspace.ts'),
    ])
    const { policy } = await openWorkspace({ connectors, packs }, flags.policy)
    for (const warning of policy.warnings) this.notice(warning)
    const [{ resolveConnections }, { runScan }] = await Promise.all([
      import('../../policy/index.ts'),
      import('../../scan/index.ts'),
    ])
    const outcome = await runScan({
      home: this.homeOf(flags),
      policy,
      connections: resolveConnections(policy.connections, flags['target-org'] ?? [], connectors),
      selectors: argv as string[],
      sync: flags.sync,
      full: flags.full,
      asOf,
      env: process.env,
      now: () => new Date(),
      version: this.config.version,
      signal: this.signal,
      progress: (step) => showScan(this.progress, step),
      log: (line) => this.progress.log(line),
    })
    this.progress.end()
    this.endWith(await exitOfScan(outcome, flags['fail-on'], flags['fail-on-new']))
    await renderOutcome(outcome, policy, {
      format: flags.format ?? (this.jsonEnabled() ? 'json' : 'table'),
      file: flags['output-file'],
      unmask: flags.unmask,
      limit: flags.limit,
      json: this.jsonEnabled(),
      warnings: this.warnings,
    })
  }
}

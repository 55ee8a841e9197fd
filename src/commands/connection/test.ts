import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Args } from '@oclif/core'
import { StewardCommand } from '../../cli/base.ts'
import { policyFlag } from '../../cli/flags.ts'
import { planView } from '../../cli/plan-view.ts'
import { columns } from '../../cli/table.ts'
import type { Gap, Preflight } from '../../kit/index.ts'
import { definition, wrap } from '../../report/terminal.ts'
import { printable } from '../../text/neutral.ts'
import { figure } from '../../text/words.ts'

export default class ConnectionTest extends StewardCommand {
  static override summary = 'Log in, name each missing permission, and estimate what a scan costs.'
  static override examples = ['<%= config.bin %> <%= command.id %> acme']
  static override args = {
    connection: Args.string({
      description: 'Connection of the policy or alias of the sf CLI.',
      required: true,
    }),
  }
  static override flags = { policy: policyFlag }

  override async run(): Promise<unknown> {
    const { args, flags } = await this.parse(ConnectionTest)
    const [
      { connectors },
      { packs },
      { openWorkspace },
      { resolveConnections },
      { preflightConnection },
      { readCertification, countsOf },
      { certifiedLine },
    ] = await Promise.all([
      import('../../../connectors/index.ts'),
      import('../../../plugins/index.ts'),
      import('../../cli/workspace.ts'),
      import('../../policy/index.ts'),
      import('../../scan/preflight-connection.ts'),
      import('../../certify/result.ts'),
      import('../../report/certify.ts'),
    ])
    const { policy } = await openWorkspace({ connectors, packs }, flags.policy)
    const tempDir = await mkdtemp(join(tmpdir(), 'steward-test-'))
    try {
      const [named] = resolveConnections(policy.connections, [args.connection], connectors)
      if (named === undefined) return null
      const { identity, preflight } = await preflightConnection({
        policy,
        connection: named,
        ...this.surroundings(),
        tempDir,
      })
      const place = identity.production ? 'production' : 'sandbox or test org'
      const { width } = planView()
      const { crm, orgId, host, user, apiVersion } = identity
      const org = `${named.name}  ${crm} ${orgId} at ${host}, ${place}, as ${user}, API ${apiVersion}`
      this.log(printable(wrap(org, width).join('\n')))
      this.log(printable(describePreflight(preflight, width)))
      const certified = readCertification(this.homeOf(flags), identity.crm, identity.orgId)
      const counts = certified && { at: certified.at, ...countsOf(certified) }
      if (counts !== null) this.log(wrap(certifiedLine(counts), width).join('\n'))
      return { connection: named.name, identity, preflight, certified: counts }
    } finally {
      await rm(tempDir, { recursive: true, force: true })
    }
  }
}

function describePreflight({ calls, records, gaps, unseen = [] }: Preflight, width: number): string {
  const total = Object.values(calls).reduce((sum, count) => sum + count, 0)
  const known = Object.entries(records).map(([object, count]) => [`  ${object}`, figure(count)])
  return [
    `calls   about ${figure(total)} for a full read by every rule that is on`,
    ...(known.length === 0 ? [] : ['records', columns(known)]),
    ...(gaps.length === 0 ? ['missing nothing'] : [`missing ${gaps.length}`]),
    ...gaps.flatMap((gap) => inWords(gap, width)),
    ...(unseen.length === 0 ? [] : [`unseen  ${unseen.length}`]),
    ...unseen.flatMap((gap) => inWords(gap, width)),
  ].join('\n')
}

function inWords({ what, why, remedy }: Gap, width: number): readonly string[] {
  const text = remedy === undefined ? why : `${why} ${remedy}`
  return [...definition('', what, width, 2), ...definition('', text, width, 4)]
}

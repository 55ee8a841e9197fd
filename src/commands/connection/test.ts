import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Args } from '@oclif/core'
import { StewardCommand } from '../../cli/base.ts'
import { policyFlag } from '../../cli/flags.ts'
import { columns } from '../../cli/table.ts'
import type { Gap, Preflight } from '../../kit/index.ts'
import { printable } from '../../text/neutral.ts'

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
      this.log(
        printable(
          `${named.name}  ${identity.crm} ${identity.orgId} at ${identity.host}, ${place}, as ${identity.user}, API ${identity.apiVersion}`,
        ),
      )
      this.log(printable(describePreflight(preflight)))
      const certified = readCertification(this.homeOf(flags), identity.crm, identity.orgId)
      const counts = certified && { at: certified.at, ...countsOf(certified) }
      if (counts !== null) this.log(certifiedLine(counts))
      return { connection: named.name, identity, preflight, certified: counts }
    } finally {
      await rm(tempDir, { recursive: true, force: true })
    }
  }
}

function describePreflight({ calls, records, gaps, unseen = [] }: Preflight): string {
  const total = Object.values(calls).reduce((sum, count) => sum + count, 0)
  const known = Object.entries(records).map(([object, count]) => [`  ${object}`, String(count)])
  return [
    `calls   about ${total} for a full read by every rule that is on`,
    ...(known.length === 0 ? [] : ['records', columns(known)]),
    ...(gaps.length === 0 ? ['missing nothing'] : [`missing ${gaps.length}`, columns(gaps.map(inWords))]),
    ...(unseen.length === 0 ? [] : ['unseen', columns(unseen.map(inWords))]),
  ].join('\n')
}

function inWords({ what, why, remedy }: Gap): readonly string[] {
  return [`  ${what}`, remedy === undefined ? why : `${why} ${remedy}`]
}

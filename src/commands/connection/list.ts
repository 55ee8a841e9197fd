import { StewardCommand } from '../../cli/base.ts'
import { policyFlag } from '../../cli/flags.ts'
import { columns } from '../../cli/table.ts'

interface ListedConnection {
  readonly name: string
  readonly crm: string
  readonly settings: Readonly<Record<string, unknown>>
  /** Environment variables that hold its secrets, and whether each is set. */
  readonly secrets: Readonly<Record<string, boolean>>
}

export default class ConnectionList extends StewardCommand {
  static override summary = 'List the connections of the policy.'
  static override examples = ['<%= config.bin %> <%= command.id %>']
  static override flags = { policy: policyFlag }

  override async run(): Promise<readonly ListedConnection[]> {
    const { flags } = await this.parse(ConnectionList)
    const [{ connectors }, { packs }, { openWorkspace }] = await Promise.all([
      import('../../../connectors/index.ts'),
      import('../../../plugins/index.ts'),
      import('../../cli/workspace.ts'),
    ])
    const { policy } = await openWorkspace({ connectors, packs }, flags.policy)
    const connections = [...policy.connections.values()].map(({ name, connector, settings }) => ({
      name,
      crm: connector.id,
      settings,
      secrets: Object.fromEntries(
        connector.secrets(settings).map((variable) => [variable, Boolean(process.env[variable])]),
      ),
    }))
    if (connections.length === 0)
      this.log('The policy names no connection.\nAdd one:  steward connection add NAME --crm salesforce')
    else this.log(columns([['NAME', 'CRM', 'SECRETS', 'SETTINGS'], ...connections.map(row)]))
    return connections
  }
}

function row({ name, crm, settings, secrets }: ListedConnection): readonly string[] {
  const variables = Object.entries(secrets).map(([variable, set]) => `${variable}${set ? '' : ' (not set)'}`)
  const shown = Object.entries(settings).map(([key, value]) => `${key}=${String(value)}`)
  return [name, crm, variables.join(', ') || 'none', shown.join(' ')]
}

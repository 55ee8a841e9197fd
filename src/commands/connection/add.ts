import { Args, Flags } from '@oclif/core'
import { StewardCommand } from '../../cli/base.ts'
import { policyFlag } from '../../cli/flags.ts'
import { exitCodes, KitError } from '../../kit/index.ts'

export default class ConnectionAdd extends StewardCommand {
  static override summary = 'Name an org in the policy file.'
  static override description =
    `Writes the connection into steward.yml and keeps what stands there, comments included.
No secret is written: settings name the environment variable that holds it.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> acme --crm salesforce --set alias=acme',
    '<%= config.bin %> <%= command.id %> acme --crm salesforce --set instanceUrl=https://acme.my.salesforce.com --set tokenEnv=ACME_TOKEN',
    '<%= config.bin %> <%= command.id %> acme-hs --crm hubspot --set tokenEnv=ACME_HS_TOKEN',
    '<%= config.bin %> <%= command.id %> old-crm --crm files --set path=./export',
  ]
  static override args = {
    name: Args.string({ description: 'Name of the connection in the policy.', required: true }),
  }
  static override flags = {
    crm: Flags.string({ summary: 'Which connector: salesforce, hubspot, files.', required: true }),
    set: Flags.string({
      summary: 'A setting of the connector; may be repeated.',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'KEY=VALUE',
    }),
    policy: policyFlag,
  }

  override async run(): Promise<{ readonly path: string; readonly name: string }> {
    const { args, flags } = await this.parse(ConnectionAdd)
    const [{ connectors }, { addConnection }] = await Promise.all([
      import('../../../connectors/index.ts'),
      import('../../policy/add-connection.ts'),
    ])
    const path = await addConnection({
      cwd: process.cwd(),
      path: flags.policy,
      name: args.name,
      crm: flags.crm,
      settings: Object.fromEntries((flags.set ?? []).map(keyValue)),
      connectors,
    })
    this.log(`Written: ${path}\nTest it:  steward connection test ${args.name}`)
    return { path, name: args.name }
  }
}

function keyValue(text: string): readonly [string, string] {
  const at = text.indexOf('=')
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)]
  throw new KitError('USAGE', `--set ${text} is no setting.`, {
    exit: exitCodes.usage,
    actions: ['Write it as --set alias=acme'],
  })
}

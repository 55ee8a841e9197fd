import { Flags } from '@oclif/core'
import { StewardCommand } from '../../cli/base.ts'

export default class PolicyInit extends StewardCommand {
  static override summary = 'Write a commented steward.yml to start from.'
  static override examples = ['<%= config.bin %> <%= command.id %>']
  static override flags = {
    force: Flags.boolean({ summary: 'Replace the file that is there.', default: false }),
  }

  override async run(): Promise<{ readonly path: string }> {
    const { flags } = await this.parse(PolicyInit)
    const { initPolicy } = await import('../../policy/index.ts')
    const path = initPolicy({ cwd: process.cwd(), force: flags.force })
    this.log(`Written: ${path}`)
    this.log('Next     steward connection add NAME --crm salesforce --set alias=ALIAS')
    this.log('         steward policy check')
    return { path }
  }
}

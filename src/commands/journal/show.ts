import { Args } from '@oclif/core'
import { StewardCommand } from '../../cli/base.ts'
import { journalIn } from '../../plan/files/names.ts'

export default class JournalShow extends StewardCommand {
  static override summary = 'Show what a journal says was done.'
  static override examples = ['<%= config.bin %> <%= command.id %> plan.journal']
  static override args = {
    folder: Args.string({
      description: 'Folder of the journal, or the plan that it lies beside.',
      default: 'plan.journal',
    }),
  }

  override async run(): Promise<unknown> {
    const { args } = await this.parse(JournalShow)
    const [{ readJournal, stateOf }, { journalText }] = await Promise.all([
      import('../../plan/journal/index.ts'),
      import('../../report/plan/index.ts'),
    ])
    await using reader = readJournal(journalIn(args.folder))
    const state = await stateOf(reader.entries())
    this.log(journalText(state))
    const actions = [...state.actions.values()].map(({ action, is, skip, verified, undone }) => ({
      action,
      is,
      skip: skip && { code: skip.code, fields: skip.fields ?? [] },
      verified: verified && { ok: verified.ok, differences: verified.differences },
      undone,
    }))
    return {
      folder: reader.dir,
      head: state.head,
      entries: state.entries,
      open: state.open,
      close: state.close,
      actions,
    }
  }
}

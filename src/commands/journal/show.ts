import { Args, Flags } from '@oclif/core'
import { StewardCommand } from '../../cli/base.ts'
import { journalIn } from '../../plan/files/names.ts'
import type { ItemState } from '../../plan/journal/index.ts'

export default class JournalShow extends StewardCommand {
  static override summary = 'Show what a journal says was done.'
  static override examples = ['<%= config.bin %> <%= command.id %> plan.journal']
  static override args = {
    folder: Args.string({
      description: 'Folder of the journal, or the plan that it lies beside.',
      default: 'plan.journal',
    }),
  }

  static override flags = {
    all: Flags.boolean({ summary: 'Every group, those that are as planned too.', default: false }),
  }

  override async run(): Promise<unknown> {
    const { args, flags } = await this.parse(JournalShow)
    const [{ readJournal, stateOf }, { journalText }] = await Promise.all([
      import('../../plan/journal/index.ts'),
      import('../../report/plan/index.ts'),
    ])
    await using reader = readJournal(journalIn(args.folder))
    const state = await stateOf(reader.entries())
    this.log(journalText(state, undefined, flags.all))
    const actions = [...state.actions.values()].map(
      ({ action, is, items, undoItems, skip, verified, undone }) => ({
        action,
        is,
        items: [...items.values()].map(told),
        undoItems: [...undoItems.values()].map(told),
        skip: skip && { code: skip.code, record: skip.record ?? null, fields: skip.fields ?? [] },
        verified: verified && { ok: verified.ok, differences: verified.differences },
        undone,
      }),
    )
    return {
      folder: reader.dir,
      head: state.head,
      entries: state.entries,
      open: state.open,
      close: state.close,
      runs: state.runs,
      actions,
    }
  }
}

function told({ item, verb, is, outcome }: ItemState) {
  return { item: item.item, verb, is, code: outcome?.result === 'refused' ? outcome.code : null }
}

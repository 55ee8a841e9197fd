import { Args, Flags } from '@oclif/core'
import { StewardCommand } from '../../cli/base.ts'
import { exitCodes } from '../../kit/index.ts'
import { journalIn } from '../../plan/files/names.ts'
import { counted } from '../../text/words.ts'

export default class JournalVerify extends StewardCommand {
  static override summary = 'Check that a journal is as it was written.'
  static override examples = ['<%= config.bin %> <%= command.id %> plan.journal']
  static override args = {
    folder: Args.string({
      description: 'Folder of the journal, or the plan that it lies beside.',
      default: 'plan.journal',
    }),
  }
  static override flags = {
    head: Flags.string({ summary: 'Hash of the last entry, noted down earlier.', helpValue: 'HASH' }),
  }

  override async run(): Promise<unknown> {
    const { args, flags } = await this.parse(JournalVerify)
    const { verifyJournal } = await import('../../plan/journal/index.ts')
    const found = await verifyJournal(
      journalIn(args.folder),
      flags.head === undefined ? {} : { head: flags.head },
    )
    if (!found.ok) this.endWith(exitCodes.failed)
    const word = found.ok ? 'is as it was written' : 'was changed'
    this.log(
      `The journal ${word}: ${counted(found.entries, 'entry', 'entries')}, ${found.values} with values, ${found.forgotten} forgotten.`,
    )
    this.log(`head   ${found.head ?? 'none'}`)
    for (const { file, where, what } of found.problems) this.log(`wrong  ${file} ${where}: ${what}`)
    if (found.moreProblems > 0) this.log(`       … ${found.moreProblems} more`)
    if (found.ignored > 0)
      this.log(`note   ${found.ignored} lines of values have no entry: a crash came between the two files`)
    if (found.close === null && found.entries > 0)
      this.log(
        'note   the last run goes on, broke off, or its last lines were taken away: only the head, noted down, tells',
      )
    return found
  }
}

import { Args, Flags } from '@oclif/core'
import { StewardCommand } from '../../cli/base.ts'
import { exitCodes, KitError } from '../../kit/index.ts'
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
    head: Flags.string({
      summary: 'Hash of an entry, noted down earlier, when it was the last one.',
      helpValue: 'HASH',
    }),
  }

  override async run(): Promise<unknown> {
    const { args, flags } = await this.parse(JournalVerify)
    if (flags.head !== undefined && !/^[0-9a-f]{64}$/.test(flags.head)) throw noHash()
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
    for (const { file, where, what, todo } of found.problems)
      this.log(`wrong  ${file} ${where}: ${what}\n       ${todo}`)
    if (found.moreProblems > 0) this.log(`       … ${found.moreProblems} more`)
    if (found.ignored > 0)
      this.log(
        `note   ${counted(found.ignored, 'line', 'lines')} of values without an entry count for nothing: a crash came between the two files`,
      )
    if (found.torn > 0)
      this.log(
        `note   ${counted(found.torn, 'byte', 'bytes')} of an unfinished last line: the next run cuts them off and says so`,
      )
    if (found.close === null && found.entries > 0)
      this.log(
        'note   the last run goes on, broke off, or its last lines were taken away: only the head, noted down, tells',
      )
    return found
  }
}

function noHash(): KitError {
  return new KitError('USAGE', '--head takes the 64 hex digits that a run printed as its last hash.', {
    exit: exitCodes.usage,
    actions: ['Copy it as it was printed, or leave --head away'],
  })
}

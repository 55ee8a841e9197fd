import { exitCodes, KitError } from '../../../src/kit/index.ts'
import type { RunJournal } from '../../../src/plan/apply/run.ts'
import { canonicalJson, sha256 } from '../../../src/plan/files/canonical.ts'
import { chainStart, seal } from '../../../src/plan/journal/chain.ts'
import { type JournalEntry, PreImageValues } from '../../../src/plan/journal/entry.ts'
import type { JournalWrite } from '../../../src/plan/journal/journal.ts'
import type { PastRun } from '../../../src/plan/journal/past.ts'

/** A crash of the process: nobody may catch it and go on. */
export class Crash extends Error {
  override readonly name = 'Crash'
}

/** A journal in memory that checks every entry as the real one does, and can die at any line. */
export class MemoryJournal implements RunJournal, PastRun {
  readonly dir: string
  readonly lines: JournalEntry[] = []
  readonly values = new Map<number, unknown>()
  /** Asked around each line, numbered over all runs of one journal; may throw. */
  hook: (when: 'before' | 'after', line: number) => void = () => {}
  dead = false
  readonly #now: () => Date

  constructor(dir: string, now: () => Date) {
    this.dir = dir
    this.#now = now
  }

  async appendAll(writes: readonly JournalWrite[]): Promise<readonly number[]> {
    return writes.map((write) => {
      if (this.dead) throw new Crash('the process is gone')
      this.hook('before', this.lines.length)
      const seq = this.#write(write)
      this.hook('after', seq)
      return seq
    })
  }

  entries(): Iterable<JournalEntry> {
    return this.lines
  }

  async preImage({ seq }: { readonly seq: number }): Promise<PreImageValues | null> {
    const found = this.values.get(seq)
    return found === undefined ? null : PreImageValues.parse(found)
  }

  of<Type extends JournalEntry['type']>(type: Type): readonly Extract<JournalEntry, { type: Type }>[] {
    return this.lines.filter((entry): entry is Extract<JournalEntry, { type: Type }> => entry.type === type)
  }

  #write(write: JournalWrite): number {
    const at = this.#now().toISOString()
    const end = this.lines.at(-1) ?? chainStart
    const body =
      'values' in write ? { ...write.body, values: sha256(canonicalJson(write.values)) } : write.body
    const { entry } = seal(body, at, end)
    this.lines.push(entry)
    if ('values' in write) this.values.set(entry.seq, JSON.parse(JSON.stringify(write.values)))
    return entry.seq
  }
}

export function diskFull(): KitError {
  return new KitError('JOURNAL_NOT_WRITABLE', 'the disk is full', { exit: exitCodes.failed })
}

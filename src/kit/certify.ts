import { isKitError } from './error.ts'
import type { Value } from './record.ts'
import type { StepOutcome, Writer } from './writer.ts'

/** A sentence about the platform that this org can confirm or contradict. */
export interface Statement {
  /** Stable, e.g. `merge/moves-tasks`. */
  readonly id: string
  /** What is supposed to be so; one sentence. */
  readonly says: string
  /** Where that is from: a page of the vendor, others who use it, or `not documented`. */
  readonly source: string
}

export interface Seen {
  readonly is: 'confirmed' | 'contradicted' | 'not tested'
  /** What was seen, or why nothing was: names of columns, codes, counts; test records only, never anybody's values. */
  readonly saw: string
}

/** A record that a trial made and takes away again. */
export interface TestRecord {
  readonly object: string
  readonly id: string
}

export interface TestTrial {
  /** Part of the name of each record that is made, by which it is found again. */
  readonly mark: string
  /** Resolves when the record is noted on disk; awaited before the next request. */
  readonly made: (record: TestRecord) => Promise<void>
  readonly tell: (id: string, seen: Seen) => void
  readonly now: () => Date
  readonly pause: (milliseconds: number) => Promise<void>
  /** Aborted: nothing more is tried. */
  readonly signal: AbortSignal
  /** One line for people. */
  readonly log: (line: string) => void
}

/** Tries in a sandbox what cannot be known from outside, with records of its own. */
export interface Certifier {
  /** What will be made, for people; one line each. */
  readonly makes: readonly string[]
  readonly statements: readonly Statement[]
  readonly run: (trial: TestTrial) => Promise<void>
  /**
   * Removes what a trial has made: the records given, and any other with its mark; `tell` hears of all of them once,
   * before the first goes. Resolves with those that are still there, each with the reason; throws when not even that
   * can be told.
   */
  readonly cleanUp: (
    mark: string,
    made: readonly TestRecord[],
    tell: (found: readonly TestRecord[]) => void,
  ) => Promise<readonly (TestRecord & { readonly why: string })[]>
}

/** A statement, and how to look whether it is so. `look` reads, or tries one thing; it never assumes. */
export interface LookedAt<Bench> extends Statement {
  readonly look: (bench: Bench) => Promise<Seen>
}

/** Something that is done, and what can be seen afterwards. */
export interface Chapter<Bench> {
  /** For people: `merging the three`. */
  readonly doing: string
  /** What it cannot do it throws; then nothing of this chapter or the later ones is tested. */
  readonly act: (bench: Bench) => Promise<void>
  readonly statements: readonly LookedAt<Bench>[]
}

/** Time between two writes whose stamps are to differ: many CRMs stamp to the second. */
export const aSecond = 1100

/** What a `look` throws that cannot look: a record was not made, a feature is off. */
export class NotTested extends Error {
  override readonly name = 'NotTested'
}

export function statementsOf<Bench>(chapters: readonly Chapter<Bench>[]): readonly Statement[] {
  return chapters.flatMap(({ statements }) =>
    statements.map(({ id, says, source }) => ({ id, says, source })),
  )
}

/** Throws `NotTested` with the CRM's own code unless it was done. */
export function done<Done extends object>(doing: string, outcome: StepOutcome<Done> | undefined): Done {
  if (outcome?.result === 'done') return outcome
  if (outcome?.result === 'refused') throw new NotTested(`${doing}: ${outcome.code}, ${outcome.message}`)
  throw new NotTested(`${doing}: nobody knows whether it was done`)
}

export function verdict(is: boolean, saw: string): Seen {
  return { is: is ? 'confirmed' : 'contradicted', saw }
}

/** Test records by names of their own. */
export interface TestRecords {
  /** Makes a record that everything else needs; it is noted before this resolves. */
  readonly make: (name: string, object: string, values: Readonly<Record<string, Value>>) => Promise<string>
  /** Makes what this org may not let us make; what needs `name` is then not tested, for the same reason. */
  readonly attempt: (name: string, make: () => Promise<unknown>) => Promise<void>
  /** Notes a record that was made by other means. */
  readonly keep: (name: string, object: string, id: string) => Promise<void>
  /** Throws `NotTested` when it was not made. */
  readonly id: (name: string) => string
}

export function openRecords(writer: Writer, trial: TestTrial): TestRecords {
  const ids = new Map<string, string>()
  const failed = new Map<string, string>()
  const keep: TestRecords['keep'] = async (name, object, id) => {
    await trial.made({ object, id })
    ids.set(name, id)
  }
  return {
    keep,
    make: async (name, object, values) => {
      if (trial.signal.aborted) throw new NotTested('interrupted')
      const [outcome] = await writer.create(object, [values])
      const { id } = done(`making ${object}`, outcome)
      await keep(name, object, id)
      return id
    },
    attempt: async (name, make) => {
      try {
        await make()
      } catch (error) {
        failed.set(name, reasonOf(error))
      }
    },
    id: (name) => {
      const id = ids.get(name)
      const why = failed.get(name)
      if (why !== undefined || id === undefined) throw new NotTested(why ?? `${name} was not made`)
      return id
    },
  }
}

/** Chapter by chapter; tells something about every statement, also of chapters that were not reached. */
export async function runChapters<Bench>(
  chapters: readonly Chapter<Bench>[],
  bench: Bench,
  trial: TestTrial,
): Promise<void> {
  let over: string | null = null
  for (const { doing, act, statements } of chapters) {
    if (trial.signal.aborted) over ??= 'interrupted'
    if (over === null) {
      trial.log(doing)
      over = await failureOf(async () => await act(bench))
    }
    for (const { id, look } of statements) {
      if (trial.signal.aborted) over ??= 'interrupted'
      trial.tell(id, over === null ? await seenBy(look, bench) : { is: 'not tested', saw: over })
    }
  }
}

async function seenBy<Bench>(look: LookedAt<Bench>['look'], bench: Bench): Promise<Seen> {
  try {
    return await look(bench)
  } catch (error) {
    return { is: 'not tested', saw: reasonOf(error) }
  }
}

async function failureOf(act: () => Promise<void>): Promise<string | null> {
  try {
    await act()
    return null
  } catch (error) {
    return reasonOf(error)
  }
}

/** Why something was not tested; throws on what is neither an answer of the org nor a reason not to look. */
export function reasonOf(error: unknown): string {
  if (error instanceof NotTested) return error.message
  if (isKitError(error)) return `${error.code}: ${error.message}`
  throw error
}

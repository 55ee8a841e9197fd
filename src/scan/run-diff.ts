import type { Finding } from '../kit/index.ts'
import { engineRuleIds } from '../policy/packs/engine-rules.ts'
import type { ScanOutcome } from './outcome.ts'

/** Two runs compared by fingerprint; `appeared` and `still` come from the later run, `gone` from the earlier. */
export interface RunDiff {
  readonly counts: { readonly appeared: number; readonly gone: number; readonly still: number }
  readonly appeared: () => AsyncIterable<Finding>
  readonly gone: () => AsyncIterable<Finding>
  readonly still: () => AsyncIterable<Finding>
  /** Rules that only one of the runs ran, by connection; their findings are left out. */
  readonly notCompared: readonly {
    readonly connection: string
    readonly rule: string
    readonly ranIn: number
  }[]
}

export async function diffRuns(before: ScanOutcome, after: ScanOutcome): Promise<RunDiff> {
  const early = ranIn(before)
  const late = ranIn(after)
  const both = new Set([...early].filter((pair) => late.has(pair)))
  const comparable = (finding: Finding): boolean => both.has(pairOf(finding.connection, finding.rule))
  const had = await fingerprints(before, comparable)
  const has = await fingerprints(after, comparable)
  const still = [...has].filter((mark) => had.has(mark)).length
  return {
    counts: { appeared: has.size - still, gone: had.size - still, still },
    appeared: () => only(after, (finding) => comparable(finding) && !had.has(finding.fingerprint)),
    gone: () => only(before, (finding) => comparable(finding) && !has.has(finding.fingerprint)),
    still: () => only(after, (finding) => comparable(finding) && had.has(finding.fingerprint)),
    notCompared: [...onlyIn(early, late, before.run.id), ...onlyIn(late, early, after.run.id)],
  }
}

const separator = '\t'

function pairOf(connection: string, rule: string): string {
  return `${connection}${separator}${rule}`
}

/** Connection and rule pairs; rules of the engine ran wherever another did. */
function ranIn(outcome: ScanOutcome): ReadonlySet<string> {
  const pairs = outcome.orgs.flatMap(({ connection, rulesRun }) =>
    [...rulesRun, ...(rulesRun.length > 0 ? engineRuleIds : [])].map((rule) => pairOf(connection, rule)),
  )
  return new Set(pairs)
}

function onlyIn(
  here: ReadonlySet<string>,
  there: ReadonlySet<string>,
  run: number,
): { readonly connection: string; readonly rule: string; readonly ranIn: number }[] {
  return [...here]
    .filter((pair) => !there.has(pair))
    .map((pair) => {
      const [connection = '', rule = ''] = pair.split(separator)
      return { connection, rule, ranIn: run }
    })
}

async function fingerprints(
  outcome: ScanOutcome,
  comparable: (finding: Finding) => boolean,
): Promise<ReadonlySet<string>> {
  const marks = new Set<string>()
  for await (const finding of outcome.findings()) if (comparable(finding)) marks.add(finding.fingerprint)
  return marks
}

async function* only(outcome: ScanOutcome, wanted: (finding: Finding) => boolean): AsyncGenerator<Finding> {
  for await (const finding of outcome.findings()) if (wanted(finding)) yield finding
}

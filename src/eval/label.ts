import { boundOf, openLabels } from '../labels/book.ts'
import type { BoundVerdict } from '../labels/bound.ts'
import { addLabels, type Label } from '../labels/labels-file.ts'
import type { LoadedPolicy } from '../policy/index.ts'
import { readSample } from './sample-file.ts'

export interface LabelOutcome {
  readonly file: string
  readonly added: number
  readonly same: number
  readonly apart: number
  readonly unsure: number
  readonly blank: number
  /** What the labels of random samples grant now. */
  readonly bounds: readonly {
    readonly rule: string
    readonly connection: string
    readonly verdict: BoundVerdict
  }[]
}

/** Moves what a person filled in to the labels of the policy: ids only. Throws what reading and writing throw. */
export function takeLabels(policy: LoadedPolicy, path: string, who: string, now: Date): LabelOutcome {
  const book = openLabels(policy)
  const { labels, blank } = readSample(path, book.ledger)
  if (labels.length > 0) addLabels(book.file.path, book.file.label, labels, { who, when: now.toISOString() })
  const after = openLabels(policy)
  const samples = new Set(labels.map(({ sample }) => sample))
  const drawn = after.ledger.samples.filter(({ id }) => samples.has(id))
  const bounds = drawn.flatMap(({ rule, connection }) => {
    const setup = policy.rules.get(rule)
    return setup === undefined
      ? []
      : [{ rule, connection, verdict: boundOf(after, policy, setup, connection, now) }]
  })
  const count = (word: Label['label']): number => labels.filter(({ label }) => label === word).length
  const added = labels.length
  const counts = { added, same: count('same'), apart: count('apart'), unsure: count('unsure'), blank }
  return { file: book.file.label, ...counts, bounds }
}

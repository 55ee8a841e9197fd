import { resolve } from 'node:path'
import { autoOf } from '../policy/auto-schema.ts'
import type { LoadedPolicy, RuleSetup } from '../policy/index.ts'
import { labelOf } from '../policy/read-file.ts'
import { type BoundVerdict, judgeBound } from './bound.ts'
import { type Label, readLabels } from './labels-file.ts'
import { type Ledger, ledgerPath, readLedger } from './ledger.ts'
import { ruleHash } from './rule-hash.ts'

/** The labels of a policy, and the samples that they answer. */
export interface LabelBook {
  readonly file: { readonly path: string; readonly label: string }
  readonly ledgerFile: { readonly path: string; readonly label: string }
  readonly labels: readonly Label[]
  readonly ledger: Ledger
}

type PolicyOfLabels = Pick<LoadedPolicy, 'folder' | 'policy'>

/** Throws `LABELS_INVALID` and `FILE_UNREADABLE`, exit 2. */
export function openLabels({ folder, policy }: PolicyOfLabels): LabelBook {
  const path = resolve(folder, policy.labels)
  const file = { path, label: labelOf(path, process.cwd()) }
  const ledgerFile = { path: ledgerPath(path), label: ledgerPath(file.label) }
  const ledger = readLedger(ledgerFile.path, ledgerFile.label)
  return { file, ledgerFile, labels: readLabels(path, file.label), ledger }
}

/** What labels grant to the rules of a policy on a connection; the labels are read once, when a rule is first asked for. */
export function boundsOf(
  policy: LoadedPolicy,
  connection: string,
  now: Date,
): (rule: string) => BoundVerdict | null {
  let book: LabelBook | undefined
  return (rule) => {
    const setup = policy.rules.get(rule)
    if (setup === undefined) return null
    book ??= openLabels(policy)
    return boundOf(book, policy, setup, connection, now)
  }
}

/** Whether labels grant the band `auto` to a rule of the policy on a connection, as far as labels alone can say. */
export function boundOf(
  book: LabelBook,
  { policy }: PolicyOfLabels,
  setup: RuleSetup,
  connection: string,
  now: Date,
): BoundVerdict {
  return judgeBound({
    rule: setup.rule.id,
    ruleHash: ruleHash(setup, policy),
    connection,
    labels: book.labels,
    ledger: book.ledger,
    auto: autoOf(policy.auto, setup.rule.id),
    now,
  })
}

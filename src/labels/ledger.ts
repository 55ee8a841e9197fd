import { existsSync, realpathSync } from 'node:fs'
import { z } from 'zod'
import { exitCodes, KitError } from '../kit/index.ts'
import { readTextFile } from '../policy/read-file.ts'
import { replaceFile } from '../policy/write-file.ts'
import { shortHash } from './rule-hash.ts'

const Count = z.int().min(0)
const Hash = z.string().regex(/^[0-9a-f]{16}$/)
const Shares = z.record(z.string(), z.record(z.string(), z.number()))

/** A seeded random sample of the band that may become `auto`, drawn after the rule was frozen. No ids of records. */
export const BoundSample = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{8}$/),
  rule: z.string(),
  connection: z.string(),
  drawnAt: z.iso.datetime(),
  seed: z.int(),
  /** Hash of the rule's declaration and options. */
  ruleHash: Hash,
  modelHash: Hash,
  dataHash: Hash,
  records: Count,
  /** Latest modification that any of them had; null where the source does not say. */
  revision: z.string().nullable(),
  /** Score from which the band begins. */
  from: z.number(),
  band: z.strictObject({ groups: Count, levels: Shares }),
  model: z.strictObject({ prior: z.number(), weights: Shares }),
  /** Ids of the drawn groups, in the order in which they were drawn. */
  units: z.array(Hash),
})
export type BoundSample = z.infer<typeof BoundSample>

/** How often figures were made with the same labels. */
const Look = z.strictObject({
  /** Which labels. */
  labels: z.string(),
  rule: z.string(),
  ruleHash: Hash,
  times: Count,
  first: z.iso.datetime(),
  last: z.iso.datetime(),
})
export type Look = z.infer<typeof Look>

export const Ledger = z.strictObject({
  format: z.literal('crm-steward/labels'),
  version: z.literal(1),
  samples: z.array(BoundSample),
  looks: z.array(Look),
})
export type Ledger = z.infer<typeof Ledger>

const empty: Ledger = { format: 'crm-steward/labels', version: 1, samples: [], looks: [] }

/** Beside the labels: `steward.labels.csv` and `steward.labels.json`. */
export function ledgerPath(labels: string): string {
  return `${labels.replace(/\.csv$/i, '')}.json`
}

/** Empty when there is none. Throws `LABELS_INVALID` and `FILE_UNREADABLE`, exit 2. */
export function readLedger(path: string, label: string): Ledger {
  const text = readTextFile(path, label, 64)
  if (text === null || text.trim() === '') return empty
  const parsed = Ledger.safeParse(jsonOf(text))
  if (!parsed.success) throw broken(label, 'is no list of samples of this version')
  const spoilt = parsed.data.samples.find((sample) => sample.id !== sampleId(sample))
  if (spoilt !== undefined) throw broken(label, `holds sample ${spoilt.id}, which was edited`)
  return parsed.data
}

/** Hash of all that a sample records. */
export function sampleId({ id: _, ...sample }: Omit<BoundSample, 'id'> & { readonly id?: string }): string {
  return shortHash(sample).slice(0, 8)
}

/** Throws `LABELS_NOT_WRITABLE` (1). */
export function writeLedger(path: string, label: string, ledger: Ledger): void {
  try {
    replaceFile(existsSync(path) ? realpathSync(path) : path, `${JSON.stringify(ledger, null, 2)}\n`)
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    throw new KitError('LABELS_NOT_WRITABLE', `${label} cannot be written (${code ?? 'unknown error'}).`, {
      actions: ['Make room or give write access to its folder.'],
      cause,
    })
  }
}

/** The ledger with one more look, and how often these labels were looked at. */
export function withLook(
  ledger: Ledger,
  look: Pick<Look, 'labels' | 'rule' | 'ruleHash'>,
  at: string,
): { readonly ledger: Ledger; readonly times: number; readonly versions: number } {
  const isSame = (one: Look): boolean =>
    one.labels === look.labels && one.rule === look.rule && one.ruleHash === look.ruleHash
  const known = ledger.looks.find(isSame)
  const now: Look = { ...look, times: (known?.times ?? 0) + 1, first: known?.first ?? at, last: at }
  const looks =
    known === undefined ? [...ledger.looks, now] : ledger.looks.map((one) => (isSame(one) ? now : one))
  const versions = looks.filter((one) => one.labels === look.labels && one.rule === look.rule)
  return { ledger: { ...ledger, looks }, times: now.times, versions: versions.length }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function broken(label: string, what: string): KitError {
  return new KitError('LABELS_INVALID', `${label} ${what}.`, {
    exit: exitCodes.usage,
    actions: ['Take it from version control as it was; it is written by steward eval and not by hand'],
  })
}

import { z } from 'zod'
import { KitError } from '../../kit/index.ts'
import { readTextFile } from '../../policy/read-file.ts'
import { replaceWhole } from '../../snapshot/replace-whole.ts'
import { canonicalJson, sha256 } from '../files/canonical.ts'

const Count = z.int().min(0)
const Counts = z.record(z.string(), Count)
const Hash = z.string().regex(/^[0-9a-f]{64}$/)

/** How far a plan went in a sandbox, group by group, as its journal tells. */
export const RehearsedGroups = z.strictObject({
  planned: Count,
  /** Every column that was compared is as the plan says. */
  asPlanned: Count,
  /** Written, with a difference that nobody planned. */
  differing: Count,
  /** Left as they were, by code: `gone` from a partial copy, `changed` there, `refused`, … */
  skipped: Counts,
  /** Begun and not compared. */
  begun: Count,
  untouched: Count,
})
export type RehearsedGroups = z.infer<typeof RehearsedGroups>

/**
 * What a rehearsal came to: ids, names of columns and counts, never a value. Whoever can write it can also write another
 * one: the checksum shows accidents, it is no signature.
 */
export const RehearsalCertificate = z.strictObject({
  format: z.literal('crm-steward/rehearsal'),
  version: z.literal(1),
  plan: z.strictObject({ id: z.string(), checksum: Hash, orgId: z.string() }),
  sandbox: z.strictObject({
    crm: z.string(),
    orgId: z.string(),
    host: z.string(),
    user: z.string(),
    apiVersion: z.string(),
  }),
  tool: z.string(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  /** `finished`, `stopped`, `interrupted`, `failed`, `broke off` */
  ended: z.string(),
  /** Code of what ended it early; a change that automation made is among the differences. */
  stoppedBy: z.string().nullable(),
  groups: RehearsedGroups,
  differences: z.array(z.strictObject({ field: z.string(), what: z.string(), groups: Count })),
  calls: Counts,
  /** What taking it back came to, item by item; null when nobody tried. */
  undo: z
    .strictObject({
      at: z.iso.datetime(),
      ended: z.string(),
      groups: Count,
      items: z.strictObject({ exact: Count, approximate: Count, impossible: Count, kept: Count }),
      calls: Count,
    })
    .nullable(),
  /** `folder` as seen from the certificate; `head`: hash of its last entry at that time. */
  journal: z.strictObject({ folder: z.string(), head: Hash }),
  /** SHA-256 over the canonical JSON of everything else. */
  checksum: Hash,
})
export type RehearsalCertificate = z.infer<typeof RehearsalCertificate>

export function sealCertificate(body: Omit<RehearsalCertificate, 'checksum'>): RehearsalCertificate {
  return { ...body, checksum: checksumOf(body) }
}

function checksumOf(body: object): string {
  return sha256(canonicalJson({ ...body, checksum: undefined }))
}

/** Null when there is none; `broken` when it is cut off, edited, or of another version. */
export function readCertificate(path: string): RehearsalCertificate | 'broken' | null {
  const text = readTextFile(path, path)
  if (text === null) return null
  const parsed = RehearsalCertificate.safeParse(jsonOrNull(text))
  return parsed.success && parsed.data.checksum === checksumOf(parsed.data) ? parsed.data : 'broken'
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Complete or not there. Throws `CANNOT_WRITE` (exit 1). */
export async function writeCertificate(path: string, certificate: RehearsalCertificate): Promise<void> {
  try {
    await replaceWhole(path, `${JSON.stringify(certificate, null, 2)}\n`)
  } catch (cause) {
    throw new KitError('CANNOT_WRITE', `The certificate cannot be written to ${path}.`, {
      cause,
      actions: ['Make room and see that the folder is writable; the journal of the rehearsal is whole'],
    })
  }
}

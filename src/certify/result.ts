import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { KitError } from '../kit/index.ts'
import { makePrivateDir } from '../snapshot/paths.ts'
import { replaceWhole } from '../snapshot/replace-whole.ts'

const StatementSeen = z.strictObject({
  id: z.string(),
  says: z.string(),
  source: z.string(),
  is: z.enum(['confirmed', 'contradicted', 'not tested']),
  saw: z.string(),
})
export type StatementSeen = z.infer<typeof StatementSeen>

/** What one org said about the statements, as it is kept under `STEWARD_HOME`. */
export const Certification = z.strictObject({
  version: z.literal(1),
  crm: z.string(),
  orgId: z.string(),
  host: z.string(),
  apiVersion: z.string(),
  tool: z.string(),
  at: z.iso.datetime(),
  statements: z.array(StatementSeen),
})
export type Certification = z.infer<typeof Certification>

export interface CertifiedCounts {
  readonly confirmed: number
  readonly contradicted: number
  readonly notTested: number
}

export function countsOf({ statements }: Pick<Certification, 'statements'>): CertifiedCounts {
  const count = (is: StatementSeen['is']) => statements.filter((one) => one.is === is).length
  return {
    confirmed: count('confirmed'),
    contradicted: count('contradicted'),
    notTested: count('not tested'),
  }
}

/** Throws `CANNOT_WRITE` (1). */
export async function saveCertification(home: string, certification: Certification): Promise<void> {
  const path = fileOf(home, certification.crm, certification.orgId)
  try {
    await replaceWhole(path, `${JSON.stringify(certification, null, 2)}\n`)
  } catch (cause) {
    throw new KitError('CANNOT_WRITE', `What the org confirms cannot be kept in ${path}.`, {
      cause,
      actions: ['Make room and see that the folder is writable, then certify again; no test record is left'],
    })
  }
}

/** Null when the org was never certified from here, or by another version. */
export function readCertification(home: string, crm: string, orgId: string): Certification | null {
  try {
    const parsed = Certification.safeParse(JSON.parse(readFileSync(fileOf(home, crm, orgId), 'utf8')))
    return parsed.data ?? null
  } catch {
    return null
  }
}

function fileOf(home: string, crm: string, orgId: string): string {
  return join(makePrivateDir(join(home, 'certify')), `${encodeURIComponent(`${crm}-${orgId}`)}.json`)
}

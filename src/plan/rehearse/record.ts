import { dirname, relative, resolve } from 'node:path'
import type { ConnectionIdentity } from '../../kit/index.ts'
import type { PlanFile } from '../files/plan-file.ts'
import { readJournal, stateOf } from '../journal/index.ts'
import {
  type RehearsalCertificate,
  readCertificate,
  sealCertificate,
  writeCertificate,
} from './certificate.ts'
import { tallyDifferences, tallyGroups, tallyUndo } from './tally.ts'

export interface RecordRequest {
  /** As in `Rehearsal`, or as it was read: of its connection only the org that it was made for counts. */
  readonly plan: PlanFile
  /** Id of the org that the plan was made for. */
  readonly madeFor: string
  readonly sandbox: ConnectionIdentity
  /** Path of the certificate. */
  readonly path: string
  /** Folder of the journal. */
  readonly dir: string
  readonly tool: string
  /** Calls of the run that just ended, by purpose; of an undo, their number. */
  readonly calls: { readonly apply: Readonly<Record<string, number>> } | { readonly undo: number }
}

/** Writes down what the journal of a rehearsal tells by now; calls are added to those of earlier runs. */
export async function recordRehearsal(request: RecordRequest): Promise<RehearsalCertificate> {
  const { plan, madeFor, sandbox, path, tool } = request
  const dir = resolve(request.dir)
  await using reader = readJournal(dir)
  const state = await stateOf(reader.entries())
  const applied = state.runs.filter(({ kind }) => kind === 'apply')
  const last = applied.at(-1)
  const folder = relative(dirname(resolve(path)), dir)
  const earlier = earlierOne(path, plan, sandbox, folder)
  const undo = tallyUndo(plan, state)
  const { crm, orgId, host, user, apiVersion } = sandbox
  const startedAt = applied[0]?.at ?? state.first?.at ?? new Date(0).toISOString()
  const certificate = sealCertificate({
    format: 'crm-steward/rehearsal',
    version: 1,
    plan: { id: plan.id, checksum: plan.checksum, orgId: madeFor },
    sandbox: { crm, orgId, host, user, apiVersion },
    tool,
    startedAt,
    endedAt: last?.close?.at ?? last?.at ?? startedAt,
    ended: last?.close?.reason ?? 'broke off',
    stoppedBy: last?.close == null || last.close.reason === 'finished' ? null : last.close.code,
    groups: tallyGroups(plan, state),
    differences: tallyDifferences(plan, state),
    calls:
      'apply' in request.calls ? addCalls(earlier?.calls ?? {}, request.calls.apply) : (earlier?.calls ?? {}),
    undo: undo && {
      ...undo,
      calls: (earlier?.undo?.calls ?? 0) + ('undo' in request.calls ? request.calls.undo : 0),
    },
    journal: { folder, head: state.head ?? '' },
  })
  await writeCertificate(path, certificate)
  return certificate
}

/** One of the same rehearsal, whose calls count on. */
function earlierOne(path: string, plan: PlanFile, sandbox: ConnectionIdentity, folder: string) {
  const found = readCertificate(path)
  if (found === null || found === 'broken') return null
  const same = found.plan.checksum === plan.checksum && found.sandbox.orgId === sandbox.orgId
  return same && found.journal.folder === folder ? found : null
}

export function addCalls(
  a: Readonly<Record<string, number>>,
  b: Readonly<Record<string, number>>,
): Record<string, number> {
  const all = { ...a }
  for (const [purpose, calls] of Object.entries(b)) all[purpose] = (all[purpose] ?? 0) + calls
  return all
}

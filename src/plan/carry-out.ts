import type { Writer } from '../kit/index.ts'
import { boundsOf } from '../labels/book.ts'
import type { LoadedPolicy, NamedConnection } from '../policy/index.ts'
import { applyPlan } from './apply/apply.ts'
import type { ApplyOutcome } from './apply/run.ts'
import type { PlanFile } from './files/plan-file.ts'
import type { ValuesFile } from './files/values-file.ts'
import { refuseUnrehearsed } from './guard/demand-rehearsal.ts'
import { guardLive, guardPlan } from './guard/guard.ts'
import { guardContents } from './guard/guard-contents.ts'
import { openWritable } from './guard/open-org.ts'
import { refuseElsewhere } from './guard/refuse-elsewhere.ts'
import { refuseJournal } from './guard/refuse-journal.ts'
import { createJournal, RunLock, readJournal, reopenJournal, stateOf } from './journal/index.ts'
import { whyNoRehearsal } from './rehearse/open.ts'

export interface CarryOutRequest {
  readonly home: string
  readonly plan: PlanFile
  readonly values: ValuesFile
  readonly policy: LoadedPolicy
  readonly target: NamedConnection
  /** Folder of the journal, and whether it was named by the person who runs this. */
  readonly journal: { readonly dir: string; readonly named: boolean }
  /** Where a certificate of its rehearsal lies, for production that demands one. */
  readonly certificate?: string
  /** Of a rehearsal: the sandbox as it was named. */
  readonly sandbox?: string
  readonly resume: boolean
  readonly unattended: boolean
  /** Merging away more than the recycle bin holds was agreed to. */
  readonly beyondBin: boolean
  /** Machine that surely writes no more: its locks are taken over. */
  readonly goneHost?: string | null
  readonly confirmOrg: string | null
  readonly confirmPlan: string | null
  readonly tool: string
  readonly env: Record<string, string | undefined>
  readonly now: () => Date
  readonly pause: (milliseconds: number) => Promise<void>
  /** Aborted: the request under way is finished and journalled, then the run stops. */
  readonly signal: AbortSignal
  /** Asked once everything that can be checked was, before anything is written. Throws to refuse. */
  readonly consent: () => Promise<string>
  readonly progress: (stage: string, done: number, total: number, note?: string) => void
  readonly log: (line: string) => void
}

/** What became of it, and the journal's last hash: noted down, it shows later whether lines were taken away. */
export type CarriedOut = ApplyOutcome & {
  readonly journal: { readonly dir: string; readonly head: string }
  /** By purpose. */
  readonly calls: Readonly<Record<string, number>>
}

/** Every check, the journal, and the plan. Throws refusals (31) before anything is written, and what `applyPlan` throws. */
export async function carryOut(request: CarryOutRequest): Promise<CarriedOut> {
  const { plan, values, policy, home, resume, signal, now, goneHost = null } = request
  const { dir } = request.journal
  const { orgId } = plan.connection
  const sandbox = request.sandbox ?? null
  await refuseJournal({ home, plan: plan.id, org: orgId, dir, resume, sandbox })
  using _lock = new RunLock(home, orgId, now(), goneHost)
  // A Ctrl-C must not cut a write in half: the connection lives on until the run has put down what came of it.
  await using org = await openWritable({ ...request, signal: new AbortController().signal })
  const { connection } = org
  guardPlan({
    plan,
    values,
    policy: policy.policy,
    bounds: boundsOf(policy, plan.connection.name, now()),
    identity: connection.identity,
    now: now(),
    resumed: resume,
    confirmOrg: request.confirmOrg,
    confirmPlan: request.confirmPlan,
    unattended: request.unattended,
    journalNamed: request.journal.named,
  })
  await refuseUnrehearsed({
    plan,
    policy: policy.policy,
    identity: connection.identity,
    path: request.certificate ?? null,
    now: now(),
    whyNot: whyNoRehearsal(request.target.connector),
    resumed: resume,
  })
  await guardContents(plan, values, policy.policy, connection)
  const check = await guardLive(plan, connection)
  if (resume) await refuseStale(request, org.writer)
  signal.throwIfAborted()
  const consent = await request.consent()
  const options = { home, connection: request.target.name, plan: plan.id, now, goneHost }
  await using journal = resume ? await reopenJournal(dir, options) : await createJournal(dir, options)
  await using past = resume ? readJournal(dir) : null
  const { progress, log, pause, tool } = request
  const outcome = await applyPlan({
    plan,
    values,
    connection,
    check,
    policy: policy.policy,
    journal,
    resume: past,
    consent,
    tool,
    pid: process.pid,
    signal,
    now,
    pause,
    progress,
    log,
    beyondBin: request.beyondBin,
  })
  const calls = connection.calls().byPurpose
  return { ...outcome, journal: { dir: journal.dir, head: journal.head }, calls }
}

async function refuseStale({ plan, journal: { dir } }: CarryOutRequest, writer: Writer): Promise<void> {
  await using reader = readJournal(dir)
  await refuseElsewhere({ dir, state: await stateOf(reader.entries()), actions: plan.actions, writer })
}

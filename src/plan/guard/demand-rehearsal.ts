import { dirname, resolve } from 'node:path'
import { type ConnectionIdentity, exitCodes, isKitError, KitError } from '../../kit/index.ts'
import type { DemandedRehearsal } from '../../policy/plan-schema.ts'
import type { Policy } from '../../policy/schema.ts'
import { counted } from '../../text/words.ts'
import { canonicalJson } from '../files/canonical.ts'
import type { PlanFile } from '../files/plan-file.ts'
import { hasJournal, type JournalState, readJournal, stateOf, verifyJournal } from '../journal/index.ts'
import { type RehearsalCertificate, readCertificate } from '../rehearse/certificate.ts'
import { tallyDifferences, tallyGroups } from '../rehearse/tally.ts'
import { millisecondsOf } from './guard.ts'

export interface Demand {
  readonly plan: PlanFile
  readonly policy: Policy
  /** Of the org that the plan would be applied to. */
  readonly identity: ConnectionIdentity
  /** Where the certificate lies; null: nowhere. */
  readonly path: string | null
  readonly now: Date
  /** Why no plan of this CRM can be rehearsed; null where they can. */
  readonly whyNot: string | null
  /** A run that goes on: the age of the rehearsal was judged when it began. */
  readonly resumed: boolean
}

/** The clock here may be behind that of the machine of the rehearsal. */
const clocksDiffer = 5 * 60_000

/** Throws `NOT_REHEARSED` (31) unless production has what the policy demands (`apply.rehearsal`), or demands nothing. */
export async function refuseUnrehearsed(demand: Demand): Promise<void> {
  const { plan, policy, identity, path, now, resumed } = demand
  const wanted = policy.apply.rehearsal
  if (wanted === undefined || !identity.production) return
  const { connections } = wanted
  if (connections !== undefined && !connections.includes(plan.connection.name)) return
  if (demand.whyNot !== null) throw impossible(demand.whyNot)
  const certificate = path === null ? null : readCertificate(path)
  if (path === null || certificate === null)
    throw unrehearsed('there is no certificate of it beside the plan')
  if (certificate === 'broken') throw unrehearsed(`${path} is no whole certificate of this version`)
  if (certificate.plan.checksum !== plan.checksum) {
    throw unrehearsed(`${path} is of plan ${certificate.plan.id}, not of ${plan.id}`)
  }
  const lack = lackIn(certificate, wanted, now, resumed) ?? (await lackInJournal(demand, path, certificate))
  if (lack !== null) throw unrehearsed(lack)
}

/** What of a certificate falls short of what is wanted; null when nothing does. */
function lackIn(
  { sandbox, startedAt, groups, differences, ended, plan }: RehearsalCertificate,
  { within, share }: DemandedRehearsal,
  now: Date,
  resumed: boolean,
): string | null {
  if (sandbox.orgId === plan.orgId) return `it was rehearsed in ${sandbox.host}, the org that it was made for`
  if (ended !== 'finished') return `its rehearsal ${ended === 'broke off' ? ended : `was ${ended}`}`
  // From its beginning: a run that goes on with the last group makes the others no younger.
  const age = now.getTime() - Date.parse(startedAt)
  if (!resumed && age < -clocksDiffer) return `its rehearsal began at ${startedAt}, which is yet to come`
  if (!resumed && age > millisecondsOf(within))
    return `its rehearsal began at ${startedAt}; the policy wants it within ${within}`
  const [first] = differences
  if (first !== undefined || groups.differing > 0) {
    const kind = first === undefined ? '' : ` (${first.field}: ${first.what})`
    return `in its rehearsal ${counted(groups.differing, 'group')} did not end as planned${kind}`
  }
  if (groups.asPlanned < share * groups.planned)
    return `${groups.asPlanned} of its ${counted(groups.planned, 'group')} ended as planned; the policy wants a share of ${share}`
  return null
}

/** A journal that is still there must tell the same. */
async function lackInJournal(
  { plan }: Demand,
  path: string,
  certificate: RehearsalCertificate,
): Promise<string | null> {
  const { journal, groups, sandbox, startedAt } = certificate
  const dir = resolve(dirname(path), journal.folder)
  if (!hasJournal(dir)) return null
  try {
    const { ok, problems } = await verifyJournal(dir, { head: journal.head })
    const [problem] = problems
    if (!ok) return `the journal of its rehearsal is broken: ${problem?.where ?? ''} ${problem?.what ?? ''}`
    await using reader = readJournal(dir)
    const state = await stateOf(reader.entries())
    const same = state.first?.checksum === plan.checksum && state.first.orgId === sandbox.orgId
    if (!same) return 'the journal that its certificate names is of another plan or org'
    const told = tallyGroups(plan, state)
    const counts = told.asPlanned === groups.asPlanned && told.differing === groups.differing
    return counts && state.runs[0]?.at === startedAt && endsAlike(plan, state, certificate)
      ? null
      : 'the journal of its rehearsal tells otherwise than the certificate'
  } catch (error) {
    if (!isKitError(error)) throw error
    return `the journal of its rehearsal cannot be read: ${error.message}`
  }
}

function endsAlike(
  plan: PlanFile,
  state: JournalState,
  { ended, endedAt, differences }: RehearsalCertificate,
): boolean {
  const last = state.runs.findLast(({ kind }) => kind === 'apply')
  return (
    (last?.close?.at ?? last?.at) === endedAt &&
    (last?.close?.reason ?? 'broke off') === ended &&
    canonicalJson(tallyDifferences(plan, state)) === canonicalJson(differences)
  )
}

function impossible(why: string): KitError {
  return new KitError(
    'NOT_REHEARSED',
    `The policy wants plans rehearsed before production, which cannot be done here: ${why}.`,
    {
      exit: exitCodes.refused,
      actions: ['Name in the policy the connections that can be, under apply.rehearsal.connections'],
    },
  )
}

function unrehearsed(why: string): KitError {
  return new KitError('NOT_REHEARSED', `The policy wants plans rehearsed before production: ${why}.`, {
    exit: exitCodes.refused,
    actions: [
      'Rehearse it in a full or partial copy:  steward plan apply PLAN --rehearse -o SANDBOX',
      'Or change apply.rehearsal in the policy',
    ],
  })
}

import { type ConnectionIdentity, type Connector, exitCodes, KitError } from '../../kit/index.ts'
import type { LoadedPolicy, NamedConnection } from '../../policy/index.ts'
import type { PlanFile } from '../files/plan-file.ts'
import { type OpenOrgRequest, openWritable } from '../guard/open-org.ts'
import { certificateOf, rehearsalFolderOf } from './names.ts'

/** Everything that makes a run over a plan one over its rehearsal. */
export interface Rehearsal {
  /** The plan as it would be had it been made of the sandbox; id and checksum are the plan's own. */
  readonly plan: PlanFile
  /** The sandbox, under the name of the plan's connection: what the policy says of that one holds for it. */
  readonly target: NamedConnection
  readonly policy: LoadedPolicy
  /** Where the journal goes unless another folder is named. */
  readonly dir: string
  /** Where the certificate goes. */
  readonly certificate: string
  readonly sandbox: ConnectionIdentity
  /** What looking at the sandbox has cost. */
  readonly calls: Readonly<Record<string, number>>
}

export interface RehearsalRequest extends OpenOrgRequest {
  /** As it was read. */
  readonly plan: PlanFile
  readonly planPath: string
}

/** Why no copy of an org of this CRM takes its plans, for people; null where one does. */
export function whyNoRehearsal(connector: Connector | undefined): string | null {
  return connector?.whyNoRehearsal === undefined
    ? 'nobody knows what its copies keep'
    : connector.whyNoRehearsal
}

/** Before anybody logs in anywhere: throws `CANNOT_REHEARSE` (31). */
export function refuseUnrehearsable({ connection }: PlanFile, connector: Connector | undefined): void {
  const why = whyNoRehearsal(connector)
  if (why === null) return
  throw refused('CANNOT_REHEARSE', `Plans for ${connection.crm} cannot be rehearsed: ${why}.`, [
    'Read it whole instead:  steward plan show PLAN --all',
    'Then begin small in production: decide two or three groups, and make a plan of these:  steward plan create --decisions groups.csv',
    'What merges do there, a test account tells:  steward connection certify -o TEST_ACCOUNT',
  ])
}

/**
 * Looks whether `target` is a sandbox in which this plan can be rehearsed. Throws `NO_REHEARSAL_NEEDED` and
 * `NOT_A_SANDBOX` (31), and what connecting throws.
 */
export async function openRehearsal(request: RehearsalRequest): Promise<Rehearsal> {
  const { plan, planPath, target, policy } = request
  await using org = await openWritable(request)
  const { identity: sandbox } = org.connection
  refuse(plan, target.name, sandbox)
  const { crm, orgId, host, user, apiVersion } = sandbox
  const connection = { ...plan.connection, crm, orgId, host, user, apiVersion, production: false }
  return {
    plan: { ...plan, connection },
    target: { ...target, name: plan.connection.name },
    policy: withoutWindow(policy),
    dir: rehearsalFolderOf(planPath, plan.id, orgId),
    certificate: certificateOf(planPath),
    sandbox,
    calls: org.connection.calls().byPurpose,
  }
}

/** The hours in which runs may write are about production. */
function withoutWindow(policy: LoadedPolicy): LoadedPolicy {
  const { window: _, ...apply } = policy.policy.apply
  return { ...policy, policy: { ...policy.policy, apply } }
}

function refuse(plan: PlanFile, name: string, sandbox: ConnectionIdentity): void {
  const own = plan.connection
  if (sandbox.crm !== own.crm) {
    throw notOne(`${name} is of ${sandbox.crm}; the plan was made for ${own.crm}`)
  }
  if (!own.production) {
    throw refused('NO_REHEARSAL_NEEDED', `The plan was made for ${own.host}, which is no production org.`, [
      'Apply it where it was made for:  steward plan apply PLAN',
    ])
  }
  if (sandbox.orgId === own.orgId) throw notOne(`${name} is the org that the plan was made for`)
  if (sandbox.production) throw notOne(`${name} (${sandbox.host}) is a production org`)
}

function notOne(what: string): KitError {
  return refused('NOT_A_SANDBOX', `The plan cannot be rehearsed there: ${what}.`, [
    'Name a full or partial copy of the org that the plan was made for:  --rehearse -o SANDBOX',
  ])
}

function refused(code: string, message: string, actions: readonly string[]): KitError {
  return new KitError(code, message, { exit: exitCodes.refused, actions })
}

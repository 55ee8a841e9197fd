import {
  type Connection,
  type ConnectionIdentity,
  exitCodes,
  KitError,
  type WriteCheck,
  type Writer,
} from '../../kit/index.ts'
import type { BoundVerdict } from '../../labels/bound.ts'
import type { Policy } from '../../policy/schema.ts'
import { counted, figure } from '../../text/words.ts'
import { expectHash } from '../files/canonical.ts'
import { type Evidence, isPreserving, othersOf, type PlanFile } from '../files/plan-file.ts'
import type { ValuesFile } from '../files/values-file.ts'

export interface GuardRequest {
  readonly plan: PlanFile
  readonly values: ValuesFile
  readonly policy: Policy
  /** What labels grant to a rule; null where the policy has no such rule. */
  readonly bounds?: (rule: string) => BoundVerdict | null
  /** Of the org that the plan would be applied to. */
  readonly identity: ConnectionIdentity
  readonly now: Date
  /** A run that goes on: the age of the plan was judged when it began. */
  readonly resumed: boolean
  /** `--confirm-org` */
  readonly confirmOrg: string | null
  /** `--confirm-plan` */
  readonly confirmPlan: string | null
  /** `--unattended`, or nobody at a terminal and no `--confirm-plan`. */
  readonly unattended: boolean
  /** `--journal` was given. */
  readonly journalNamed: boolean
}

const planAgain = 'Make the plan again:  steward plan create'
const minutesAhead = 5

/** Throws unless the plan may be applied, before anything is asked of the org. The first reason is told. */
export function guardPlan(request: GuardRequest): void {
  refuseFlags(request)
  refuseOtherOrg(request.plan.connection, request.identity)
  refuseAge(request)
  refuseSize(request)
  refuseEvidence(request)
  refuseContents(request)
  refuseProduction(request)
}

/** What only the org knows: rights, sight, the recycle bin. Changes nothing. */
export async function guardLive(plan: PlanFile, connection: Connection): Promise<WriteCheck> {
  const objects = [...new Set(plan.actions.map(({ object }) => object))].sort()
  const { writer } = connection
  if (writer === undefined)
    throw refused('READ_ONLY', `${connection.identity.crm} is not written to.`, [planAgain])
  await refuseWays(plan, writer)
  const check = await writer.check(objects)
  const [forbidden] = check.forbidden
  if (forbidden !== undefined) {
    throw refused(
      'FORBIDDEN',
      `The login may not do what the plan needs: ${list(check.forbidden)}. Nothing was written.`,
      [...remedies(check.forbidden), 'Then apply the plan again'],
    )
  }
  if (check.blind.length > 0 && connection.identity.production) {
    throw refused(
      'INCOMPLETE_SIGHT',
      `The login does not see everything that a merge would move, so that undo could not bring it back: ${list(check.blind)}.`,
      [...remedies(check.blind), 'In a sandbox the same is a warning'],
    )
  }
  return check
}

/** The way of a group must still be there: a right, an integration or an edition may have gone. */
async function refuseWays(plan: PlanFile, writer: Writer): Promise<void> {
  for (const [object, actions] of Map.groupBy(plan.actions, (action) => action.object)) {
    const { preserving, whyNotPreserving } = await writer.abilities(object)
    const offered = preserving !== undefined && writer.attach !== undefined && writer.remove !== undefined
    if (offered || !actions.some(isPreserving)) continue
    throw refused(
      'CANNOT_PRESERVE',
      `Records of ${object} cannot be emptied and removed: ${whyNotPreserving ?? 'the CRM offers no way for it'}.`,
      [planAgain],
    )
  }
}

function refuseFlags({ plan, unattended, journalNamed, confirmPlan }: GuardRequest): void {
  if (confirmPlan !== null && confirmPlan !== plan.id) {
    throw refused('NOT_CONFIRMED', `--confirm-plan names ${confirmPlan}; this plan is ${plan.id}.`, [
      'Look at the plan, then give its own id:  steward plan show',
    ])
  }
  if (!unattended || journalNamed) return
  throw new KitError(
    'JOURNAL_NOT_NAMED',
    'Nobody watches this run, and no place for its journal was named.',
    {
      exit: exitCodes.usage,
      actions: [
        'Name a folder that outlives this machine with --journal DIR',
        `Or confirm the plan yourself with --confirm-plan ${plan.id}`,
      ],
    },
  )
}

/** Throws `OTHER_ORG` (31) unless this is the org that a scan or a plan was made of. */
export function refuseOtherOrg(
  made: Pick<ConnectionIdentity, 'crm' | 'orgId' | 'host'>,
  identity: ConnectionIdentity,
): void {
  if (made.crm === identity.crm && made.orgId === identity.orgId) return
  throw refused(
    'OTHER_ORG',
    `It was made for ${made.orgId} (${made.host}); ${identity.host} is ${identity.orgId}.`,
    ['Use the connection it was made with', planAgain],
  )
}

function refuseAge({ plan, policy, now, resumed }: GuardRequest): void {
  const age = now.getTime() - Date.parse(plan.createdAt)
  if (age < -minutesAhead * 60_000) {
    throw refused('PLAN_FROM_FUTURE', `The plan was made at ${plan.createdAt}, which is yet to come.`, [
      'Set the clock of this machine',
      planAgain,
    ])
  }
  if (resumed || age <= millisecondsOf(policy.limits.planAge)) return
  throw refused(
    'PLAN_TOO_OLD',
    `The plan was made at ${plan.createdAt}; the policy lets plans get ${policy.limits.planAge} old.`,
    [planAgain, 'Or raise limits.planAge in the policy'],
  )
}

function refuseSize({ plan, policy }: GuardRequest): void {
  const most = policy.limits.actionsPerPlan
  if (plan.actions.length <= most) return
  throw refused(
    'PLAN_TOO_LARGE',
    `The plan has ${counted(plan.actions.length, 'action')}; the policy allows ${figure(most)}.`,
    ['Make smaller plans with a narrower selector', 'Or raise limits.actionsPerPlan in the policy'],
  )
}

/** Evidence must still stand: an owner of data may have taken a word back. */
function refuseEvidence({ plan, policy, unattended, bounds }: GuardRequest): void {
  for (const { id, rule, evidence } of plan.actions) {
    if (evidence.by === 'label') {
      refuseLabels(id, rule, evidence, bounds)
      continue
    }
    if (unattended && evidence.by !== 'policy') {
      throw refused(
        'NEEDS_A_PERSON',
        `Group ${id} is in the plan by a person's ${evidence.by}; runs that nobody watches take only what the policy declares sufficient, or labels vouch for.`,
        [`Apply it at a terminal, or with --confirm-plan ${plan.id}`],
      )
    }
    if (evidence.by !== 'policy') continue
    const stands = policy.sufficient.some(
      (one) => one.name === evidence.name && one.rule === rule && String(one.same) === String(evidence.same),
    )
    if (stands) continue
    throw refused(
      'EVIDENCE_WITHDRAWN',
      `Group ${id} leans on "${evidence.name}", which the policy does not declare sufficient any more.`,
      [planAgain],
    )
  }
}

/** The sample must still vouch: labels may have been taken back, the rule changed, the sample grown old. */
function refuseLabels(
  id: string,
  rule: string,
  { sample, ruleHash, lowerBound }: Extract<Evidence, { by: 'label' }>,
  bounds: GuardRequest['bounds'],
): void {
  const verdict = bounds?.(rule) ?? null
  const bound = verdict?.granted === true ? verdict.bound : null
  if (bound?.sample === sample && bound.ruleHash === ruleHash && bound.lower >= lowerBound) return
  const why =
    verdict === null
      ? 'the policy does not have its rule'
      : verdict.granted
        ? `they say otherwise now, by sample ${verdict.bound.sample}`
        : verdict.why
  throw refused('LABELS_EXPIRED', `Group ${id} leans on labels that do not vouch for it any more: ${why}.`, [
    `See what is missing:  steward eval ${rule}`,
    planAgain,
  ])
}

/** A plan can be edited together with its checksum: what a merge would destroy is checked for itself. */
function refuseContents({ plan, values }: GuardRequest): void {
  const owner = new Map<string, string>()
  for (const action of plan.actions) {
    const told = values.actions[action.id]
    const members = [action.survivor, ...othersOf(action)]
    const expected = new Map(action.expect.map(({ id, hash }) => [id, hash]))
    for (const member of members) {
      const taken = owner.get(`${action.object} ${member}`)
      if (taken !== undefined)
        throw tampered(`record ${member} is in group ${taken} and in group ${action.id}`)
      owner.set(`${action.object} ${member}`, action.id)
      const seen = told?.seen[member]
      if (seen === undefined || expectHash(values.key, seen) !== expected.get(member)) {
        throw tampered(`the values of record ${member} are not those that group ${action.id} was decided by`)
      }
    }
    if (isPreserving(action) && action.fields.some(({ merge }) => merge !== undefined))
      throw tampered(`group ${action.id} leaves values to a merge that it has not`)
    const written = action.kind === 'merge' ? action.fields.filter(({ merge }) => merge !== 'does') : []
    const planned = written.map(({ field }) => field).sort()
    if (String(Object.keys(told?.set ?? {}).sort()) !== String(planned)) {
      throw tampered(`the values to set in group ${action.id} are not the fields that the plan names`)
    }
  }
}

function refuseProduction({ plan, identity, confirmOrg }: GuardRequest): void {
  refuseUnnamed(identity, confirmOrg)
  if (!identity.production) return
  const unknown = plan.actions.filter(({ undo }) => undo.kind === 'unknown').length
  if (unknown === 0) return
  throw refused(
    'INCOMPLETE_SIGHT',
    `Of ${counted(unknown, 'group')} it is unknown whether undo could bring all of it back.`,
    ['Give the login sight of what steward plan show lists as not seen, then make the plan again'],
  )
}

/** A production org must be named before it is written to: throws `NOT_CONFIRMED` (31). */
export function refuseUnnamed(identity: ConnectionIdentity, confirmOrg: string | null): void {
  if (confirmOrg !== null && confirmOrg !== identity.host) {
    throw refused('NOT_CONFIRMED', `--confirm-org names ${confirmOrg}; this is ${identity.host}.`, [
      'Make sure which org you mean',
    ])
  }
  if (!identity.production || confirmOrg !== null) return
  throw refused('NOT_CONFIRMED', `${identity.host} is a production org, which has to be named.`, [
    `Say that you mean it:  --confirm-org ${identity.host}`,
  ])
}

const units: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 }

/** `24h`, `7 days` */
export function millisecondsOf(duration: string): number {
  return Number.parseInt(duration, 10) * (units[duration.replace(/^\d+ ?/, '').slice(0, 1)] ?? 0)
}

function list(gaps: WriteCheck['blind']): string {
  const named = gaps.slice(0, 5).map(({ what, why }) => `${what} (${why})`)
  return gaps.length > 5 ? `${named.join(', ')} and ${gaps.length - 5} more` : named.join(', ')
}

function remedies(gaps: WriteCheck['blind']): readonly string[] {
  return [...new Set(gaps.flatMap(({ remedy }) => remedy ?? []))].slice(0, 5)
}

function tampered(what: string): KitError {
  return refused('PLAN_TAMPERED', `The plan does not fit together: ${what}.`, [planAgain])
}

function refused(code: string, message: string, actions: readonly string[]): KitError {
  return new KitError(code, message, { exit: exitCodes.refused, actions })
}

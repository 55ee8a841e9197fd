import { type Entity, exitCodes, type Gap, KitError, type WriteCheck } from '../../kit/index.ts'
import { byText } from '../../match/table.ts'
import type { LeftOut, PlanFile } from '../files/plan-file.ts'
import { sealPlan } from '../files/seal.ts'
import type { ValuesFile } from '../files/values-file.ts'
import type { Decided } from '../group/group.ts'
import { splitMergeable } from '../survivorship/index.ts'
import { leftOutOf } from '../survivorship/left-out.ts'
import { actionIds } from './action-ids.ts'
import type { Built } from './actions.ts'
import { judgeLinks, judgeMerges, leftOutFor } from './judge.ts'
import { chunksOf, type Hanging, readGroups, readHanging } from './live-groups.ts'
import { parentsFirst, touchedFirst } from './order.ts'
import { distinct, planActionsOf, type RadiusParts, radiusOf } from './radius.ts'
import type { BuildRequest } from './request.ts'
import { type Scanned, scanGroups } from './scan-groups.ts'
import { survivorshipOf, type Target, targetOf } from './target.ts'
import type { MergeWay } from './way.ts'

/**
 * Decided groups as a plan: looked at once more as they are now, with survivors, values and reasons. Groups of
 * which something speaks against it are left out and listed. Nothing is written.
 *
 * Throws `NOT_PERMITTED` (31) when the login could not apply it, and `DECISIONS_INVALID` (2) for a value that a
 * person typed and that the column cannot hold.
 */
export async function buildPlan(
  request: BuildRequest,
): Promise<{ readonly plan: PlanFile; readonly values: ValuesFile }> {
  const before = request.connection.calls().byPurpose
  const work = newWork(request)
  const byTarget = Map.groupBy(partsOf(request, work), ({ object, entity }) => `${entity}\n${object}`)
  const targets: Target[] = []
  for (const parts of byTarget.values()) {
    const target = await openTarget(request, parts, work)
    if (target !== null) targets.push(target)
  }
  const check = await checkRights(request, targets)
  const opening = openingOf(request, before)
  for (const target of parentsFirst(targets)) {
    const parts = byTarget.get(`${target.entity}\n${target.object}`) ?? []
    const before = work.built.length
    await takeGroups(
      request,
      target,
      parts.map(({ decided }) => decided),
      check,
      work,
    )
    work.built.push(...touchedFirst(work.built.splice(before), ({ action }) => action))
  }
  return seal(request, targets, { check, opening }, work)
}

/** What it took to come here from no connection: it takes the same again before a plan is applied. */
function openingOf({ connection, connecting = {} }: BuildRequest, before: Readonly<Record<string, number>>) {
  const opening: Record<string, number> = { ...connecting }
  for (const [purpose, count] of Object.entries(connection.calls().byPurpose))
    opening[purpose] = (opening[purpose] ?? 0) + count - (before[purpose] ?? 0)
  return opening
}

interface Work {
  readonly built: Built[]
  readonly leftOut: LeftOut[]
  readonly blind: Gap[]
  /** Which group has a record already. */
  readonly taken: Map<string, string>
  done: number
  of: number
}

interface Part {
  readonly object: string
  readonly entity: Entity
  readonly decided: Decided
}

function newWork({ leftOut }: BuildRequest): Work {
  return { built: [], leftOut: [...leftOut], blind: [], taken: new Map(), done: 0, of: 0 }
}

/** By object, the surest first. */
function partsOf(request: BuildRequest, work: Work): readonly Part[] {
  const parts: Part[] = []
  for (const group of request.decided) {
    const split = splitMergeable(group, survivorshipOf(request, group.entity))
    work.leftOut.push(...split.leftOut)
    for (const decided of split.parts) {
      const why = whyTooLarge(decided, request)
      if (why !== null) work.leftOut.push(leftOutOf(decided, decided.members, why))
      else parts.push({ object: decided.members[0]?.key.object ?? '', entity: decided.entity, decided })
    }
  }
  work.of = parts.length
  return parts.sort(
    (a, b) =>
      byText(a.object, b.object) ||
      byText(a.entity, b.entity) ||
      b.decided.score - a.decided.score ||
      byText(a.decided.group, b.decided.group),
  )
}

function whyTooLarge({ members }: Decided, { policy }: BuildRequest) {
  const { groupSize } = policy.limits
  if (members.length <= groupSize) return null
  const text = `${members.length} records; limits.groupSize allows ${groupSize}. So large a group is seldom one person or company: look at it.`
  return { code: 'too-large', text }
}

async function openTarget(request: BuildRequest, parts: readonly Part[], work: Work): Promise<Target | null> {
  const [first] = parts
  if (first === undefined) return null
  const outcome = await targetOf(request, first.object, first.entity)
  if (outcome.target !== undefined) return outcome.target
  work.leftOut.push(...parts.map(({ decided }) => leftOutOf(decided, decided.members, outcome.why)))
  work.done += parts.length
  return null
}

async function checkRights({ writer }: BuildRequest, targets: readonly Target[]): Promise<WriteCheck | null> {
  if (targets.length === 0) return null
  const check = await writer.check([...new Set(targets.map(({ object }) => object))])
  if (check.forbidden.length === 0) return check
  const [first] = check.forbidden
  const more = check.forbidden.length > 1 ? ` (and ${check.forbidden.length - 1} more)` : ''
  throw new KitError('NOT_PERMITTED', `This login cannot apply such a plan: ${first?.why}${more}`, {
    exit: exitCodes.refused,
    actions: distinct(check.forbidden).map(({ what, remedy }) => remedy ?? `Grant ${what} to this login`),
  })
}

async function takeGroups(
  request: BuildRequest,
  target: Target,
  groups: readonly Decided[],
  check: WriteCheck | null,
  work: Work,
): Promise<void> {
  const { writer, policy, progress, signal } = request
  for (const chunk of chunksOf(groups)) {
    signal?.throwIfAborted()
    if (work.built.length >= policy.limits.actionsPerPlan) {
      work.leftOut.push(...chunk.map((group) => leftOutOf(group, group.members, overLimit(request))))
    } else {
      const { live, leftOut } = await readGroups(writer, target, chunk)
      work.leftOut.push(...leftOut)
      const { way } = target
      const verdicts =
        way.by === 'link-and-close'
          ? judgeLinks(request, target, way, live)
          : await lookAndJudge(request, target, way, live, check, work)
      for (const [index, group] of live.entries()) {
        const { built, why = { code: '', text: '' } } = verdicts[index] ?? {}
        if (built === undefined) work.leftOut.push(leftOutFor(group, why))
        else take(request, built, group.decided, work)
      }
    }
    work.done += chunk.length
    progress?.(work.done, work.of)
  }
}

async function lookAndJudge(
  request: BuildRequest,
  target: Target,
  way: MergeWay,
  live: Parameters<typeof judgeMerges>[3],
  check: WriteCheck | null,
  work: Work,
): ReturnType<typeof judgeMerges> {
  const seen = await readHanging(request.writer, target.object, live)
  work.blind.push(...seen.blind)
  const hanging: Hanging = { ...seen, blind: [...(check?.blind ?? []), ...seen.blind] }
  return judgeMerges(request, target, way, live, hanging)
}

/** No record is in two actions: the surer group keeps it. */
function take(request: BuildRequest, built: Built, decided: Decided, work: Work): void {
  const ids = decided.members.map(({ key }) => `${key.object}/${key.id}`)
  const other = ids.map((id) => work.taken.get(id)).find((group) => group !== undefined)
  if (other !== undefined) {
    const text = `A record of it is in group ${other} of this plan too, which is at least as sure. Scan again afterwards.`
    work.leftOut.push(leftOutOf(decided, decided.members, { code: 'overlap', text }))
    return
  }
  if (work.built.length >= request.policy.limits.actionsPerPlan) {
    work.leftOut.push(leftOutOf(decided, decided.members, overLimit(request)))
    return
  }
  for (const id of ids) work.taken.set(id, decided.group)
  work.built.push(built)
}

function overLimit({ policy }: BuildRequest) {
  const text = `limits.actionsPerPlan allows ${policy.limits.actionsPerPlan} groups in one plan: make the next plan after this one.`
  return { code: 'over-limit', text }
}

async function seal(
  request: BuildRequest,
  targets: readonly Target[],
  { check, opening }: Pick<RadiusParts, 'check' | 'opening'>,
  work: Work,
): Promise<{ readonly plan: PlanFile; readonly values: ValuesFile }> {
  const { connection, writer } = request
  const { built, blind } = work
  const ids = actionIds(built.map(({ action }) => action.group))
  const values: ValuesFile = {
    format: 'crm-steward/plan-values',
    version: 1,
    key: request.key,
    actions: Object.fromEntries(
      built.map(({ set, seen, suppressed }, index) => [
        ids[index] ?? '',
        { set: { ...set }, seen: { ...seen }, suppressed: [...suppressed] } as ValuesFile['actions'][string],
      ]),
    ),
  }
  const actions = planActionsOf(built, ids)
  const { stages } = request.policy.apply
  const draft = {
    format: 'crm-steward/plan',
    version: 1,
    createdAt: request.createdAt.toISOString(),
    tool: request.tool,
    connection: { name: request.name, ...connection.identity },
    policy: request.policyHash,
    scan: request.scan,
    actions,
    leftOut: sortedLeftOut(work.leftOut),
    radius: await radiusOf({
      connection,
      writer,
      built,
      actions,
      stages,
      targets,
      check,
      opening,
      blind,
      scan: scanGroups(scannedOf(request), actions, work.leftOut),
    }),
  } as const
  return { plan: sealPlan(draft, values, request.valuesFile), values }
}

function scannedOf({ scanned, decided, leftOut }: BuildRequest): Scanned {
  return scanned ?? { candidates: decided, leftOut }
}

function sortedLeftOut(leftOut: readonly LeftOut[]): LeftOut[] {
  return [...leftOut].sort(
    (a, b) => byText(a.code, b.code) || byText(a.rule, b.rule) || byText(a.group, b.group),
  )
}

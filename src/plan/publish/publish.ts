import { exitCodes, type KitError } from '../../kit/index.ts'
import type { Remembered } from '../../policy/decisions.ts'
import type { CandidateRead } from '../decide/index.ts'
import type { LeftOut } from '../files/plan-file.ts'
import type { OpenOrgRequest } from '../guard/open-org.ts'
import { type Chosen, chooseGroups } from './choose.ts'
import { openReviews, optionsOf, type ReviewOrg, refuseForbidden } from './request.ts'
import { sendGroups, settleEarlier } from './send.ts'

export interface PublishRequest extends OpenOrgRequest {
  readonly read: CandidateRead
  readonly remembered: readonly Remembered[]
  readonly least: number
  /** Null: as the policy says. */
  readonly limit: number | null
  readonly confirmOrg: string | null
  /** Called once, before anything is written, and not when there is nothing to do; throws when nobody agrees. */
  readonly consent: (offer: PublishOffer) => Promise<void>
  readonly progress: (done: number, of: number) => void
}

/** What would be made. */
export interface PublishOffer {
  readonly sets: number
  readonly records: number
  /** API calls from here on, if nothing has to be sent again. */
  readonly calls: number
  readonly noun: string
  readonly host: string
  readonly production: boolean
  readonly objects: Readonly<Record<string, number>>
  readonly leftOut: readonly LeftOut[]
}

export interface PublishOutcome {
  readonly noun: string
  readonly made: readonly {
    readonly group: string
    readonly object: string
    readonly set: string
    readonly records: readonly string[]
  }[]
  /** Of `made`: were there already, from a run whose answers were lost or from another machine. */
  readonly found: number
  readonly refused: readonly { readonly group: string; readonly code: string; readonly message: string }[]
  /** Groups of which nobody knows whether they were made; the next run looks again. */
  readonly unknown: readonly string[]
  readonly leftOut: readonly LeftOut[]
  /** No group was left to publish, so nobody was asked. */
  readonly nothing: boolean
  /** Chosen, and not reached. */
  readonly left: number
  readonly calls: number
  readonly exit: number
  readonly error: KitError | null
}

/** Makes a set in the CRM of each group that waits for a decision; never two of the same. */
export async function publishGroups(request: PublishRequest): Promise<PublishOutcome> {
  const { read, policy, signal } = request
  await using org = await openReviews(request, { confirmOrg: request.confirmOrg, scanned: read.identity })
  const before = org.connection.calls().total
  const tally = await settleEarlier(org, request.now)
  const choice = chooseGroups({
    candidates: read.candidates,
    policy,
    remembered: request.remembered,
    entries: org.file.entries,
    least: request.least,
    limit: request.limit ?? policy.policy.writeBack.limit,
    settledAfterMs: org.reviews.settledAfterMs,
  })
  const live = await lookLive(org, choice.chosen, request)
  const leftOut = [...read.leftOut, ...choice.leftOut, ...live.leftOut]
  const { open } = live
  if (open.length > 0) {
    await request.consent(offerOf(open, org, leftOut))
    await sendGroups(org, open, tally, {
      options: optionsOf(policy),
      now: request.now,
      signal,
      progress: request.progress,
    })
  }
  const { error, made, refused, unknown } = tally
  const begun = new Set([...made, ...refused].map(({ id }) => id))
  const left = open.filter(({ id }) => !begun.has(id) && !unknown.has(id)).length
  const partly = refused.length + unknown.size > 0
  return {
    noun: org.reviews.noun,
    made: made.map(({ group, object, set, records }) => ({ group, object, set, records })),
    found: tally.found,
    refused: refused.map(({ group, code, message }) => ({ group, code, message })),
    unknown: [...unknown.values()],
    leftOut,
    nothing: open.length === 0,
    left,
    calls: org.connection.calls().total - before,
    exit: error?.exit ?? (left > 0 ? exitCodes.interrupted : partly ? exitCodes.partial : exitCodes.clean),
    error,
  }
}

function offerOf(open: readonly Chosen[], org: ReviewOrg, leftOut: readonly LeftOut[]): PublishOffer {
  const { host, production } = org.connection.identity
  const records = open.reduce((sum, one) => sum + one.records.length, 0)
  let calls = org.reviews.findCalls(records)
  for (let at = 0; at < open.length; calls += 1) at += Math.max(1, org.reviews.batch(open.slice(at)))
  const objects = [...Map.groupBy(open, ({ object }) => object)].map(([object, some]): [string, number] => [
    object,
    some.length,
  ])
  return {
    sets: open.length,
    records,
    calls,
    noun: org.reviews.noun,
    host,
    production,
    objects: Object.fromEntries(objects),
    leftOut,
  }
}

/** What only the org knows: rights, rules, and whether the records are still there. Changes nothing. */
async function lookLive(
  { reviews, writer }: ReviewOrg,
  chosen: readonly Chosen[],
  { policy }: PublishRequest,
): Promise<{ readonly open: readonly Chosen[]; readonly leftOut: readonly LeftOut[] }> {
  const objects = [...new Set(chosen.map(({ object }) => object))].sort()
  const { forbidden, without } = await reviews.check(objects, optionsOf(policy))
  refuseForbidden(forbidden)
  const leftOut: LeftOut[] = []
  const open: Chosen[] = []
  for (const object of objects) {
    const own = chosen.filter((one) => one.object === object)
    const fates = await writer.fates(object, [...new Set(own.flatMap(({ records }) => records))])
    for (const one of own) {
      const { group, rule, records } = one
      const gone = records.filter((record) => fates.get(record)?.is !== 'there').length
      const why = without[object]
      if (why !== undefined)
        leftOut.push({ group, rule, object, records: [...records], code: 'no-set', text: why })
      else if (gone > 0)
        leftOut.push({
          group,
          rule,
          object,
          records: [...records],
          code: 'gone',
          text: `${gone} of ${records.length} records are no longer there: scan again.`,
        })
      else open.push(one)
    }
  }
  return { open, leftOut }
}

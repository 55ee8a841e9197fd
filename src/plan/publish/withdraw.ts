import { exitCodes, isKitError, type KitError, type ReviewState, type StepOutcome } from '../../kit/index.ts'
import type { OpenOrgRequest } from '../guard/open-org.ts'
import { readStates } from './collect.ts'
import type { Entry, Line } from './entries.ts'
import { openReviews, type ReviewOrg } from './request.ts'

export interface WithdrawRequest extends OpenOrgRequest {
  readonly confirmOrg: string | null
  /** Called once, and not when there is nothing to do; throws when nobody agrees. */
  readonly consent: (offer: WithdrawOffer) => Promise<void>
}

export interface WithdrawOffer {
  readonly sets: number
  readonly calls: number
  readonly noun: string
  readonly host: string
  readonly production: boolean
}

export interface WithdrawOutcome {
  readonly noun: string
  /** No set may be taken away, so nobody was asked. */
  readonly nothing: boolean
  readonly withdrawn: readonly string[]
  /** Sets that stay, and why. */
  readonly kept: readonly { readonly set: string; readonly why: string }[]
  readonly refused: readonly { readonly set: string; readonly code: string; readonly message: string }[]
  /** Nobody knows whether they were deleted; the next run looks. */
  readonly unknown: readonly string[]
  readonly calls: number
  readonly exit: number
  readonly error: KitError | null
}

interface Mine {
  readonly entry: Entry
  readonly set: string
  readonly name: string
}

/** Deletes the sets that Steward made and nobody has touched; the records in them stay as they are. */
export async function withdrawGroups(request: WithdrawRequest): Promise<WithdrawOutcome> {
  await using org = await openReviews(request, { confirmOrg: request.confirmOrg })
  const before = org.connection.calls().total
  const { read } = await readStates(org, request)
  const kept: { set: string; why: string }[] = []
  const mine: Mine[] = []
  for (const { entry, state } of read) {
    const why = entry.adopted ? 'it was there before' : touched(state)
    if (why === null) mine.push({ entry, set: state.set, name: state.name })
    else kept.push({ set: state.name, why })
  }
  const { host, production } = org.connection.identity
  const { noun, withdrawals } = org.reviews
  const calls = Math.ceil(mine.length / withdrawals)
  if (mine.length > 0) await request.consent({ sets: mine.length, calls, noun, host, production })
  const done = await deleteAll(org, mine, request)
  const partly = done.refused.length + done.unknown.length > 0
  return {
    noun,
    nothing: mine.length === 0,
    kept,
    ...done,
    calls: org.connection.calls().total - before,
    exit: done.error?.exit ?? (partly ? exitCodes.partial : exitCodes.clean),
  }
}

function touched({ is, touch, members, added, answer }: ReviewState): string | null {
  if (is !== 'there') return 'it is deleted already'
  if (answer !== null) return 'somebody has said what they found'
  if (touch?.hand !== 'self') return 'somebody has changed it'
  if (added > 0) return 'somebody has put records into it'
  if (members.some(({ fate }) => fate.is !== 'there')) return 'some of its records were merged or deleted'
  if (members.some(({ entry }) => entry !== 'there')) return 'somebody has taken records out of it'
  if (members.some(({ noted }) => !noted)) return 'its entries are not those that were noted for it'
  return null
}

async function deleteAll(
  { reviews, file }: ReviewOrg,
  mine: readonly Mine[],
  { now, signal }: WithdrawRequest,
): Promise<Pick<WithdrawOutcome, 'withdrawn' | 'refused' | 'unknown' | 'error'>> {
  const withdrawn: string[] = []
  const refused: { set: string; code: string; message: string }[] = []
  const unknown: string[] = []
  const result = { withdrawn, refused, unknown }
  for (let at = 0; at < mine.length && !signal.aborted; at += reviews.withdrawals) {
    const some = mine.slice(at, at + reviews.withdrawals)
    const line = (type: 'withdrawing' | 'withdrawn', { entry }: Mine): Line => ({
      type,
      at: now().toISOString(),
      id: entry.id,
    })
    await file.append(some.map((one) => line('withdrawing', one)))
    let outcomes: readonly StepOutcome[]
    try {
      outcomes = await reviews.withdraw(some.map(({ set }) => set))
    } catch (error) {
      if (!isKitError(error)) throw error
      return { ...result, error }
    }
    const done = some.filter((_, index) => outcomes[index]?.result === 'done')
    await file.append(done.map((one) => line('withdrawn', one)))
    withdrawn.push(...done.map(({ name }) => name))
    for (const [index, { name }] of some.entries()) {
      const outcome = outcomes[index]
      if (outcome?.result === 'refused')
        refused.push({ set: name, code: outcome.code, message: outcome.message })
      else if (outcome?.result !== 'done') unknown.push(name)
    }
  }
  return { ...result, error: null }
}

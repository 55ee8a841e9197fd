import type { Connector } from '../kit/index.ts'
import { type ForgottenInRuns, forgetInRuns } from '../scan/forget.ts'
import { type ForgottenRows, forgetInSnapshots } from '../snapshot/index.ts'
import { namedBy } from '../snapshot/named.ts'
import { type ForgottenInPlans, forgetInJournals } from './journal/forget.ts'

export interface ForgetRequest {
  readonly home: string
  /** As somebody typed it: an e-mail address, a record id, or a key as `acme/Contact/003…`. */
  readonly who: string
  readonly connectors: readonly Connector[]
  readonly goneHost: string | null
  readonly now: () => Date
}

export interface Forgotten {
  readonly snapshots: readonly ForgottenRows[]
  readonly runs: ForgottenInRuns
  readonly plans: ForgottenInPlans
}

/** Removes a person from every snapshot, run, journal and plan, under each form in which a CRM writes the id. */
export async function forgetPerson(request: ForgetRequest): Promise<Forgotten> {
  const { home, goneHost, now } = request
  const all: Forgotten[] = []
  for (const who of namesOf(request)) {
    all.push({
      snapshots: await forgetInSnapshots({ home, who, now, goneHost }),
      runs: await forgetInRuns(home, who),
      plans: await forgetInJournals(home, who, now, goneHost),
    })
  }
  return all.reduce(together)
}

/** As it was typed, for what no connector knows, and as the CRM writes it. */
function namesOf({ who, connectors }: ForgetRequest): readonly [string, ...string[]] {
  const typed = who.trim()
  const named = namedBy(typed)
  if (named.address !== null) return [typed]
  const before = typed.slice(0, typed.length - named.id.length)
  const full = connectors.flatMap(({ fullId }) => fullId?.(named.id) ?? [])
  const others = new Set(full.map((id) => `${before}${id}`))
  others.delete(typed)
  return [typed, ...others]
}

function together(one: Forgotten, other: Forgotten): Forgotten {
  const { journals, plans, searched, missing, failed } = other.plans
  const unlike = <T extends { readonly path: string }>(known: readonly T[], more: readonly T[]) => [
    ...known,
    ...more.filter(({ path }) => !known.some((each) => each.path === path)),
  ]
  return {
    snapshots: [...one.snapshots, ...other.snapshots],
    runs: {
      runs: Math.max(one.runs.runs, other.runs.runs),
      findings: one.runs.findings + other.runs.findings,
    },
    plans: {
      journals: unlike(one.plans.journals, journals),
      plans: unlike(one.plans.plans, plans),
      searched,
      missing,
      failed: unlike(one.plans.failed, failed),
    },
  }
}

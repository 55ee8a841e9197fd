import { afterCommit, type Fault } from './faults.ts'
import type { Crm } from './site.ts'
import type { Step } from './steps.ts'

/** A fault at a step, once or from there on. */
export interface Trial {
  readonly crm: Crm['name']
  readonly step: Step
  readonly fault: Fault
  readonly lasting: boolean
}

/**
 * All faults, also lasting ones, at the first step of its kind in a command: at each verb's first write, and at the first
 * read while connecting, before the first entry of the journal, within a group and at the end. At the steps that
 * follow, one fault of each class; which one of it goes round from step to step.
 */
export function trialsOf(
  crm: Crm['name'],
  steps: readonly Step[],
  faults: readonly Fault[],
): readonly Trial[] {
  const kinds = new Set<string>()
  return steps.flatMap((step, at) => {
    const able = faults.filter(({ writesOnly }) => step.writes || !writesOnly)
    const kind = kindOf(step)
    if (kinds.has(kind))
      return oneOfEach(able, step, at).map((fault) => ({ crm, step, fault, lasting: false }))
    kinds.add(kind)
    return able.flatMap((fault) => [
      { crm, step, fault, lasting: false },
      ...(fault.lasts ? [{ crm, step, fault, lasting: true }] : []),
    ])
  })
}

function kindOf({ name, writes }: Step): string {
  if (writes) return name.split(' ')[0] ?? ''
  return /^(connect|before|end):/.exec(name)?.[1] ?? 'within a group'
}

function oneOfEach(faults: readonly Fault[], { writes }: Step, at: number): readonly Fault[] {
  const classes = Map.groupBy(faults, ({ name }) => classOf(name, writes))
  return [...classes].flatMap(([one, some]) => (one === 'late' ? [] : [some[at % some.length] as Fault]))
}

/** Faults of one class are one to the connector, and so to what stands on it. Reads are only sent again, or not. */
function classOf(name: string, writes: boolean): string {
  if (name.endsWith(afterCommit)) return 'carried out without an answer'
  const own = Object.entries(classes).find(([, names]) => names.includes(name))?.[0]
  if (own === undefined) throw new Error(`${name} is of no class`)
  return !writes && sentAgain.includes(own) ? 'passing' : own
}

const classes: Readonly<Record<string, readonly string[]>> = {
  late: ['late answer', 'slow answer'],
  busy: [
    'server-unavailable',
    'concurrent-limit',
    'concurrent-long-limit',
    'burst-limit',
    'secondly-limit',
    'locked',
    'migration',
    'too many requests',
  ],
  broken: [
    'internal-error',
    'bad-gateway',
    'service-unavailable',
    'gateway-timeout',
    'web-server-down',
    'connection-timed-out',
    'origin-unreachable',
    'timeout-occurred',
    'maintenance',
  ],
  'no way': ['connection dropped', 'no answer'],
  garbled: ['broken JSON', 'broken XML', 'answer cut off', 'maintenance page', 'maintenance-ok'],
  'other content': ['other JSON', 'no content', 'refused in part (207)'],
  elsewhere: ['redirect to a login page'],
  budget: ['daily-limit', 'daily-quota'],
  login: ['expired-token', 'expired-session'],
  rights: ['missing-scopes'],
  refused: ['refused', 'not found', 'merge-limit', 'query-timeout', 'row-lock'],
}

const sentAgain: readonly string[] = ['busy', 'broken', 'no way', 'garbled']

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Value } from '../../../src/kit/index.ts'
import { applyPlan } from '../../../src/plan/apply/apply.ts'
import type { ApplyOutcome, ApplyRequest } from '../../../src/plan/apply/run.ts'
import { comparedColumns, comparedValues, expectHash, sha256 } from '../../../src/plan/files/canonical.ts'
import type { LinkAction, MergeAction, PlanAction, PlanFile } from '../../../src/plan/files/plan-file.ts'
import { sealPlan } from '../../../src/plan/files/seal.ts'
import type { ValuesFile } from '../../../src/plan/files/values-file.ts'
import { Policy } from '../../../src/policy/schema.ts'
import { ScriptedCrm } from '../scripted-crm.ts'
import type { ScriptedObject } from '../scripted-objects.ts'
import { MemoryJournal } from './memory-journal.ts'

export const start = Date.parse('2026-03-02T09:00:00Z')

export interface Group {
  readonly object?: string
  readonly members: readonly [string, ...string[]]
  readonly set?: Readonly<Record<string, Value>>
  readonly link?: string
  readonly touches?: readonly string[]
  readonly by?: 'preserving'
  readonly undo?: PlanAction['undo']
  readonly suppressed?: readonly { address: string; field: string; member: string }[]
  readonly evidence?: PlanAction['evidence']
}

/** An org, a plan for it, and what a run needs; the clock moves only when somebody waits. */
export class Stage implements Disposable {
  readonly crm: ScriptedCrm
  readonly dir = mkdtempSync(join(tmpdir(), 'apply-'))
  clock = start
  readonly pauses: number[] = []
  readonly now = () => new Date(this.clock)
  journal = new MemoryJournal(this.dir, this.now)
  policy: Policy = Policy.parse({ version: 1 })
  abort = new AbortController()

  constructor(objects?: Readonly<Record<string, ScriptedObject>>) {
    this.crm = new ScriptedCrm(objects)
  }

  /** Decides with the values that records have at this moment. */
  plan(groups: readonly Group[], production = false): { plan: PlanFile; values: ValuesFile } {
    const values: ValuesFile = {
      format: 'crm-steward/plan-values',
      version: 1,
      key: '5'.repeat(64),
      actions: {},
    }
    const actions = groups.map((group): PlanAction => {
      const action = this.#action(group, values.key)
      values.actions[action.id] = {
        set: { ...group.set },
        seen: Object.fromEntries(group.members.map((id) => [id, { ...this.#seen(group, id) }])),
        suppressed: [...(group.suppressed ?? [])],
      }
      return action
    })
    return { plan: sealPlan({ ...draft(production), actions }, values, 'plan.values.json'), values }
  }

  request(planned: { plan: PlanFile; values: ValuesFile }, more: Partial<ApplyRequest> = {}): ApplyRequest {
    return {
      ...planned,
      connection: this.crm.connection({ production: planned.plan.connection.production }),
      check: this.crm.verdict,
      policy: this.policy,
      journal: this.journal,
      resume: this.journal.lines.length > 0 ? this.journal : null,
      consent: 'terminal',
      tool: 'crm-steward 0',
      pid: 1,
      signal: this.abort.signal,
      now: this.now,
      pause: async (milliseconds) => {
        this.pauses.push(milliseconds)
        this.clock += milliseconds
      },
      progress: () => {},
      log: () => {},
      ...more,
    }
  }

  apply(
    planned: { plan: PlanFile; values: ValuesFile },
    more: Partial<ApplyRequest> = {},
  ): Promise<ApplyOutcome> {
    return applyPlan(this.request(planned, more))
  }

  /** What was sent, read requests not counted. */
  sentVerbs(): readonly string[] {
    const writes = ['merge', 'update', 'create', 'restore', 'attach', 'detach', 'remove']
    return this.crm.log.map(({ verb }) => verb).filter((verb) => writes.includes(verb))
  }

  [Symbol.dispose](): void {
    rmSync(this.dir, { recursive: true, force: true })
  }

  #seen({ object = 'Contact' }: Group, id: string): Readonly<Record<string, Value>> {
    return comparedValues(comparedColumns(this.crm.of(object).description), this.crm.valuesOf(object, id))
  }

  #action(group: Group, key: string): PlanAction {
    const { members, set = {}, link, object = 'Contact' } = group
    const [survivor, ...others] = members
    const id = sha256(`${object} ${members.join(' ')}`)
    const common = {
      id: id.slice(0, 8),
      group: id,
      rule: 'duplicates/people',
      score: 1,
      object,
      survivor,
      evidence: group.evidence ?? { by: 'decision' as const, file: 'groups.csv', who: 'ada' },
      chosen: 'oldest',
      expect: members.map((member) => ({ id: member, hash: expectHash(key, this.#seen(group, member)) })),
      undo: group.undo ?? { kind: 'exact' as const },
      touches: [...(group.touches ?? [])],
      notes: [],
    }
    if (link !== undefined) {
      return {
        kind: 'link-and-close',
        ...common,
        duplicates: others,
        link,
        set: { ...set },
      } satisfies LinkAction
    }
    const fields = Object.keys(set).map((field) => ({ field, from: null, why: 'fill', overwrites: false }))
    return {
      kind: 'merge',
      ...common,
      ...(group.by === undefined ? {} : { by: group.by }),
      losers: others,
      fields,
      outvoted: [],
      moves: {},
      collisions: {},
    } satisfies MergeAction
  }
}

function draft(production: boolean): Parameters<typeof sealPlan>[0] {
  const none = { exact: 0, approximate: 0, impossible: 0, unknown: 0 }
  return {
    format: 'crm-steward/plan',
    version: 1,
    createdAt: new Date(start - 60_000).toISOString(),
    tool: 'crm-steward 0',
    connection: {
      name: 'acme',
      crm: 'scripted',
      orgId: '00D000000000001EAA',
      host: 'scripted.example',
      user: 'admin@scripted.example',
      production,
      apiVersion: '1',
    },
    policy: 'none',
    scan: { run: 1, asOf: new Date(start).toISOString(), selectors: ['duplicates'] },
    actions: [],
    leftOut: [],
    radius: {
      scan: { groups: 0, planned: 0, inPart: 0, out: {} },
      merges: 0,
      before: 0,
      after: 0,
      linked: 0,
      moves: {},
      collisions: {},
      fills: 0,
      overwrites: 0,
      outvoted: 0,
      optOutsKept: 0,
      suppressed: 0,
      changes: [],
      lost: {},
      hazards: [],
      fires: [],
      firesUnknown: [],
      systems: [],
      bin: null,
      undo: none,
      blind: [],
      calls: {},
      undoCalls: 0,
      script: null,
    },
  }
}

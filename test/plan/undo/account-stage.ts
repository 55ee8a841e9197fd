import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Org } from '../../../emulators/hubspot/org.ts'
import { findRecord, type Values } from '../../../emulators/hubspot/store/record.ts'
import type { NativeRecord, Value } from '../../../src/kit/index.ts'
import { applyPlan } from '../../../src/plan/apply/apply.ts'
import { comparedColumns, comparedValues, expectHash } from '../../../src/plan/files/canonical.ts'
import { sealPlan } from '../../../src/plan/files/seal.ts'
import type { MergeAction, PlanFile } from '../../../src/plan/plan-file.ts'
import {
  foreseeUndo,
  type GroupUndo,
  settle,
  type UndoOutcome,
  type UndoRequest,
  undoPlan,
} from '../../../src/plan/undo/index.ts'
import type { ValuesFile } from '../../../src/plan/values-file.ts'
import { type OpenWriter, openWriter } from '../../connectors/hubspot/open-writer.ts'
import { MemoryJournal } from '../apply/memory-journal.ts'
import { Stage } from '../apply/org.ts'

export interface AccountGroup {
  readonly object?: string
  readonly members: readonly [string, ...string[]]
  readonly set?: Readonly<Record<string, Value>>
  readonly by?: 'preserving'
}

interface Planned {
  readonly plan: PlanFile
  readonly values: ValuesFile
}

/** An emulated account, a plan that was applied to it by the connector, and its undo. */
export interface AccountStage extends AsyncDisposable {
  readonly world: OpenWriter
  readonly org: Org
  readonly journal: MemoryJournal
  readonly dir: string
  readonly applied: (groups: readonly AccountGroup[]) => Promise<Planned>
  readonly foresee: (more?: Partial<UndoRequest>) => Promise<readonly GroupUndo[]>
  /** `which`: places of the groups in the plan. */
  readonly undo: (
    more?: Partial<UndoRequest> & { readonly which?: readonly number[] },
  ) => Promise<UndoOutcome>
  /** What a record has; undefined when it is not there. */
  readonly valuesOf: (object: string, id: string) => Values | undefined
  /** The id of the record that an id leads to by the journal's list. */
  readonly idsMade: () => readonly string[]
}

export async function accountStage(fill: (org: Org) => void): Promise<AccountStage> {
  const world = await openWriter({ fill })
  const { connection, writer, org } = world
  // Clocks agree within minutes.
  const now = () => org.clock.now()
  const dir = mkdtempSync(join(tmpdir(), 'split-'))
  const journal = new MemoryJournal(dir, now)
  const stage = new Stage()
  let planned: Planned | undefined

  async function planFor(groups: readonly AccountGroup[]): Promise<Planned> {
    const empty = stage.plan([])
    const values: ValuesFile = { ...empty.values, actions: {} }
    const actions: MergeAction[] = []
    for (const [n, { object = 'contacts', members, set = {}, by }] of groups.entries()) {
      const [description] = await connection.describe([object])
      if (description === undefined) throw new Error(object)
      const found = new Map((await writer.fetch(object, members)).map((one) => [one.id, one]))
      const seenOf = (id: string) =>
        comparedValues(comparedColumns(description), (found.get(id) as NativeRecord).values)
      const id = (n + 1).toString(16).padStart(8, '0')
      const [survivor, ...losers] = members
      values.actions[id] = {
        set: { ...set },
        seen: Object.fromEntries(members.map((one) => [one, { ...seenOf(one) }])),
        suppressed: [],
      }
      actions.push({
        kind: 'merge',
        id,
        group: id,
        rule: 'duplicates/people',
        score: 1,
        object,
        survivor,
        evidence: { by: 'decision', file: 'groups.csv', who: 'ada' },
        chosen: 'oldest',
        expect: members.map((one) => ({ id: one, hash: expectHash(values.key, seenOf(one)) })),
        undo: { kind: 'impossible', why: 'it cannot' },
        touches: [],
        notes: [],
        ...(by === undefined ? {} : { by }),
        losers,
        fields: Object.keys(set).map((field) => ({ field, from: null, why: 'fill', overwrites: false })),
        outvoted: [],
        moves: {},
        collisions: {},
      })
    }
    const { checksum: _, id: __, values: ___, ...rest }: PlanFile = empty.plan
    return { plan: sealPlan({ ...rest, actions }, values, 'plan.values.json'), values }
  }

  async function applied(groups: readonly AccountGroup[]): Promise<Planned> {
    planned = await planFor(groups)
    const check = await writer.check([...new Set(planned.plan.actions.map(({ object }) => object))])
    const outcome = await applyPlan({ ...stage.request(planned), connection, check, journal, now })
    expect(outcome).toMatchObject({ exit: 0, differences: [], error: null })
    return planned
  }

  async function request(which?: readonly number[]): Promise<UndoRequest & { readBacks: never[] }> {
    if (planned === undefined) throw new Error('apply first')
    const { pause, signal, progress } = stage.request(planned)
    const settled = await settle({ ...planned, past: journal, connection, pause, pauses: [1000] })
    const { actions } = planned.plan
    return {
      ...planned,
      ...settled,
      readBacks: [],
      actions: actions.filter((_, n) => which?.includes(n) ?? true),
      connection,
      mayChange: new Set(),
      now,
      pause,
      signal,
      progress,
      reader: {
        preImage: async (ref) => journal.preImage(ref),
        valuesOf: async ({ seq }) => ({ is: 'held', values: journal.values.get(seq) }),
      },
    }
  }

  return {
    world,
    org,
    journal,
    dir,
    applied,
    foresee: async (more) => (await foreseeUndo({ ...(await request()), ...more })).groups,
    undo: async ({ which, ...more } = {}) =>
      await undoPlan({
        ...(await request(which)),
        ...more,
        journal,
        consent: 'terminal',
        tool: 'test',
        pid: 1,
      }),
    valuesOf: (object, id) => {
      const record = findRecord(org, object, id)
      return record?.archived === null ? record.properties : undefined
    },
    idsMade: () => {
      const steps = new Set(
        journal.lines.flatMap((line) =>
          line.type === 'intent' && line.verb === 'create' ? [line.step] : [],
        ),
      )
      const outcomes = journal.lines.flatMap((line) =>
        (line.type === 'outcome' || line.type === 'read-back') && steps.has(line.step) ? line.outcomes : [],
      )
      return outcomes.flatMap((outcome) =>
        outcome.result === 'done' && outcome.id !== undefined ? [outcome.id] : [],
      )
    },
    [Symbol.asyncDispose]: async () => {
      stage[Symbol.dispose]()
      await world[Symbol.asyncDispose]()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Org } from '../../../emulators/hubspot/org.ts'
import { findRecord, type Values } from '../../../emulators/hubspot/store/record.ts'
import { applyPlan } from '../../../src/plan/apply/apply.ts'
import {
  foreseeUndo,
  type GroupUndo,
  settle,
  type UndoOutcome,
  type UndoRequest,
  undoPlan,
} from '../../../src/plan/undo/index.ts'
import { type OpenWriter, openWriter } from '../../connectors/hubspot/open-writer.ts'
import { MemoryJournal } from '../apply/memory-journal.ts'
import { type Group, Stage } from '../apply/org.ts'
import { type Planned, planFor } from '../apply/plan-for.ts'

/** An emulated account, a plan that was applied to it by the connector, and its undo. */
export interface AccountStage extends AsyncDisposable {
  readonly world: OpenWriter
  readonly org: Org
  readonly journal: MemoryJournal
  readonly dir: string
  readonly applied: (groups: readonly Group[]) => Promise<Planned>
  readonly foresee: (more?: Partial<UndoRequest>) => Promise<readonly GroupUndo[]>
  /** `which`: places of the groups in the plan. */
  readonly undo: (
    more?: Partial<UndoRequest> & { readonly which?: readonly number[] },
  ) => Promise<UndoOutcome>
  /** What a record has; undefined when it is not there. */
  readonly valuesOf: (object: string, id: string) => Values | undefined
  /** Of records that undo made. */
  readonly idsMade: () => readonly string[]
}

const clocksApart = 100 * 86_400_000

export async function accountStage(fill: (org: Org) => void): Promise<AccountStage> {
  let account: Org | undefined
  // Clocks that go alike, and show different times.
  const now = () => new Date((account?.clock.now().getTime() ?? 0) + clocksApart)
  const world = await openWriter(
    {
      fill: (org) => {
        account = org
        fill(org)
      },
    },
    { context: { now } },
  )
  const { connection, writer, org } = world
  const dir = mkdtempSync(join(tmpdir(), 'split-'))
  const journal = new MemoryJournal(dir, now)
  const stage = new Stage()
  let planned: Planned | undefined

  async function applied(groups: readonly Group[]): Promise<Planned> {
    planned = await planFor(connection, writer, groups, 'fill')
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

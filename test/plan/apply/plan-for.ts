import type { Connection, NativeRecord, Writer } from '../../../src/kit/index.ts'
import { comparedColumns, comparedValues, expectHash } from '../../../src/plan/files/canonical.ts'
import type { MergeAction, PlanFile } from '../../../src/plan/files/plan-file.ts'
import { sealPlan } from '../../../src/plan/files/seal.ts'
import type { ValuesFile } from '../../../src/plan/files/values-file.ts'
import { type Group, Stage } from './org.ts'

export interface Planned {
  readonly plan: PlanFile
  readonly values: ValuesFile
}

/** Decided by the values that records have now. `why`: where the values that are set come from. */
export async function planFor(
  connection: Connection,
  writer: Writer,
  groups: readonly Group[],
  why = 'typed',
): Promise<Planned> {
  using stage = new Stage()
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
      fields: Object.keys(set).map((field) => ({ field, from: null, why, overwrites: false })),
      outvoted: [],
      moves: {},
      collisions: {},
    })
  }
  const { checksum: _, id: __, values: ___, ...rest }: PlanFile = empty.plan
  return { plan: sealPlan({ ...rest, actions }, values, 'plan.values.json'), values }
}

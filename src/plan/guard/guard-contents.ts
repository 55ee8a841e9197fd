import {
  type Abilities,
  type Connection,
  exitCodes,
  KitError,
  type ObjectDescription,
  type ObjectMapping,
  ownColumns,
  type Value,
} from '../../kit/index.ts'
import type { Policy } from '../../policy/schema.ts'
import { canonicalOf } from '../build/live-member.ts'
import { wayNameOf } from '../build/way.ts'
import { sameValue } from '../decide/same-value.ts'
import { canonicalJson, comparedColumns } from '../files/canonical.ts'
import type { MergeAction, PlanAction, PlanFile } from '../files/plan-file.ts'
import type { ValuesFile } from '../files/values-file.ts'

type Values = Readonly<Record<string, Value>>

/**
 * A plan can be edited together with its seals, for these hold no secret. So what it does is judged again by what it
 * says the values are: nothing is set that planning never sets, and the policy's evidence is there. Throws
 * `PLAN_TAMPERED` (31).
 */
export async function guardContents(
  plan: PlanFile,
  values: ValuesFile,
  policy: Policy,
  connection: Connection,
): Promise<void> {
  const objects = [...new Set(plan.actions.map(({ object }) => object))].sort()
  const described = new Map((await connection.describe(objects)).map((one) => [one.name, one]))
  for (const object of objects) {
    const description = described.get(object)
    const abilities = await connection.writer?.abilities(object)
    if (description === undefined || abilities === undefined) continue
    for (const action of plan.actions) {
      if (action.object !== object) continue
      refuseWay(action, policy, mappingsOf(connection, object))
      const told = values.actions[action.id]
      const seen = action.expect.map(({ id }) => told?.seen[id] ?? {})
      if (action.evidence.by === 'policy') {
        refuseEvidence(action.id, action.evidence, seen, policy, mappingsOf(connection, object), description)
      }
      if (action.kind === 'merge')
        refuseValues(action, told?.set ?? {}, told?.seen ?? {}, abilities, description)
    }
  }
}

function mappingsOf({ mappings }: Connection, object: string): readonly ObjectMapping[] {
  return mappings.filter((mapping) => mapping.object === object)
}

/** Another way than the policy's loses what planning would have kept. */
function refuseWay(action: PlanAction, { survivorship }: Policy, mappings: readonly ObjectMapping[]): void {
  const way = wayNameOf(action)
  const stands = (by: string | undefined): boolean =>
    by === undefined ? way !== 'preserving' : by === (way === 'merge' ? 'native' : way)
  // Of an object that nothing is mapped to the policy says nothing.
  const ways = mappings.length === 0 ? [undefined] : mappings.map(({ entity }) => survivorship[entity]?.by)
  if (!ways.some(stands))
    throw tampered(`group ${action.id} is dealt with in another way than the policy says`)
}

function refuseEvidence(
  id: string,
  { name, same }: { readonly name: string; readonly same: readonly string[] },
  members: readonly Values[],
  policy: Policy,
  mappings: readonly ObjectMapping[],
  description: ObjectDescription,
): void {
  const fields = policy.sufficient.find((one) => one.name === name)?.same ?? same
  const compared = new Set(comparedColumns(description))
  const stands = mappings.some((mapping) =>
    fields.every((field) => {
      const source = mapping.fields[field]
      // What other records tell, e.g. the name of a company, is not in the plan and cannot be judged from it.
      if (source === undefined || (typeof source === 'object' && 'via' in source)) return true
      if (!ownColumns(source).every((column) => compared.has(column))) return true
      const blanks = Object.fromEntries(ownColumns(source).map((column) => [column, null]))
      const values = members.map((seen) => canonicalOf(source, { ...blanks, ...seen }))
      return sameValue(mapping.entity, field, values)
    }),
  )
  if (!stands) throw tampered(`the values of group ${id} do not bear out "${name}"`)
}

function refuseValues(
  action: MergeAction,
  set: Values,
  seen: Readonly<Record<string, Values>>,
  abilities: Abilities,
  description: ObjectDescription,
): void {
  const { id, fields, evidence } = action
  const { traits } = abilities
  const writable = new Set(description.fields.filter((field) => field.updateable).map(({ name }) => name))
  const told = fields.filter(({ merge }) => merge !== 'does')
  const untold = Object.keys(set).find((name) => told.every(({ field }) => field !== name))
  if (untold !== undefined) throw tampered(`group ${id} sets ${untold}, and does not say so`)
  for (const { field, from } of told) {
    if (field === traits.owner || field === traits.recordType || !writable.has(field))
      throw tampered(`group ${id} sets ${field}, which no plan sets`)
    if (from === null) {
      if (evidence.by !== 'decision' && !isMadeOf(set[field], field, seen))
        throw tampered(`group ${id} sets ${field} to a value that nobody decided and no member has`)
      continue
    }
    const theirs = seen[from]?.[field] ?? null
    if (canonicalJson(set[field] ?? null) !== canonicalJson(theirs))
      throw tampered(`group ${id} sets ${field} to another value than that of ${from}`)
  }
  refuseConsents(action, set, seen, abilities)
}

function refuseConsents(
  { id, survivor, losers, by }: MergeAction,
  set: Values,
  seen: Readonly<Record<string, Values>>,
  { traits, merge }: Abilities,
): void {
  const recordOf = (member: string) => ({ id: member, values: seen[member] ?? {} })
  const foresee = by === undefined ? merge?.foresee : undefined
  const ends: Values = {
    ...seen[survivor],
    ...foresee?.(recordOf(survivor), losers.map(recordOf)),
    ...set,
  }
  for (const { field, out, ofAddress } of traits.consents) {
    if (ofAddress && Object.hasOwn(set, field))
      throw tampered(`group ${id} sets ${field}, which no plan sets`)
    const saidNo = !ofAddress && Object.values(seen).some((values) => values[field] === out)
    if (saidNo && ends[field] !== out) throw tampered(`group ${id} would lose an opt-out (${field})`)
  }
}

/** Values made of several, such as lists, have nothing that no member has; only a person types another. */
function isMadeOf(value: Value | undefined, field: string, seen: Readonly<Record<string, Values>>): boolean {
  const theirs = new Set(Object.values(seen).flatMap((values) => partsOf(values[field])))
  return partsOf(value).every((part) => theirs.has(part))
}

function partsOf(value: Value | undefined): readonly Value[] {
  if (value === undefined || value === null) return []
  return typeof value === 'string' ? value.split(';').map((part) => part.trim()) : [value]
}

function tampered(what: string): KitError {
  return new KitError('PLAN_TAMPERED', `The plan is not as it was made: ${what}.`, {
    exit: exitCodes.refused,
    actions: ['Make the plan again:  steward plan create'],
  })
}

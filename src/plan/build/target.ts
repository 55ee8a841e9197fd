import {
  type Abilities,
  type Entity,
  isKitError,
  type ObjectDescription,
  type ObjectMapping,
  type Relationship,
} from '../../kit/index.ts'
import { Survivorship } from '../../policy/plan-schema.ts'
import { comparedColumns } from '../files/canonical.ts'
import type { Note, PlanAction } from '../files/plan-file.ts'
import type { BuildRequest } from './request.ts'
import { type Way, wayNameOf, wayOf } from './way.ts'

/** What must be known of an object before its groups are looked at; asked once per object and entity. */
export interface Target {
  readonly object: string
  readonly entity: Entity
  readonly way: Way
  readonly abilities: Abilities
  readonly relationships: ReadonlyMap<string, Relationship>
  readonly description: ObjectDescription
  /** By kind. */
  readonly mappings: ReadonlyMap<string, ObjectMapping>
  readonly survivorship: Survivorship
  /** Objects of companies, people, deals and cases: what plans write to. */
  readonly related: ReadonlySet<string>
  /** Columns whose change makes the plan stale. */
  readonly compared: readonly string[]
}

/** Null with a reason when nothing can be done with the duplicates of this object. */
export type TargetOutcome =
  | { readonly target: Target; readonly why?: never }
  | { readonly why: Note; readonly target?: never }

export function survivorshipOf(
  { policy }: { readonly policy: Pick<BuildRequest['policy'], 'survivorship'> },
  entity: Entity,
): Survivorship {
  return policy.survivorship[entity] ?? Survivorship.parse({})
}

/** The target that an action was made for. */
export function targetFor(
  targets: readonly Target[],
  action: Pick<PlanAction, 'kind' | 'object'> & { readonly by?: 'preserving' },
): Target | undefined {
  return targets.find(({ object, way }) => object === action.object && way.by === wayNameOf(action))
}

export async function targetOf(
  request: BuildRequest,
  object: string,
  entity: Entity,
): Promise<TargetOutcome> {
  const { connection, writer } = request
  const description = await describe(request, object)
  if (description === null) {
    return { why: { code: 'unreadable', text: `This login cannot read ${object} any more.` } }
  }
  const abilities = await writer.abilities(object)
  const survivorship = survivorshipOf(request, entity)
  const way = wayOf(object, entity, { abilities, survivorship, description })
  if ('code' in way) return { why: way }
  const relationships = await writer.relationships(object)
  const mappings = connection.mappings.filter((one) => one.object === object && one.entity === entity)
  return {
    target: {
      object,
      entity,
      way,
      abilities,
      description,
      survivorship,
      relationships: new Map(relationships.map((one) => [one.name, one])),
      mappings: new Map(mappings.map((one) => [one.kind, one])),
      related: new Set(connection.mappings.filter(isRelated).map((one) => one.object)),
      compared: comparedColumns(description),
    },
  }
}

function isRelated({ entity }: ObjectMapping): boolean {
  return entity !== 'user' && entity !== 'activity'
}

async function describe({ connection }: BuildRequest, object: string): Promise<ObjectDescription | null> {
  try {
    return (await connection.describe([object]))[0] ?? null
  } catch (error) {
    if (isKitError(error) && error.code === 'UNKNOWN_OBJECT') return null
    throw error
  }
}

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
import type { Note } from '../plan-file.ts'
import type { BuildRequest } from './request.ts'

/** How duplicates of an object and entity are dealt with. */
export type Way =
  | { readonly by: 'merge'; readonly merge: NonNullable<Abilities['merge']> }
  | { readonly by: 'link-and-close'; readonly link: string; readonly set: LinkSettings['set'] }

type LinkSettings = Survivorship['linkAndClose'][string]

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

interface Means {
  readonly abilities: Abilities
  readonly survivorship: Survivorship
  readonly description: ObjectDescription
}

function wayOf(object: string, entity: Entity, means: Means): Way | Note {
  const { merge, why } = means.abilities
  const { by, linkAndClose } = means.survivorship
  const link = linkAndClose[object]
  const key = `survivorship.${entity}.linkAndClose.${object}`
  if (by !== 'link-and-close' && merge !== null) return { by: 'merge', merge }
  if (by === 'native' || (by === undefined && link === undefined)) {
    const instead = by === 'native' ? '' : ` Duplicates can be linked and closed instead: set ${key}.`
    return { code: 'not-mergeable', text: `${object} cannot be merged: ${sentence(why)}${instead}` }
  }
  if (link === undefined) {
    return { code: 'not-linkable', text: `The policy says to link and close, and not how: set ${key}.` }
  }
  const wrong = whyNotLink(object, link, means.description)
  if (wrong !== null) return { code: 'not-linkable', text: `${key} does not fit the org: ${wrong}` }
  return { by: 'link-and-close', link: link.link, set: link.set }
}

function whyNotLink(
  object: string,
  { link, set }: LinkSettings,
  { fields }: ObjectDescription,
): string | null {
  const column = fields.find(({ name }) => name === link)
  if (column === undefined) return `there is no column ${link}.`
  if (!column.updateable) return `${link} cannot be written.`
  if (!column.referenceTo.includes(object)) return `${link} does not point to ${object}.`
  for (const [name, value] of Object.entries(set)) {
    const field = fields.find((one) => one.name === name)
    if (field === undefined) return `there is no column ${name}.`
    if (!field.updateable) return `${name} cannot be written.`
    if (field.picklist.length > 0 && typeof value === 'string' && !field.picklist.includes(value)) {
      return `${name} has no value "${value}".`
    }
  }
  return null
}

function sentence(why: string | null): string {
  const text = (why ?? 'the CRM has no merge for it').trim()
  return text.endsWith('.') ? text : `${text}.`
}

import type { Abilities, Entity, ObjectDescription } from '../../kit/index.ts'
import type { Survivorship } from '../../policy/plan-schema.ts'
import type { Note, PlanAction } from '../files/plan-file.ts'

/** How duplicates of an object and entity are dealt with. */
export type Way = MergeWay | LinkWay

export type MergeWay =
  | { readonly by: 'merge'; readonly merge: NonNullable<Abilities['merge']> }
  /** Emptied into the survivor and put into the recycle bin. */
  | { readonly by: 'preserving'; readonly preserving: NonNullable<Abilities['preserving']> }

export interface LinkWay {
  readonly by: 'link-and-close'
  readonly link: string
  readonly set: LinkSettings['set']
}

type LinkSettings = Survivorship['linkAndClose'][string]

interface Means {
  readonly abilities: Abilities
  readonly survivorship: Survivorship
  readonly description: ObjectDescription
}

/** `Way.by` of the target that made the action. */
export function wayNameOf(action: Pick<PlanAction, 'kind'> & { readonly by?: 'preserving' }): Way['by'] {
  return action.kind === 'merge' ? (action.by ?? 'merge') : action.kind
}

/** Else why nothing can be done with them. */
export function wayOf(object: string, entity: Entity, means: Means): Way | Note {
  const { merge, preserving } = means.abilities
  const { by, linkAndClose } = means.survivorship
  if (by === 'preserving') {
    return preserving === undefined ? notPreservable(object, entity, means) : { by, preserving }
  }
  if (by !== 'link-and-close' && merge !== null) return { by: 'merge', merge }
  const link = linkAndClose[object]
  if (by === 'native' || (by === undefined && link === undefined)) {
    return { code: 'not-mergeable', text: notMergeable(object, entity, means) }
  }
  const key = `survivorship.${entity}.linkAndClose.${object}`
  if (link === undefined) {
    return { code: 'not-linkable', text: `The policy says to link and close, and not how: set ${key}.` }
  }
  const wrong = whyNotLink(object, link, means.description)
  if (wrong !== null) return { code: 'not-linkable', text: `${key} does not fit the org: ${wrong}` }
  return { by: 'link-and-close', link: link.link, set: link.set }
}

function notPreservable(object: string, entity: Entity, { abilities }: Means): Note {
  const { merge, whyNotPreserving = `Duplicates of ${object} cannot be taken over by this connection.` } =
    abilities
  const instead =
    merge === null ? '' : ` The CRM merges them by itself: set survivorship.${entity}.by to native.`
  const text = `The policy says that duplicates are taken over and put into the recycle bin. ${sentence(whyNotPreserving)}${instead}`
  return { code: 'not-preservable', text }
}

function notMergeable(object: string, entity: Entity, { abilities, survivorship }: Means): string {
  const ways = [
    ...(abilities.preserving === undefined
      ? []
      : [
          ` They can be taken over and put into the recycle bin instead: set survivorship.${entity}.by to preserving.`,
        ]),
    ...(survivorship.by === 'native'
      ? []
      : [` Duplicates can be linked and closed instead: set survivorship.${entity}.linkAndClose.${object}.`]),
  ]
  return `${object} cannot be merged: ${sentence(abilities.why)}${ways.join('')}`
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

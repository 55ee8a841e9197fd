import { fieldDictionary, type ObjectMapping, type Value } from '../../kit/index.ts'
import type { Survivorship } from '../../policy/plan-schema.ts'
import type { LeftOut, Note } from '../files/plan-file.ts'
import type { Candidate, Member } from '../group/group.ts'
import { twoCounterparts } from '../group/twins.ts'
import { chooseSurvivor } from './choose-survivor.ts'
import { columnsOf } from './columns.ts'
import { isBlank, isFilledByPeople, isSame } from './measure.ts'
import { splitMergeable } from './split-mergeable.ts'

/** What a plan would do with one part of a group today. */
interface PartProposal {
  readonly members: readonly string[]
  /** Null when a person must choose; `escalated` then says why. */
  readonly survivor: string | null
  readonly chosen: string
  readonly escalated: Note | null
}

/** A canonical field in which members have different values, none of them blank; personal. */
interface Difference {
  readonly field: string
  /** By member id; null is blank, absent unknown. */
  readonly values: Readonly<Record<string, Value>>
}

interface Proposal {
  /** Of the first part; null when a person must choose or nothing can be merged, and `chosen` says why. */
  readonly survivor: string | null
  readonly chosen: string
  readonly parts: readonly PartProposal[]
  readonly leftOut: readonly LeftOut[]
  readonly differs: readonly Difference[]
  /** By member id, in a few words: `survivor: oldest`, `escalated: two active owners`, `left out: households`. */
  readonly words: Readonly<Record<string, string>>
}

/**
 * Without asking the CRM: who would survive, or why a person must say so, and what members differ in.
 * `remembered` is a survivor that a person chose earlier; it counts where it still is in the group.
 */
export function proposeFor(
  candidate: Candidate,
  survivorship: Survivorship,
  mappings: readonly ObjectMapping[],
  remembered: string | null = null,
): Proposal {
  const split = splitMergeable(candidate, survivorship)
  const parts = split.parts.map((part) => proposePart(part, survivorship, remembered))
  const differs = differencesOf(candidate, mappings)
  const { leftOut } = split
  return { ...headline(parts, leftOut), parts, leftOut, differs, words: inWords(parts, leftOut) }
}

function proposePart(part: Candidate, survivorship: Survivorship, remembered: string | null): PartProposal {
  const members = part.members.map(({ key }) => key.id)
  const apart = twoCounterparts(part.members.map(({ twins }) => twins ?? []))
  if (apart !== null) return { members, survivor: null, chosen: '', escalated: apart }
  if (remembered !== null && members.includes(remembered)) {
    return { members, survivor: remembered, chosen: 'your earlier decision', escalated: null }
  }
  const choice = chooseSurvivor(part.members, survivorship, null)
  return choice.escalated === undefined
    ? { members, survivor: choice.survivor.key.id, chosen: choice.chosen, escalated: null }
    : { members, survivor: null, chosen: '', escalated: choice.escalated }
}

function headline(
  [first]: readonly PartProposal[],
  [left]: readonly LeftOut[],
): Pick<Proposal, 'survivor' | 'chosen'> {
  if (first === undefined) return { survivor: null, chosen: left?.code.replaceAll('-', ' ') ?? '' }
  const { survivor, chosen, escalated } = first
  return { survivor, chosen: escalated === null ? chosen : shortened(escalated) }
}

function inWords(
  parts: readonly PartProposal[],
  leftOut: readonly LeftOut[],
): Readonly<Record<string, string>> {
  const words: Record<string, string> = {}
  for (const { records, code } of leftOut) {
    for (const id of records) words[id] ??= `left out: ${code.replaceAll('-', ' ')}`
  }
  for (const { members, survivor, chosen, escalated } of parts) {
    for (const id of members) {
      if (escalated !== null) words[id] = `escalated: ${shortened(escalated)}`
      else words[id] = id === survivor ? `survivor: ${chosen}` : ''
    }
  }
  return words
}

/** What stands before the colon. */
function shortened({ text }: Note): string {
  const [first = text] = text.split(':', 1)
  return first.charAt(0).toLowerCase() + first.slice(1)
}

function differencesOf(
  { entity, members }: Candidate,
  mappings: readonly ObjectMapping[],
): readonly Difference[] {
  return Object.keys(fieldDictionary[entity]).flatMap((field) => {
    const settable = members.filter((member) => isSettable(member, field, entity, mappings))
    const known = settable.filter(({ values }) => !isBlank(values[field]))
    const [first, ...others] = known
    if (first === undefined || others.every(({ values }) => isSame(values[field], first.values[field])))
      return []
    const values = settable.flatMap(({ key, values }) => {
      const value = values[field]
      return value === undefined ? [] : [[key.id, value] as const]
    })
    return [{ field, values: Object.fromEntries(values) }]
  })
}

/** Where no mapping is known, what people fill is taken to be settable; a person's name is made of its parts. */
function isSettable(
  { key, kind }: Member,
  field: string,
  entity: Candidate['entity'],
  mappings: readonly ObjectMapping[],
): boolean {
  if (!isFilledByPeople(field) || field === 'externalId') return false
  if (entity === 'person' && field === 'name') return false
  const mapping = mappings.find((one) => one.object === key.object && one.kind === kind)
  return mapping === undefined || columnsOf(mapping.fields[field]).length > 0
}

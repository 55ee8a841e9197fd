import type { Survivorship } from '../../policy/plan-schema.ts'
import type { LeftOut } from '../files/plan-file.ts'
import type { Candidate, Decided, Member } from '../group/group.ts'
import { keepChoices } from './keep-choices.ts'
import { leftOutOf } from './left-out.ts'
import { type Split, strongLinks, subset } from './linked.ts'

type Cell = readonly number[]

/** One reason for which members are kept apart. */
interface Border {
  readonly code: string
  readonly text: string
  /** Divides indexes into `members`; each cell sorted. */
  readonly divide: (cell: Cell) => readonly Cell[]
}

/**
 * The parts of a group whose members may be merged with each other: of one object, kind, record type, household,
 * equal in `mergeWithin`, and linked among themselves as strongly as the whole group is, unless a person or the
 * policy said of all members that they are one. What a person chose goes with the part it is about. Members that no
 * part takes are left out, with the reason.
 */
export function splitMergeable<C extends Candidate | Decided>(
  candidate: C,
  survivorship: Pick<Survivorship, 'recordTypes'>,
): Split<C> {
  const { members } = candidate
  if (members.length < 2) return { parts: [], leftOut: [leftOutOf(candidate, members, single)] }
  let cells: readonly Cell[] = [members.map((_, at) => at)]
  const reasons = new Map<number, Border>()
  const crossed: Border[] = []
  for (const border of bordersOf(candidate, survivorship.recordTypes)) {
    const next = cells.flatMap((cell) => border.divide(cell))
    if (next.length > cells.length) crossed.push(border)
    for (const cell of next) {
      const [only] = cell
      if (cell.length === 1 && only !== undefined && !reasons.has(only)) reasons.set(only, border)
    }
    cells = next
  }
  const parts = cells.filter((cell) => cell.length > 1).map((cell) => subset(candidate, cell))
  const leftOut = listLeftOut(candidate, reasons, crossed)
  return keepChoices(candidate, parts, leftOut)
}

const single = { code: 'single', text: 'Only one record of the group is left: there is nothing to merge.' }

function listLeftOut(
  candidate: Candidate,
  reasons: ReadonlyMap<number, Border>,
  crossed: readonly Border[],
): readonly LeftOut[] {
  return crossed.flatMap((border) => {
    const { members } = candidate
    // A lead and a contact that are one stay two, whatever becomes of each: that must not go unsaid.
    const listed =
      border.code === 'lead-and-contact'
        ? members
        : members.filter((_, at) => reasons.get(at)?.code === border.code)
    if (listed.length === 0) return []
    return [leftOutOf(candidate, listed, border)]
  })
}

function bordersOf(candidate: Candidate, recordTypes: readonly (readonly string[])[]): readonly Border[] {
  const { members } = candidate
  const by = (read: (member: Member) => unknown) => (cell: Cell) =>
    divideBy(cell, (at) => read(members[at] as Member))
  return [
    ...kindBorders(members),
    {
      code: 'record-types',
      text: 'The record types differ, and survivorship.recordTypes does not allow merging them with each other.',
      divide: (cell) => divideByRecordType(cell, members, recordTypes),
    },
    {
      code: 'households',
      text: 'The members belong to different households: merge the households first, with the tool that made them.',
      divide: (cell) => divideByHousehold(cell, members),
    },
    ...candidate.mergeWithin
      .filter((field) => field !== 'recordType')
      .map((field) => ({
        code: 'merge-within',
        text: `${field} differs: only records of one value are merged. Set the same value on all members first.`,
        divide: by(({ values }) => values[field]),
      })),
    {
      code: 'not-linked',
      text: 'What linked these records to the others of their kind was a record that cannot be merged with them.',
      divide: (cell) => (isSaid(candidate) ? [cell] : strongLinks(candidate, cell)),
    },
  ]
}

/** A score speaks of pairs; a person, or identifiers that all share, of every part as well. */
function isSaid(candidate: Candidate | Decided): boolean {
  return 'why' in candidate && (candidate.why.by === 'decision' || candidate.why.by === 'policy')
}

function kindBorders(members: readonly Member[]): readonly Border[] {
  const isLead = ({ kind }: Member): boolean => kind === 'lead'
  const isPersonAccount = ({ kind }: Member): boolean => kind === 'person-account'
  const by = (read: (member: Member) => unknown) => (cell: Cell) =>
    divideBy(cell, (at) => read(members[at] as Member))
  return [
    {
      code: 'lead-and-contact',
      text: 'A lead and a contact are not merged: converting the lead is irreversible. Convert it in the CRM, into that contact.',
      divide: members.every(isLead) || !members.some(isPerson) ? (cell) => [cell] : by(isLead),
    },
    {
      code: 'person-account-and-contact',
      text: 'A person account merges only with another person account, never with a contact or a business account.',
      divide: by(isPersonAccount),
    },
    {
      code: 'kinds',
      text: 'Records of different objects or kinds are not merged together.',
      divide: by(({ key, kind }) => JSON.stringify([key.connection, key.object, kind])),
    },
  ]
}

function isPerson({ kind }: Member): boolean {
  return kind === 'contact' || kind === 'person-account'
}

/** Unknown is a value of its own: nobody can say that it is the same. */
function divideBy(cell: Cell, read: (at: number) => unknown): readonly Cell[] {
  const cells = new Map<unknown, number[]>()
  for (const at of cell) {
    const value = read(at)
    const same = cells.get(value)
    if (same === undefined) cells.set(value, [at])
    else same.push(at)
  }
  return [...cells.values()]
}

/** In the policy, `none` stands for no record type. */
function divideByRecordType(
  cell: Cell,
  members: readonly Member[],
  allowed: readonly (readonly string[])[],
): readonly Cell[] {
  const typeOf = (at: number): string | undefined => {
    const type = members[at]?.values.recordType
    return type === undefined ? undefined : String(type ?? 'none')
  }
  const cells: Cell[] = []
  let rest = cell
  while (rest.length > 0) {
    const sets = allowed.map((set) => rest.filter((at) => set.includes(typeOf(at) ?? '')))
    const singles = divideBy(rest, typeOf)
    const largest = [...singles, ...sets].reduce((best, next) => (next.length > best.length ? next : best))
    cells.push(largest)
    rest = rest.filter((at) => !largest.includes(at))
  }
  return cells
}

/** A record outside any household goes with the one household there is, and stays apart between two. */
function divideByHousehold(cell: Cell, members: readonly Member[]): readonly Cell[] {
  const householdOf = (at: number) => members[at]?.values.householdId ?? null
  const cells = divideBy(cell, householdOf)
  const households = cells.filter(([at]) => at !== undefined && householdOf(at) !== null)
  return households.length < 2 ? [cell] : cells
}

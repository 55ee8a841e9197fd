import type { RecordKey, ReviewMember, ReviewState, Touch } from '../../kit/index.ts'
import type { Remembered } from '../../policy/decisions.ts'
import type { Entry } from './entries.ts'

/** Decisions that one person made by one act; they hold together or not at all. */
export interface Saying {
  readonly touch: Touch
  readonly decisions: readonly Remembered[]
  /** The pairs that it is about, with what it says of them. */
  readonly pairs: readonly (readonly [RecordKey, RecordKey])[]
  readonly verdict: 'same' | 'apart'
}

export interface Judged {
  readonly verdict: 'open' | 'merged' | 'same' | 'apart' | 'in-part' | 'unclear'
  readonly sayings: readonly Saying[]
  /** What cannot be told, and why; one clause each. */
  readonly notes: readonly string[]
  /** Nothing more can come of the set. */
  readonly closed: boolean
}

export interface Words {
  /** Values of the verdict column. */
  readonly same: readonly string[]
  readonly notSame: readonly string[]
}

/** What people did with a set, as decisions about pairs. Where it cannot be told who did it, or why, there is none. */
export function judge(entry: Entry, state: ReviewState, words: Words, connection: string): Judged {
  const look = lookOf(entry, state, connection)
  const merges = mergeSayings(look)
  const answer = answerSaying(look, words)
  const thrown = answer.saying === null && !answer.given ? deletionSaying(look) : nothing
  const removals =
    state.is === 'there' && answer.verdict !== 'apart'
      ? removalSayings(look)
      : { sayings: [], notes: [], taken: [] }
  const sayings = [
    ...merges.sayings,
    ...removals.sayings,
    ...[answer.saying, thrown.saying].flatMap((one) => one ?? []),
  ]
  const notes = [...merges.notes, ...answer.notes, ...removals.notes, ...thrown.notes, ...addedNote(state)]
  const left = look.alive.filter((member) => !removals.taken.includes(member))
  const settled = left.length < 2 || answer.saying !== null || thrown.saying !== null
  return {
    verdict: verdictOf(sayings, merges.sayings.length, settled, notes),
    sayings,
    notes,
    closed: settled || state.is !== 'there',
  }
}

interface Look {
  readonly state: ReviewState
  readonly members: readonly ReviewMember[]
  /** Neither merged away nor deleted. */
  readonly alive: readonly ReviewMember[]
  /** Survivors of merges among the members. */
  readonly survivors: ReadonlySet<string>
  readonly keyOf: (record: string) => RecordKey
}

function lookOf({ object }: Entry, state: ReviewState, connection: string): Look {
  const { members } = state
  const ids = new Set(members.map(({ record }) => record))
  const into = members.flatMap(({ fate }) => (fate.is === 'merged' ? [fate.into] : []))
  return {
    state,
    members,
    alive: members.filter(({ fate }) => fate.is === 'there'),
    survivors: new Set(into.filter((id) => ids.has(id))),
    keyOf: (id) => ({ connection, object, id }),
  }
}

/** A merge is the plainest verdict there is, and says who survives. */
function mergeSayings({ members, survivors, keyOf }: Look) {
  const sayings: Saying[] = []
  let elsewhere = 0
  let deleted = 0
  for (const { record, fate, merged } of members) {
    if (fate.is === 'deleted' || fate.is === 'gone') deleted += 1
    if (fate.is !== 'merged') continue
    if (!survivors.has(fate.into) || merged === null) {
      elsewhere += 1
      continue
    }
    const [a, b] = [keyOf(fate.into), keyOf(record)]
    const decisions: Remembered[] = [
      { a, b, verdict: 'same' },
      { a, b, verdict: 'survivor' },
    ]
    sayings.push({ touch: merged, decisions, pairs: [[a, b]], verdict: 'same' })
  }
  const notes = [
    ...(elsewhere > 0 ? [`${recordsWere(elsewhere)} merged into a record outside the set`] : []),
    ...(deleted > 0 ? [`${recordsWere(deleted)} deleted`] : []),
  ]
  return { sayings, notes }
}

/** What stands in the column for verdicts; blank and other values leave the set open. */
function answerSaying({ state, alive, keyOf }: Look, words: Words) {
  const { answer, touch } = state
  const none = { saying: null, verdict: null, given: false, notes: [] as string[] }
  if (answer === null || touch === null) return none
  const verdict = words.same.includes(answer.verdict)
    ? 'same'
    : words.notSame.includes(answer.verdict)
      ? 'apart'
      : null
  if (verdict === null) return none
  // Who takes a record out of the set does not mean it when saying of the set that it is one.
  const meant =
    verdict === 'same' && state.is === 'there' ? alive.filter(({ entry }) => entry === 'there') : alive
  const keys = meant.map(({ record }) => keyOf(record))
  if (keys.length < 2) return { ...none, given: true, verdict }
  const notes: string[] = []
  const kept = keys.find(({ id }) => id === answer.survivor)
  if (verdict === 'same' && answer.survivor !== null && kept === undefined)
    notes.push('the record to keep that is named is none of the set')
  const pairs = pairsOf(keys)
  const decisions: Remembered[] =
    verdict === 'apart'
      ? pairs.map(([a, b]) => ({ a, b, verdict }))
      : [
          ...pairs.filter(([a]) => a === keys[0]).map(([a, b]): Remembered => ({ a, b, verdict })),
          ...keys.flatMap((b): Remembered[] =>
            kept === undefined || b === kept ? [] : [{ a: kept, b, verdict: 'survivor' }],
          ),
        ]
  const saying: Saying = { touch, decisions, pairs, verdict }
  return { saying, verdict, given: true, notes }
}

/** A record that a person took out of the set is somebody else than the rest. */
function removalSayings({ alive, survivors, keyOf }: Look) {
  const sayings: Saying[] = []
  const taken: ReviewMember[] = []
  const notes: string[] = []
  for (const member of alive) {
    // A merge may take the survivor's own entry away.
    if (member.entry === 'there' || survivors.has(member.record)) continue
    const { removed } = member
    if (member.entry === 'gone' || removed === null || removed.hand !== 'person') {
      notes.push(`${member.record} is no longer in it, ${notByPerson(removed)}`)
      continue
    }
    taken.push(member)
    const a = keyOf(member.record)
    const pairs = alive.filter((other) => other !== member).map((other) => [a, keyOf(other.record)] as const)
    const decisions = pairs.map(([one, b]): Remembered => ({ a: one, b, verdict: 'apart' }))
    if (pairs.length > 0) sayings.push({ touch: removed, decisions, pairs, verdict: 'apart' })
  }
  return { sayings, notes, taken }
}

const nothing = { saying: null, notes: [] as string[] }

/** Who throws a set away says that its records are not the same, unless something else may be the reason. */
function deletionSaying({ state, members, alive, keyOf }: Look): {
  readonly saying: Saying | null
  readonly notes: readonly string[]
} {
  const { is, touch } = state
  if (is === 'there') return nothing
  if (is === 'gone') return { saying: null, notes: ['it is gone, and nothing tells who deleted it'] }
  if (alive.length < 2) return nothing
  if (touch === null || touch.hand !== 'person')
    return { saying: null, notes: [`it was deleted, ${notByPerson(touch)}`] }
  // Sets with a single record left are often deleted to tidy up, by people and by automation in their name.
  if (alive.length < members.length)
    return { saying: null, notes: ['it was deleted after some of its records had gone: that may be why'] }
  const pairs = pairsOf(alive.map(({ record }) => keyOf(record)))
  const decisions = pairs.map(([a, b]): Remembered => ({ a, b, verdict: 'apart' }))
  return { saying: { touch, decisions, pairs, verdict: 'apart' }, notes: [] }
}

function notByPerson(touch: Touch | null): string {
  if (touch?.hand === 'self') return 'by the login that Steward runs with'
  if (touch?.hand === 'machine') return 'by automation'
  return 'and nothing tells who did it'
}

function addedNote({ added }: ReviewState): readonly string[] {
  return added === 0
    ? []
    : [`${added === 1 ? '1 record was' : `${added} records were`} put into it by others, and not judged`]
}

function verdictOf(
  sayings: readonly Saying[],
  merges: number,
  settled: boolean,
  notes: readonly string[],
): Judged['verdict'] {
  if (sayings.length === 0) return notes.length === 0 ? 'open' : 'unclear'
  if (!settled) return 'in-part'
  if (merges === sayings.length) return 'merged'
  const kinds = new Set(sayings.map(({ verdict }) => verdict))
  return kinds.size > 1 ? 'in-part' : kinds.has('same') ? 'same' : 'apart'
}

function pairsOf(keys: readonly RecordKey[]): readonly (readonly [RecordKey, RecordKey])[] {
  return keys.flatMap((a, at) => keys.slice(at + 1).map((b) => [a, b] as const))
}

function recordsWere(count: number): string {
  return count === 1 ? '1 record was' : `${count} records were`
}

import { formatKey, type RecordKey } from '../../kit/index.ts'
import { byText } from '../../match/table.ts'
import { isAboutPair, pairOf, type Remembered } from '../../policy/decisions.ts'
import type { LoadedPolicy } from '../../policy/index.ts'
import { counted } from '../../text/words.ts'
import { survivorshipOf } from '../build/target.ts'
import type { LeftOut } from '../files/plan-file.ts'
import type { Candidate } from '../group/group.ts'
import { splitMergeable } from '../survivorship/index.ts'
import { leftOutOf } from '../survivorship/left-out.ts'
import { type Entries, isOpen, reviewId } from './entries.ts'

/** A group on its way into the CRM. */
export interface Chosen {
  readonly id: string
  readonly rule: string
  readonly group: string
  readonly object: string
  readonly records: readonly string[]
}

export interface Choice {
  readonly chosen: readonly Chosen[]
  readonly leftOut: readonly LeftOut[]
}

export interface ChoiceRequest {
  readonly candidates: readonly Candidate[]
  readonly policy: LoadedPolicy
  readonly remembered: readonly Remembered[]
  readonly entries: Entries
  /** Least score. */
  readonly least: number
  readonly limit: number
  /** As in `Reviews`. */
  readonly settledAfterMs: number
}

/**
 * What people shall judge in the CRM: groups that could be merged there, that nobody decided yet and that wait in no
 * set, the surest first. Whom the policy would let survive does not matter: that is for them to say.
 */
export function chooseGroups({
  candidates,
  policy,
  remembered,
  entries,
  least,
  limit,
  settledAfterMs,
}: ChoiceRequest): Choice {
  const leftOut: LeftOut[] = []
  const parts: Candidate[] = []
  for (const candidate of candidates) {
    if (candidate.score < least) {
      leftOut.push(leftOutOf(candidate, candidate.members, below))
      continue
    }
    const split = splitMergeable(candidate, survivorshipOf(policy, candidate.entity))
    leftOut.push(...split.leftOut)
    parts.push(...split.parts)
  }
  const said = saidOf(remembered)
  const busy = busyRecords(entries)
  const chosen: Chosen[] = []
  for (const part of parts.toSorted((a, b) => b.score - a.score || byText(a.group, b.group))) {
    const one = chosenOf(part)
    const why =
      known(one, entries, settledAfterMs) ??
      tooLarge(one, policy.policy.limits.groupSize) ??
      decided(part, said) ??
      overlap(one, busy) ??
      (chosen.length >= limit ? beyond : undefined)
    if (why !== undefined) {
      leftOut.push(leftOutOf(part, part.members, why))
      continue
    }
    for (const record of one.records) busy.add(`${one.object}/${record}`)
    chosen.push(one)
  }
  return { chosen, leftOut }
}

type Why = { readonly code: string; readonly text: string }

const below: Why = { code: 'below', text: 'Its score is below --min-score.' }
const beyond: Why = {
  code: 'limit',
  text: 'More than one run makes: it is first in the next one, or raise --limit.',
}

function chosenOf({ rule, group, members }: Candidate): Chosen {
  const object = members[0]?.key.object ?? ''
  const records = members.map(({ key }) => key.id)
  return { id: reviewId(object, records), rule, group, object, records }
}

function known({ id }: Chosen, entries: Entries, settledAfterMs: number): Why | undefined {
  const entry = entries.get(id)
  if (entry === undefined || entry.state === 'refused' || entry.state === 'withdrawn') return undefined
  if (entry.state === 'intent')
    return {
      code: 'unknown',
      text: `It was sent, no answer came, and it is not there yet: try again in ${counted(Math.ceil(settledAfterMs / 60_000), 'minute')}.`,
    }
  return entry.state === 'closed'
    ? { code: 'judged', text: 'People have judged it in the CRM already.' }
    : { code: 'published', text: 'It waits in the CRM for somebody to judge it.' }
}

function tooLarge({ records }: Chosen, most: number): Why | undefined {
  if (records.length <= most) return undefined
  const text = `${records.length} records; limits.groupSize allows ${most}. So large a group is seldom one person or company: look at it.`
  return { code: 'too-large', text }
}

type Said = ReadonlyMap<string, 'same' | 'apart'>

function saidOf(remembered: readonly Remembered[]): Said {
  return new Map(remembered.filter(isAboutPair).map((one) => [pairOf(one), one.verdict]))
}

/** Every record linked to the others by somebody's word, or two of them kept apart. */
function decided({ members }: Candidate, said: Said): Why | undefined {
  if (said.size === 0) return undefined
  const keys = members.map(({ key }) => key)
  const verdict = (a: RecordKey, b: RecordKey) => said.get(pairOf({ a, b }))
  if (keys.some((a, at) => keys.slice(at + 1).some((b) => verdict(a, b) === 'apart')))
    return { code: 'apart', text: 'Two of its records were decided not to be the same. Scan again.' }
  const reached = new Set(keys.slice(0, 1).map((key) => formatKey(key)))
  for (let grown = true; grown; ) {
    grown = false
    for (const a of keys) {
      for (const b of keys) {
        if (!reached.has(formatKey(a)) || reached.has(formatKey(b)) || verdict(a, b) !== 'same') continue
        reached.add(formatKey(b))
        grown = true
      }
    }
  }
  if (reached.size < keys.length) return undefined
  return { code: 'decided', text: 'Somebody decided already that its records are the same.' }
}

function busyRecords(entries: Entries): Set<string> {
  const open = [...entries.values()].filter((entry) => isOpen(entry) || entry.state === 'intent')
  return new Set(open.flatMap(({ object, records }) => records.map((record) => `${object}/${record}`)))
}

function overlap({ object, records }: Chosen, busy: ReadonlySet<string>): Why | undefined {
  if (!records.some((record) => busy.has(`${object}/${record}`))) return undefined
  return { code: 'overlap', text: 'A record of it waits in another set: that one is judged first.' }
}

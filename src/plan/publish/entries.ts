import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { ReviewGroup, ReviewSet } from '../../kit/index.ts'

const at = z.iso.datetime()
const id = z.string().regex(/^[0-9a-f]{16}$/)

/** One line of the record of sets; ids only, never a value. */
export const Line = z.discriminatedUnion('type', [
  /** On disk before anything is sent. */
  z.strictObject({
    type: z.literal('intent'),
    at,
    id,
    rule: z.string(),
    group: z.string(),
    object: z.string(),
    records: z.array(z.string()).min(2),
  }),
  z.strictObject({
    type: z.literal('made'),
    at,
    id,
    set: z.string(),
    entries: z.record(z.string(), z.string()),
    /** Was there before: found, not made, and never withdrawn. */
    adopted: z.literal(true).optional(),
  }),
  /** Surely not made; it may be tried again. */
  z.strictObject({ type: z.literal('refused'), at, id, code: z.string() }),
  /** Nothing more is read of it. */
  z.strictObject({ type: z.literal('closed'), at, id, verdict: z.string() }),
  /** On disk before a deletion is sent. */
  z.strictObject({ type: z.literal('withdrawing'), at, id }),
  z.strictObject({ type: z.literal('withdrawn'), at, id }),
])
export type Line = z.infer<typeof Line>

export interface Entry extends ReviewGroup {
  readonly rule: string
  readonly group: string
  readonly state: Line['type']
  /** Of its last intent. */
  readonly since: string
  readonly set: ReviewSet | null
  /** Steward did not make the set. */
  readonly adopted: boolean
}

export type Entries = ReadonlyMap<string, Entry>

/** Of the records alone: the same ones are the same group, whichever rule or scan found them. */
export function reviewId(object: string, records: readonly string[]): string {
  const text = JSON.stringify([object, ...records.toSorted()])
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}

export function addLine(entries: Map<string, Entry>, line: Line): void {
  if (line.type === 'intent') {
    const { id, rule, group, object, records } = line
    entries.set(id, {
      id,
      rule,
      group,
      object,
      records,
      state: 'intent',
      since: line.at,
      set: null,
      adopted: false,
    })
    return
  }
  const known = entries.get(line.id)
  if (known === undefined) return
  const set = line.type === 'made' ? { set: line.set, entries: line.entries } : known.set
  const adopted = line.type === 'made' ? line.adopted === true : known.adopted
  entries.set(line.id, { ...known, state: line.type, set, adopted })
}

/** Ids of the CRM in a line. */
export function idsIn(line: Line): readonly string[] {
  if (line.type === 'intent') return line.records
  return line.type === 'made' ? [line.set, ...Object.entries(line.entries).flat()] : []
}

/** In the CRM, as far as is known here: it is looked after, and not published again. */
export function isOpen({ state }: Entry): boolean {
  return state === 'made' || state === 'withdrawing'
}

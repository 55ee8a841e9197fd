import { exitCodes, KitError } from '../../kit/index.ts'
import { canonicalJson, sha256 } from '../files/canonical.ts'
import { type EntryBody, JournalEntry } from './entry.ts'
import type { LineAt } from './lines-at.ts'

/** Where a chain ends: number and hash of its last entry. */
export interface ChainEnd {
  readonly seq: number
  readonly hash: string
}

/** Before the first entry, which gets number 0. */
export const chainStart: ChainEnd = { seq: -1, hash: '0'.repeat(64) }

export interface SealedEntry {
  readonly entry: JournalEntry
  readonly line: string
}

/** Gives an entry its place. Checks it as reading will: one bad entry on disk would spoil a whole journal. */
export function seal(body: EntryBody, at: string, end: ChainEnd): SealedEntry {
  const open = { ...body, seq: end.seq + 1, at, prev: end.hash }
  const entry = JournalEntry.parse({ ...open, hash: sha256(canonicalJson(open)) })
  return { entry, line: canonicalJson(entry) }
}

/** What is wrong, and what a person can do about it. */
export interface Wrong {
  readonly what: string
  readonly todo: string
}

/** What a line of the journal is, and what is wrong with it; `entry` is null when it is none. */
export interface CheckedLine {
  readonly entry: JournalEntry | null
  readonly problems: readonly Wrong[]
}

export function checkLine(text: string, end: ChainEnd): CheckedLine {
  const entry = entryIn(text)
  if (entry === null)
    return {
      entry,
      problems: [
        { what: 'is no journal entry', todo: 'put the entry back from a backup, or take the line out' },
      ],
    }
  const problems: Wrong[] = []
  const mark = `"hash":"${entry.hash}",`
  const at = text.indexOf(mark)
  // the bytes as they are, not the data in them: whatever was changed in the line shows
  const bare = text.slice(0, Math.max(at, 0)) + text.slice(at + mark.length)
  if (at < 0 || sha256(bare) !== entry.hash)
    problems.push({ what: 'was changed after it was written', todo: 'put it back as it is in a backup' })
  const place = placeOf(entry, end)
  return { entry, problems: place === null ? problems : [...problems, place] }
}

/** Null for an entry that follows the one before it. */
function placeOf({ seq, prev, hash }: JournalEntry, end: ChainEnd): Wrong | null {
  const next = end.seq + 1
  if (hash === end.hash) return { what: `is entry ${seq} once more`, todo: 'take it out' }
  if (seq > next) {
    const gone = seq === next + 1 ? `entry ${next} is` : `entries ${next} to ${seq - 1} are`
    return {
      what: `is entry ${seq}; before it ${gone} missing`,
      todo: 'put what is missing back from a backup',
    }
  }
  if (seq < next)
    return {
      what: `is entry ${seq} behind entry ${end.seq}`,
      todo: 'put the lines into the order of their numbers, or restore the folder from a backup',
    }
  if (prev === end.hash) return null
  return {
    what: `does not follow entry ${end.seq}: that one, or its hash, is another than when this was written`,
    todo: 'put the line before it back as it is in a backup',
  }
}

/** As `checkLine`; throws `JOURNAL_BROKEN` (exit 31) for whatever is wrong. */
export function readEntry(path: string, line: LineAt, end: ChainEnd): JournalEntry {
  const { entry, problems } = checkLine(line.text, end)
  if (entry === null || problems.length > 0)
    throw broken(path, `line ${line.number} ${problems.map(({ what }) => what).join(', ')}`)
  return entry
}

export function broken(path: string, what: string): KitError {
  return new KitError('JOURNAL_BROKEN', `The journal is not as it was written: ${path}: ${what}.`, {
    exit: exitCodes.refused,
    actions: [
      'See everything that is wrong:  steward journal verify',
      'Restore the whole folder from a backup; nothing is sent and nothing undone on a broken journal',
    ],
  })
}

/** Null for what is no entry; checks nothing of the chain. */
export function entryIn(text: string): JournalEntry | null {
  try {
    return JournalEntry.parse(JSON.parse(text))
  } catch {
    return null
  }
}

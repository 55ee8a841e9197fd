const gap = '…'
const longest = 200

/** Words that begin sentences and name things of the platform, though they are written with a capital. */
const harmless: ReadonlySet<string> = new Set(
  `A An And Any Apex At Before Can Cannot Case Contact Account Lead Opportunity Campaign Task Event User Record
   Records Type Owner Status Field Fields Value Values Id Do Each Error Exception Every First For From If In Into
   Insert Update Delete Merge Undelete Upsert Invalid Is It Limit Maximum Minimum Missing Must Name No None Not
   Nothing Of On One Only Or Please Related Required Rule Row Save Set System Take That The Them There These This
   Those To Too Trigger Flow Unable Use We When With You Your Dml DmlException API ID SOQL`
    .split(/\s+/)
    .filter((word) => word !== ''),
)

export interface Masking {
  /** Values that were in the request, which an answer may repeat. */
  readonly sent: readonly unknown[]
  /** Words in the names and labels of the object's fields. */
  readonly words: ReadonlySet<string>
}

export const nothingKnown: Masking = { sent: [], words: new Set() }

/** From what is known of the object anyway; short words are in names of people as well. */
export function wordsOf(fields: Iterable<{ readonly name: string; readonly label: string }>): Set<string> {
  const words = [...fields].flatMap(({ name, label }) => [name, ...name.split('_'), ...label.split(/\s+/)])
  return new Set(words.filter((word) => word.length > 2 && !/\d/.test(word)))
}

/**
 * What may be shown of a text that the org made up: nothing in quotes, no address, no number of more
 * than three digits, no value that was sent, and no word with a capital but harmless ones, those of fields,
 * codes and record ids. A name in small letters that was not sent would stay; nothing else that can tell
 * who a person is.
 */
export function maskValues(text: string, { sent, words }: Masking): string {
  const plain = withoutSent(text.replace(/\s+/g, ' '), sent)
    .replace(/"[^"]*"|“[^”]*”|„[^“”]*[“”]|«[^»]*»|‘[^’]*’|(?<![\p{L}\p{N}])'[^']*'(?![\p{L}\p{N}])/gu, gap)
    .replace(/\S*(?:@|:\/\/)\S*/g, gap)
    .replace(/(?<![\p{L}\p{N}_])\+?[(\d][\d\s()./-]{3,}\d(?![\p{L}\p{N}_])/gu, gap) // phones, dates, amounts
  const masked = plain.replace(/[\p{L}\p{N}_][\p{L}\p{N}\p{M}_'’-]*/gu, (word) =>
    words.has(word) || isShown(word) ? word : gap,
  )
  const joined = masked.replace(/…(?:[\s,.+/()-]*…)+/g, gap).trim()
  return joined.length <= longest ? joined : `${joined.slice(0, longest - 1)}${gap}`
}

function withoutSent(text: string, sent: readonly unknown[]): string {
  const values = sent.map(String).filter((value) => value.trim().length >= 3)
  const longestFirst = values.toSorted((a, b) => b.length - a.length)
  return longestFirst.reduce(
    (rest, value) => rest.replace(new RegExp(RegExp.escape(value.trim().replace(/\s+/g, ' ')), 'gi'), gap),
    text,
  )
}

function isShown(word: string): boolean {
  if (/\p{N}/u.test(word)) return /^\d{1,3}$/.test(word) || isRecordId(word) || /^\w+__[a-z]+$/.test(word)
  if (harmless.has(word) || /^\p{Ll}/u.test(word)) return true
  // Not what merely looks like a class name: `McKay` does, too.
  return /^[A-Z]+_[A-Z_]+$/.test(word) || /^[A-Za-z]\w*__[a-z]+$/.test(word)
}

/**
 * Ids are no personal values, and the only way to the records that are meant. The last three letters of a long
 * id tell which of the others are capitals, which hardly anything else of 18 signs does.
 */
function isRecordId(word: string): boolean {
  if (!/^[a-zA-Z0-9]{15}[A-Z0-5]{3}$/.test(word)) return false
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345'
  const capitals = [0, 5, 10].map((start) =>
    [...word.slice(start, start + 5)].reduce(
      (bits, sign, at) => bits + (/[A-Z]/.test(sign) ? 2 ** at : 0),
      0,
    ),
  )
  return capitals.map((bits) => letters[bits]).join('') === word.slice(15)
}

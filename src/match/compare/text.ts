import { IntList } from '../../columns/int-list.ts'
import { TextsBuilder } from '../../columns/texts.ts'
import type { Comparison } from '../../kit/index.ts'
import { spelledOut } from '../../terms/job-title.ts'
import { words } from '../../terms/letters.ts'
import type { Level } from '../comparator.ts'
import { isJaroWinkler, isTypo, sizeOf } from '../kernel/alike.ts'
import { encode, rarityOf } from '../kernel/coded.ts'
import { defineKind } from '../kernel/kind.ts'
import { sharedIntsOf } from '../kernel/shared.ts'
import { type PackedTexts, packTexts } from '../kernel/units.ts'
import { overlap, type PackedWords, WordsBuilder, wordWeights } from '../kernel/words.ts'

const levels = [
  { name: 'same', m: 0.6, u: 2e-4 },
  { name: 'close', m: 0.16, u: 2e-4 },
  { name: 'mostly', m: 0.06, u: 5e-4 },
  { name: 'partly', m: 0.08, u: 5e-3 },
  { name: 'numbers differ', m: 0.01, u: 2e-3, conflict: true },
  { name: 'different', m: 0.09, u: 0.99, conflict: true },
] as const satisfies readonly Level[]

const close = 2
const mostly = 3
const partly = 4
const numbersDiffer = 5
const different = 6

interface PackedPhrases {
  readonly place: number
  readonly texts: PackedTexts
  readonly words: PackedWords
  readonly weights: Float64Array
  /** By phrase: its words without numbers, and its numbers, each as one text. */
  readonly joined: Int32Array
  readonly numbers: Int32Array
  readonly rarity: Float32Array
}

/** `Renewal 2025` and `Renewal 2026` are two things: texts that differ in their numbers contradict. */
export const textKind = defineKind<Extract<Comparison, { type: 'text' }>, PackedPhrases>({
  encode: ({ field }, from) => {
    const builder = new TextsBuilder()
    const listed = new WordsBuilder(builder)
    const [joined, numbers] = [new IntList(), new IntList()]
    joined.push(0)
    numbers.push(0)
    const key = (phrase: Phrase): string => `${phrase.joined} ${phrase.numbers}`
    const { codes, counts } = encode(from.column(field), phraseOf, key, (phrase) => {
      listed.add(phrase.words)
      joined.push(builder.internText(phrase.joined))
      numbers.push(builder.internText(phrase.numbers))
    })
    const packed = listed.finish()
    const texts = builder.finish()
    return {
      place: from.line(codes),
      texts: packTexts(texts),
      words: packed,
      weights: wordWeights(packed, counts.length, texts.size),
      joined: sharedIntsOf(joined.values()),
      numbers: sharedIntsOf(numbers.values()),
      rarity: rarityOf(counts),
    }
  },
  open: (name, pack, { codes, width }) => {
    const { place, rarity } = pack
    const level = phraseLevel(pack)
    return {
      name,
      levels,
      mostRarity: 4,
      cost: 6,
      level: (a, b) => {
        const one = codes[a * width + place] as number
        const other = codes[b * width + place] as number
        return one === 0 || other === 0 ? 0 : level(one, other)
      },
      rarity: (a, _b, found) => (found === 1 ? (rarity[codes[a * width + place] as number] as number) : 0),
    }
  },
})

interface Phrase {
  readonly words: readonly string[]
  readonly numbers: string
  readonly joined: string
}

export function phraseOf(text: string): Phrase | null {
  const written = words(text)
  const telling = written.filter((word) => !prefixes.has(word))
  const all = spelledOut(telling.length === 0 ? written : telling)
  if (all.length === 0) return null
  const numbers = all.filter((word) => hasDigit.test(word))
  const plain = all.filter((word) => !hasDigit.test(word))
  return { words: plain, numbers: numbers.sort().join(' '), joined: plain.join(' ') }
}

const hasDigit = /\d/
/** Of replies and forwarded mails, and what people add to be heard, in several languages. */
const prefixes = new Set(
  (
    're fw fwd aw wg rv tr sv vs antw doorst enc ref urgent urgente dringend eilt asap important importante wichtig ' +
    'please pls bitte reminder erinnerung recordatorio rappel relance sollecito followup'
  ).split(' '),
)

function phraseLevel({ texts, words: listed, weights, joined, numbers }: PackedPhrases) {
  const { starts, words } = listed
  const overlapped = { texts, words, weights }
  return (one: number, other: number): number => {
    const [joinedA, joinedB] = [joined[one] as number, joined[other] as number]
    const [numbersA, numbersB] = [numbers[one], numbers[other]]
    if (joinedA === joinedB && numbersA === numbersB) return 1
    const share = overlap(
      overlapped,
      starts[one] as number,
      starts[one + 1] as number,
      starts[other] as number,
      starts[other + 1] as number,
    )
    const alike =
      joinedA === joinedB ||
      share >= 0.8 ||
      isTypo(texts, joinedA, joinedB) ||
      isJaroWinkler(texts, joinedA, joinedB, 0.95)
    if (numbersA !== 0 && numbersB !== 0 && numbersA !== numbersB) {
      return alike || share >= 0.5 ? numbersDiffer : different
    }
    if (alike) return close
    if (isContained(one, other)) return numbersA !== 0 && numbersA === numbersB ? close : partly
    if (share >= 0.65) return mostly
    return share >= 0.5 ? partly : different
  }

  /** `Cannot log in` in `Cannot log in - second mail`: all of at least two words, or of one that is no short one. */
  function isContained(one: number, other: number): boolean {
    const isShort = sizeIn(one) <= sizeIn(other)
    const [short, long] = isShort ? [one, other] : [other, one]
    const first = sizeIn(short) === 1 ? sizeOf(texts, words[starts[short] as number] as number) : 0
    if (sizeIn(short) < 2 && first < 5) return false
    for (let at = starts[short] as number; at < (starts[short + 1] as number); at++) {
      if (!words.subarray(starts[long], starts[long + 1]).includes(words[at] as number)) return false
    }
    return true
  }

  function sizeIn(code: number): number {
    return (starts[code + 1] as number) - (starts[code] as number)
  }
}

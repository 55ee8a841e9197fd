import { TextsBuilder } from '../../columns/texts.ts'
import type { Comparison } from '../../kit/index.ts'
import {
  type FamilyName,
  familyNameOf,
  type GivenName,
  generationOf,
  givenNameOf,
} from '../../terms/person-name.ts'
import { isJaroWinkler } from '../kernel/alike.ts'
import { encode, rarityOf } from '../kernel/coded.ts'
import { defineKind, type Encoding } from '../kernel/kind.ts'
import type { Lines } from '../kernel/lines.ts'
import { sharedInts, sharedIntsOf } from '../kernel/shared.ts'
import { familyLevel } from './family-name.ts'
import { givenLevel } from './given-name.ts'
import { at, nameLevels, tableLevel } from './name-levels.ts'
import { noteOf } from './name-note.ts'
import {
  generationIn,
  joinedOf,
  NamesBuilder,
  type NameTexts,
  type PackedNames,
  packNameTexts,
} from './name-pack.ts'
import { wholeName } from './whole-name.ts'

type PersonName = Extract<Comparison, { type: 'personName' }>

/** The names of one field: where their codes lie, and how many records have each. */
interface PackedField {
  readonly place: number
  readonly names: PackedNames
  readonly counts: Int32Array
  readonly rarity: Float32Array
}

export interface PackedPeople {
  readonly records: number
  readonly first: PackedField
  readonly last: PackedField
  /** Where the first letters of middle names lie; -1 when there are none. */
  readonly middle: number
  /** Where the texts of suffixes lie, `junior`; -1 when there are none. */
  readonly suffix: number
  readonly all: NameTexts
}

export const personNameKind = defineKind<PersonName, PackedPeople>({
  encode: ({ first, last, middle, suffix }, from) => {
    const texts = new TextsBuilder()
    const packedFirst = packField(first, givenNameOf, (name) => `${name.words.join(' ')}|${name.native}`, {
      from,
      texts,
    })
    const packedLast = packField(last, familyNameOf, familyKey, { from, texts })
    const suffixes = suffix === undefined ? null : codesOf(suffix, generationOf, { from, texts })
    return {
      records: from.rows,
      first: packedFirst,
      last: packedLast,
      middle: middle === undefined ? -1 : from.line(lettersOf(middle, from)),
      suffix: suffixes === null ? -1 : from.line(suffixes),
      all: packNameTexts(texts.finish()),
    }
  },
  open: (name, pack, lines) => ({
    name,
    levels: nameLevels,
    cost: 4,
    level: levelOf(pack, lines),
    rarity: rarityIn(pack, lines),
    note: noteIn(pack, lines),
  }),
})

function familyKey({ words, generation, native }: FamilyName): string {
  return `${words.join(' ')}|${generation}|${native}`
}

interface Packing {
  readonly from: Encoding
  readonly texts: TextsBuilder
}

function packField<T extends GivenName | FamilyName>(
  field: string,
  read: (text: string) => T | null,
  key: (name: T) => string,
  { from, texts }: Packing,
): PackedField {
  const builder = new NamesBuilder(texts)
  const coded = encode(from.column(field), read, key, (name) => builder.add(name))
  return {
    place: from.line(coded.codes),
    names: builder.finish(),
    counts: sharedIntsOf(coded.counts),
    rarity: rarityOf(coded.counts),
  }
}

/** Per record the code that a reading of the field has among the texts. */
function codesOf(field: string, read: (text: string) => string, { from, texts }: Packing): Int32Array {
  const { codes, texts: values } = from.column(field)
  const codeOf = sharedInts(values.size)
  for (let value = 1; value < values.size; value++) codeOf[value] = texts.internText(read(values.at(value)))
  return Int32Array.from(codes, (value) => codeOf[value] as number)
}

/** Per record the first letter of a middle name; 0 for none. */
function lettersOf(field: string, from: Encoding): Int32Array {
  const { codes, texts } = from.column(field)
  const letterOf = new Int32Array(texts.size)
  for (let value = 1; value < texts.size; value++) {
    letterOf[value] = givenNameOf(texts.at(value))?.joined.charCodeAt(0) ?? 0
  }
  return Int32Array.from(codes, (value) => letterOf[value] as number)
}

/** Two names that are both common are two names, however alike: Karin and Karen, Laura and Lara. */
const commonFrom = 5

/** Where these say little, the names may have been typed into the wrong fields. */
const perhapsMisplaced = new Set([
  at.different,
  at['given name only'],
  at['family name garbled'],
  at['family name differs'],
  at['given name differs'],
  at['surname only'],
  0,
])
const isUnsure = Uint8Array.from({ length: nameLevels.length + 1 }, (_, level) =>
  perhapsMisplaced.has(level) ? 1 : 0,
)

function levelOf(pack: PackedPeople, { codes, width }: Lines): (a: number, b: number) => number {
  const { first, last, middle, all } = pack
  const compareFamily = familyLevel(last.names, all)
  const compareGiven = givenLevel(first.names, all)
  const compareWhole = wholeName(first.names, last.names, all)
  const common = Math.max(commonFrom, pack.records / 2000)
  const bothCommon = (counts: Int32Array, one: number, other: number): boolean =>
    (counts[one] as number) >= common && (counts[other] as number) >= common
  return (a, b) => {
    const lineA = a * width
    const lineB = b * width
    const lastA = codes[lineA + last.place] as number
    const lastB = codes[lineB + last.place] as number
    const firstA = codes[lineA + first.place] as number
    const firstB = codes[lineB + first.place] as number
    const found = tableLevel(
      compareFamily(lastA, lastB, bothCommon(last.counts, lastA, lastB)),
      compareGiven(firstA, firstB, bothCommon(first.counts, firstA, firstB)),
    )
    if (found !== 0 && found !== at.different && generationsDiffer(lineA, lineB, lastA, lastB)) {
      return at['generation differs']
    }
    if (isUnsure[found] === 1) {
      const whole = compareWhole(firstA, lastA, firstB, lastB)
      if (whole !== 0) return whole
    }
    return found === at.same && middle >= 0 && middlesDiffer(lineA, lineB) ? at['given part'] : found
  }

  function generationsDiffer(lineA: number, lineB: number, lastA: number, lastB: number): boolean {
    const one = generationOfRecord(pack, codes, lineA, lastA)
    const other = generationOfRecord(pack, codes, lineB, lastB)
    return one !== 0 && other !== 0 && one !== other
  }

  function middlesDiffer(lineA: number, lineB: number): boolean {
    const one = codes[lineA + middle] as number
    const other = codes[lineB + middle] as number
    return one !== 0 && other !== 0 && one !== other
  }
}

/** Of the suffix, or of the end of the family name. */
function generationOfRecord(
  { suffix, last }: PackedPeople,
  codes: Int32Array,
  line: number,
  name: number,
): number {
  const own = suffix < 0 ? 0 : (codes[line + suffix] as number)
  return own === 0 ? generationIn(last.names, name) : own
}

/** Bits that a suffix on one side alone takes away: half of the sons are entered with theirs, few of the others. */
const onlyOne = 4

const sharesGivenName: ReadonlySet<number> = new Set([
  at.same,
  at['given part'],
  at.swapped,
  at['given name only'],
  at['family name garbled'],
  at['family name differs'],
])
const sharesFamilyName: ReadonlySet<number> = new Set([
  at.same,
  at['given part'],
  at.swapped,
  at.nickname,
  at.initial,
  at['surname only'],
])

function rarityIn(
  pack: PackedPeople,
  { codes, width }: Lines,
): (a: number, b: number, level: number) => number {
  const { first, last } = pack
  return (a, b, level) => {
    const [lineA, lineB] = [a * width, b * width]
    const lastA = codes[lineA + last.place] as number
    const ofFirst = sharesGivenName.has(level)
      ? (first.rarity[codes[lineA + first.place] as number] as number)
      : 0
    const ofLast = sharesFamilyName.has(level) ? (last.rarity[lastA] as number) : 0
    return ofFirst + ofLast - (level <= at['fuzzy both'] && oneGeneration(lineA, lineB, lastA) ? onlyOne : 0)
  }

  function oneGeneration(lineA: number, lineB: number, lastA: number): boolean {
    const one = generationOfRecord(pack, codes, lineA, lastA)
    const other = generationOfRecord(pack, codes, lineB, codes[lineB + last.place] as number)
    return (one === 0) !== (other === 0)
  }
}

function noteIn({ first, last, all }: PackedPeople, { codes, width }: Lines) {
  const compareGiven = givenLevel(first.names, all)
  return (a: number, b: number, level: number): string | undefined =>
    noteOf(level, {
      texts: all.texts,
      first: first.names,
      last: last.names,
      firstA: codes[a * width + first.place] ?? 0,
      firstB: codes[b * width + first.place] ?? 0,
      lastA: codes[a * width + last.place] ?? 0,
      lastB: codes[b * width + last.place] ?? 0,
      compareGiven,
    })
}

/** Family name by record: who may be a relative. */
export function familiesOf({ last }: PackedPeople, { codes, width }: Lines, rows: number): Int32Array {
  const out = new Int32Array(rows)
  for (let record = 0; record < rows; record++) {
    out[record] = joinedOf(last.names, codes[record * width + last.place] as number)
  }
  return out
}

/** Whether two given names are so alike that one may be the other in a hurry: Javi, Jvaier. */
export function mayBeMistyped({ first, all }: PackedPeople, { codes, width }: Lines, least: number) {
  const joined = (record: number): number =>
    joinedOf(first.names, codes[record * width + first.place] as number)
  return (a: number, b: number): boolean => isJaroWinkler(all.texts, joined(a), joined(b), least)
}

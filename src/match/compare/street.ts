import { IntList } from '../../columns/int-list.ts'
import { TextsBuilder } from '../../columns/texts.ts'
import { type Street, streetOf } from '../../terms/street.ts'
import { editsOfTexts, isJaroWinkler, isTypo } from '../kernel/alike.ts'
import { type Column, encode } from '../kernel/coded.ts'
import type { Encoding } from '../kernel/kind.ts'
import { sharedIntsOf } from '../kernel/shared.ts'
import { type PackedTexts, packTexts } from '../kernel/units.ts'

/** Streets by code: the text of the name without spaces, and of the first number. */
export interface PackedStreets {
  readonly texts: PackedTexts
  readonly names: Int32Array
  readonly numbers: Int32Array
}

interface Streets {
  readonly codes: Int32Array
  readonly counts: Int32Array
  readonly pack: PackedStreets
}

/** The streets of a field and of each record, read once however many comparisons want them. */
export function streetsOf(field: string, from: Encoding): Streets {
  return from.once('streets', field, () => packStreets(from.column(field)))
}

function packStreets(column: Column): Streets {
  const texts = new TextsBuilder()
  const [names, numbers] = [new IntList(), new IntList()]
  names.push(0)
  numbers.push(0)
  const add = (street: Street): void => {
    names.push(texts.internText(street.names.join('')))
    numbers.push(texts.internText(street.numbers[0] ?? ''))
  }
  const { codes, counts } = encode(column, streetOf, ({ joined }) => joined, add)
  const pack = {
    texts: packTexts(texts.finish()),
    names: sharedIntsOf(names.values()),
    numbers: sharedIntsOf(numbers.values()),
  }
  return { codes, counts, pack }
}

const same = 1
/** The name of the street agrees, its number is missing or mistyped. */
const near = 2
const different = 3

/** How two streets stand to each other, by code; neither is 0. */
export function streetLevel({
  texts,
  names,
  numbers,
}: PackedStreets): (one: number, other: number) => number {
  return (one, other) => {
    if (one === other) return same
    const nameA = names[one] as number
    const nameB = names[other] as number
    const alike = nameA === nameB || isTypo(texts, nameA, nameB) || isJaroWinkler(texts, nameA, nameB, 0.92)
    if (!alike || nameA === 0) return different
    const numberA = numbers[one] as number
    const numberB = numbers[other] as number
    if (numberA !== 0 && numberA === numberB) return same
    return numberA === 0 || numberB === 0 || editsOfTexts(texts, numberA, numberB, 1) <= 1 ? near : different
  }
}

/** Whether two records are known to be in different streets. */
export function otherStreets(codes: Int32Array, pack: PackedStreets): (a: number, b: number) => boolean {
  const level = streetLevel(pack)
  return (a, b) => {
    const [one, other] = [codes[a] as number, codes[b] as number]
    return one !== 0 && other !== 0 && level(one, other) === different
  }
}

import { plainOf } from '../schema/association-types.ts'
import { inverseOf, plainKind } from '../store/association.ts'
import { count, type Seeding } from './seeding.ts'

/** Two ids in one number: left * 2^26 + right. */
const half = 2 ** 26
const chunk = 20_000

/** By `from to type`, in both directions. Kept until the end, because sorted rows are written much quicker. */
export type Ties = Map<string, number[]>

export type Pair = readonly [from: string, to: string]
export type Tie = (from: string, to: string) => void

/** Makes associations without label, or the labelled one of this id with what it brings along; both ways. */
export function tie(seeding: Seeding, from: string, to: string, labelled?: number): Tie {
  const typeId = labelled ?? plainKind(seeding.org, from, to)?.typeId
  const brought = labelled === undefined ? undefined : plainOf('HUBSPOT_DEFINED', labelled)
  const lists = [typeId, brought].flatMap((one) => {
    if (one === undefined) return []
    const back = inverseOf(seeding.org, from, to, { category: 'HUBSPOT_DEFINED', typeId: one })
    if (back === undefined) throw new Error(`no association ${one} from ${from} to ${to}`)
    return [[listOf(seeding, from, to, one), listOf(seeding, to, from, back)] as const]
  })
  if (lists.length === 0) throw new Error(`no association from ${from} to ${to}`)
  return (left, right) => {
    for (const [there, back] of lists) {
      there.push(Number(left) * half + Number(right))
      back.push(Number(right) * half + Number(left))
    }
  }
}

function listOf({ ties }: Seeding, from: string, to: string, typeId: number): number[] {
  const key = `${from} ${to} ${typeId}`
  const list = ties.get(key) ?? []
  ties.set(key, list)
  return list
}

export function relate(seeding: Seeding, [from, to]: Pair, pairs: Iterable<Pair>, labelled?: number): void {
  const make = tie(seeding, from, to, labelled)
  for (const [left, right] of pairs) make(left, right)
}

export function writeTies(seeding: Seeding): void {
  const insert = seeding.org.db.prepare(
    `INSERT OR IGNORE INTO association SELECT ?, value / ${half}, ?, value % ${half}, 'HUBSPOT_DEFINED', ? FROM json_each(?)`,
  )
  let made = 0
  for (const [key, list] of seeding.ties) {
    const [from = '', to = '', typeId] = key.split(' ')
    const sorted = Float64Array.from(list).sort()
    for (let at = 0; at < sorted.length; at += chunk) {
      const values = `[${sorted.subarray(at, at + chunk).join()}]`
      made += Number(insert.run(from, to, Number(typeId), values).changes)
    }
  }
  seeding.ties.clear()
  count(seeding, 'associations', made / 2)
}

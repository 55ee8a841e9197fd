import type { ToldItem } from '../../plan/undo/taken-back.ts'
import { byCount, tally } from '../../text/tally.ts'
import { figure, percent } from '../../text/words.ts'

export type Fidelity = ToldItem['fidelity']

export const fidelities: readonly Fidelity[] = ['exact', 'approximate', 'impossible', 'waits', 'kept']

export const fidelityWords: Readonly<Record<Fidelity, string>> = {
  exact: 'exactly',
  approximate: 'nearly',
  impossible: 'not at all',
  waits: 'waits',
  kept: 'kept',
}

export const kinds = ['records', 'values', 'links'] as const
export type Kind = (typeof kinds)[number]

/** A relationship has its object before a point; a column has none. */
export function kindOf({ what }: ToldItem): Kind {
  if (what === 'record') return 'records'
  return what.includes('.') ? 'links' : 'values'
}

/** `Contact`, `Contact.Phone`, `Task.WhoId`. */
export function nameOf({ what, object }: ToldItem): string {
  if (what === 'record') return object
  return what.includes('.') ? what : `${object}.${what}`
}

export type KindCounts = Readonly<Record<Fidelity, number>> & { readonly all: number }

/** Only kinds of which there are items. */
export function countsByKind(items: readonly ToldItem[]): readonly (readonly [Kind, KindCounts])[] {
  return kinds.flatMap((kind) => {
    const of = items.filter((item) => kindOf(item) === kind)
    if (of.length === 0) return []
    const count = (fidelity: Fidelity) => of.filter((item) => item.fidelity === fidelity).length
    const [exact, approximate, impossible, waits, kept] = fidelities.map(count) as [
      number,
      number,
      number,
      number,
      number,
    ]
    return [[kind, { all: of.length, exact, approximate, impossible, waits, kept }] as const]
  })
}

/** `612 exactly (99.3 %), 3 not at all (0.5 %)`; without shares where one figure is all. */
export function countsText(counts: KindCounts): string {
  const some = fidelities.filter((fidelity) => counts[fidelity] > 0)
  return some
    .map((fidelity) => {
      const share = some.length > 1 ? ` (${percent(counts[fidelity] / counts.all)})` : ''
      return `${figure(counts[fidelity])} ${fidelityWords[fidelity]}${share}`
    })
    .join(', ')
}

const reasonsNamed = 4
const namesNamed = 4

/** Per reason, most first: `45: a new row with a new id (40 × Task.WhoId, 5 × Case.ContactId)`. */
export function reasonLines(items: readonly ToldItem[]): readonly string[] {
  return someReasons(items, (of) => {
    const names = tally(of.map(nameOf))
    return some(
      names.map(([name, count]) => (count === of.length ? name : `${figure(count)} × ${name}`)),
      'more kinds',
    )
  })
}

/** Per reason, the first by their ids: `12: changed since the merge (003… Phone, 003… Title and 10 more)`. */
export function conflictLines(items: readonly ToldItem[]): readonly string[] {
  return someReasons(items, (of) =>
    some(
      of.map((item) => `${item.id} ${item.what === 'record' ? item.object : item.what}`),
      'more',
    ),
  )
}

function someReasons(
  items: readonly ToldItem[],
  text: (of: readonly ToldItem[]) => string,
): readonly string[] {
  const reasons = Map.groupBy(items, ({ why }) => why)
  const all = byCount([...reasons].map(([why, of]) => [why, of.length] as const))
  const lines = all
    .slice(0, reasonsNamed)
    .map(([why, count]) => `${figure(count)}: ${why} (${text(reasons.get(why) ?? [])})`)
  const rest = all.slice(reasonsNamed).reduce((sum, [, count]) => sum + count, 0)
  return rest === 0 ? lines : [...lines, `${figure(rest)} more for other reasons`]
}

function some(texts: readonly string[], rest: string): string {
  const shown = texts.slice(0, namesNamed)
  const left = texts.length - shown.length
  return `${shown.join(', ')}${left > 0 ? ` and ${figure(left)} ${rest}` : ''}`
}

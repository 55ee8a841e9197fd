import type { UndoOutcome } from '../../plan/undo/index.ts'
import { type ToldGroup, takenBackTexts, takenBackWords, toldItems } from '../../plan/undo/taken-back.ts'
import type { Told } from '../../plan/undo/told.ts'
import { oneLine } from '../../text/neutral.ts'
import { byCount } from '../../text/tally.ts'
import { counted, figure, listed } from '../../text/words.ts'
import { definition, wrap } from '../terminal.ts'
import {
  conflictLines,
  countsByKind,
  countsText,
  type Fidelity,
  fidelityWords,
  reasonLines,
} from './undo-counts.ts'
import { type NextInput, nextSteps, orgText } from './undo-next.ts'
import { automationText } from './words.ts'

export interface UndoTextInput extends NextInput {
  readonly groups: readonly ToldGroup[]
  readonly told: Told
  /** File in which each item is listed, if one was asked for. */
  readonly report: string | null
  readonly now: Date
  readonly width?: number
}

const labelWidth = 11
const groupsNamed = 10

type Row = readonly [label: string, text: string]

/** What undo would do, before it does anything. */
export function foreseen(input: UndoTextInput): string {
  const { groups, told, plan, width = 80 } = input
  const where = orgText(input)
  const left = told.calls - told.looked
  return page(width, `To take back: ${counted(groups.length, 'group')} of plan ${plan.id} in ${where}.`, [
    ...itemRows(input),
    ...first(told),
    ...windowRows(input),
    ...originalRows(input),
    ['fires', automationText(told) || 'nothing: nothing is written'],
    ...stampRows(told),
    ['API calls', `about ${figure(left)}, and ${figure(told.looked)} were made to look${shortage(told)}`],
  ])
}

/** What undo did: figures and shares, what stays to be done; the journal and the report have each item. */
export function undone(
  input: UndoTextInput & { readonly outcome: Pick<UndoOutcome, 'left' | 'idMap'> },
): string {
  const { groups, told, outcome, width = 80 } = input
  const { idMap } = outcome
  return page(width, takenBack(groups, outcome.left), [
    ...itemRows(input),
    ...(idMap.back > 0
      ? [
          [
            'ids',
            `${counted(idMap.back, 'id')} that came back ${idMap.back === 1 ? 'is' : 'are'} no longer in ${idMap.path}: tell integrations that were given the list`,
          ] as const,
        ]
      : []),
    ...originalRows(input),
    ...stampRows(told),
    ['API calls', figure(told.calls)],
    ...labelled('next', nextSteps(input)),
  ])
}

function page(width: number, title: string, rows: readonly Row[]): string {
  return [
    ...wrap(oneLine(title, 1000), width),
    ...rows.flatMap(([label, text]) => definition(label, oneLine(text, 2000), width, labelWidth)),
  ].join('\n')
}

/** `Of 27 groups: 20 wholly back, 7 split again into new records.` */
function takenBack(groups: readonly ToldGroup[], left: number): string {
  const parts = takenBackWords.flatMap((word) => {
    const count = groups.filter((group) => group.takenBack === word).length
    const [one, several] = takenBackTexts[word]
    return count === 0 ? [] : [{ count, text: count === 1 ? one : several }]
  })
  if (left > 0) parts.push({ count: left, text: 'not begun' })
  const of = counted(groups.length + left, 'group')
  const [first] = parts
  if (first !== undefined && parts.length === 1) return `${of} ${first.text}.`
  return `Of ${of}: ${parts.map(({ count, text }) => `${figure(count)} ${text}`).join(', ')}.`
}

/** Kinds in figures, then why not all is exact, then groups of which nothing is written. */
function itemRows({ groups, report }: UndoTextInput): readonly Row[] {
  const items = groups.flatMap((group) => toldItems(group.items))
  const of = (fidelity: Fidelity) => items.filter((item) => item.fidelity === fidelity)
  return [
    ...countsByKind(items).map(([kind, counts]): Row => [kind, countsText(counts)]),
    ...labelled(fidelityWords.approximate, reasonLines(of('approximate'))),
    ...labelled(fidelityWords.impossible, reasonLines(of('impossible'))),
    ...labelled(fidelityWords.waits, reasonLines(of('waits'))),
    ...labelled(fidelityWords.kept, conflictLines(of('kept'))),
    ...refusedRows(groups),
    ...(items.every(({ fidelity }) => fidelity === 'exact') && report === null
      ? []
      : [['each item', report ?? 'in a file: --report undo.md (or .csv, .json)'] as const]),
  ]
}

function refusedRows(groups: readonly ToldGroup[]): readonly Row[] {
  const refused = groups.flatMap(({ action, refused: why }) => (why === null ? [] : [{ action, ...why }]))
  const byText = Map.groupBy(refused, ({ text }) => text)
  const lines = byCount([...byText].map(([text, of]) => [text, of.length] as const)).map(([text]) => {
    const of = byText.get(text) ?? []
    const ids = of.slice(0, groupsNamed).map(({ action }) => action)
    const left = of.length - ids.length
    return `${ids.join(', ')}${left > 0 ? ` and ${counted(left, 'group')} more` : ''}: ${text}`
  })
  const shown = lines.slice(0, groupsNamed)
  if (lines.length > shown.length) shown.push(`and for ${figure(lines.length - shown.length)} more reasons`)
  return labelled('not undone', shown)
}

function first({ byHand }: Told): readonly Row[] {
  const idsNamed = 5
  return labelled(
    'first',
    byHand.map(({ object, where, ids, anew }) => {
      const left = ids.length - idsNamed
      const which = `${ids.slice(0, idsNamed).join(', ')}${left > 0 ? ` and ${figure(left)} more` : ''}`
      return `by hand, or they stay away${anew ? ' (--recreate makes them anew, with losses)' : ''}: ${counted(ids.length, `record of ${object}`, `records of ${object}`)} in ${where}: ${which}`
    }),
  )
}

const day = 86_400_000

function windowRows({ told: { windows }, now }: UndoTextInput): readonly Row[] {
  const ends = Map.groupBy(windows, ({ until, days }) => `${days} ${until.slice(0, 10)}`)
  return labelled(
    'window',
    [...ends.values()].map((of) => {
      const { days, until } = of[0] as (typeof of)[number]
      const left = Math.max(0, Math.floor((Date.parse(until) - now.getTime()) / day))
      const objects = listed(of.map(({ object }) => object))
      return `${objects}: ${figure(left)} of ${counted(days, 'day')} left, until ${until.slice(0, 10)} for what went first; less if the recycle bin is full`
    }),
  )
}

/** A duplicate that is made anew and restored is there twice. */
function originalRows({ told: { originals }, now }: UndoTextInput): readonly Row[] {
  const there = originals.filter(({ until }) => Date.parse(until) > now.getTime())
  const until = there.map((one) => one.until).reduce((last, one) => (one > last ? one : last), '')
  if (there.length === 0) return []
  const isMade = there.some(({ anew }) => anew !== null)
  const when = isMade ? 'must not be restored now' : 'must not be restored once they are made anew'
  const text = `the originals of ${counted(there.length, 'record')} lie in the recycle bin until ${until.slice(0, 10)} and ${when}: there would be two of each`
  const ids = there.slice(0, groupsNamed).map(({ id, anew }) => (anew === null ? id : `${id} is ${anew}`))
  const left = there.length - ids.length
  const more = left > 0 ? ` and ${figure(left)} more: --report FILE lists them` : ''
  return labelled('careful', [text, `${isMade ? 'old and new ids: ' : ''}${ids.join(', ')}${more}`])
}

function shortage({ calls, looked, orgCalls: org }: Told): string {
  const left = org === null ? Number.POSITIVE_INFINITY : Math.max(0, org.limit - org.used)
  return calls - looked <= left
    ? ''
    : `. Today's limit leaves ${figure(left)}: it will stop on the way, and the same command goes on tomorrow`
}

function stampRows({ stamps }: Told): readonly Row[] {
  const example = stamps.find((name) => /last_?modified/i.test(name)) ?? stamps[0]
  if (example === undefined) return []
  const columns = counted(stamps.length, 'column')
  return [['stamps', `${columns} that only the CRM writes stay, e.g. ${example}`]]
}

function labelled(label: string, texts: readonly string[]): readonly Row[] {
  return texts.map((text, index): Row => [index === 0 ? label : '', text])
}

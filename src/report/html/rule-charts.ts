import { cut } from '../../text/neutral.ts'
import { counted } from '../../text/words.ts'
import { type GroupTally, type RuleTally, scoreSteps, type Tally, topOf } from '../tally.ts'
import { type Bar, barTable, columnChart } from './chart.ts'
import { type Markup, markup, nothing } from './markup.ts'

/** What looking shows faster than reading: when, how large, how sure, whose, from where. */
export function ruleCharts(tally: RuleTally, id: string): Markup {
  const { groups } = tally
  if (groups === null && tally.records < 2) return nothing
  if (groups?.across) return charts(acrossCharts(groups, id))
  const what = groups === null ? 'records' : 'surplus records'
  const parts = [
    ...(groups === null ? [] : groupCharts(groups, id)),
    tallyBars('By owner', `${what}, by the person responsible`, what, tally.owners, 'owner unknown'),
    tallyBars('By source', `${what}, by where they came from`, what, tally.sources, 'source unknown'),
    groups === null
      ? nothing
      : tallyBars('Not mergeable in one go', 'groups, by the reason', 'groups', groups.obstacles, ''),
  ]
  return charts(parts)
}

function charts(all: readonly Markup[]): Markup {
  const parts = all.filter((part) => part !== nothing)
  return parts.length === 0 ? nothing : markup`<div class="charts">${parts}</div>`
}

function acrossCharts(groups: GroupTally, id: string): readonly Markup[] {
  return [
    tallyBars('Fields that differ', 'groups, by field', 'groups', groups.differing, ''),
    scoreChart(groups, id),
  ]
}

function scoreChart(groups: GroupTally, id: string): Markup {
  return columnChart(
    `${id}-scores`,
    'Scores',
    'groups, by the probability of their weakest link',
    'groups',
    scoreBars(groups.scores),
  )
}

function groupCharts(groups: GroupTally, id: string): readonly Markup[] {
  const months = monthBars(groups.months)
  const drawn = months.reduce((all, { value }) => all + value, 0)
  const undrawn = groups.surplus - groups.months.unknown - drawn
  const notes = [
    'Surplus records: every member of a group but its oldest, or its survivor where a date is missing.',
    undrawn > 0 ? `${counted(undrawn, 'earlier record')} not drawn.` : '',
    groups.months.unknown > 0 ? `${counted(groups.months.unknown, 'record')} without a date.` : '',
  ]
  const note = notes.filter((part) => part !== '').join(' ')
  return [
    columnChart(`${id}-months`, 'Duplicates by month of creation', note, 'records', months, true),
    barTable('Group sizes', 'groups, by the records in them', 'groups', sizeBars(groups.sizes)),
    scoreChart(groups, id),
  ]
}

/** Nothing at all when every value is unknown: said in one line instead of an empty chart. */
function tallyBars(title: string, note: string, unit: string, tally: Tally, unknown: string): Markup {
  const { top, left } = topOf(tally, 8)
  if (top.length === 0) {
    return tally.unknown === 0 || unknown === ''
      ? nothing
      : markup`<figure><figcaption>${title} <span>Unknown for all ${counted(tally.unknown, 'record')}.</span></figcaption></figure>`
  }
  const bars: Bar[] = top.map(([label, value]) => ({ label: cut(label, 60), value }))
  if (left > 0) bars.push({ label: 'all others', value: left, rest: true })
  if (tally.unknown > 0) bars.push({ label: unknown, value: tally.unknown, rest: true })
  return barTable(title, note, unit, bars)
}

const sizeSteps: readonly (readonly [number, number, string])[] = [
  [2, 2, '2 records'],
  [3, 3, '3 records'],
  [4, 4, '4 records'],
  [5, 9, '5 to 9 records'],
  [10, 19, '10 to 19 records'],
  [20, Number.POSITIVE_INFINITY, '20 or more'],
]

function sizeBars(sizes: ReadonlyMap<number, number>): readonly Bar[] {
  const bars = sizeSteps.map(([from, to, label]) => ({
    label,
    value: [...sizes].reduce((all, [size, groups]) => (size >= from && size <= to ? all + groups : all), 0),
  }))
  return bars.slice(0, bars.findLastIndex(({ value }) => value > 0) + 1)
}

function scoreBars(scores: ReadonlyMap<number, number>): readonly Bar[] {
  const bars = scoreSteps.map((from, index) => {
    const to = scoreSteps[index + 1]
    const label = to === undefined ? '> 99.9 %' : `${+(from * 100).toFixed(1)}–${+(to * 100).toFixed(1)} %`
    return { label, value: scores.get(from) ?? 0 }
  })
  return bars.slice(bars.findIndex(({ value }) => value > 0))
}

/** Every month from the first to the last, also those without any; the last 24 when there are more. */
function monthBars(months: Tally): readonly Bar[] {
  const known = [...months.counts.keys()].sort()
  const first = known[0]
  const last = known.at(-1)
  if (first === undefined || last === undefined) return []
  const bars: Bar[] = []
  for (let month = monthNumber(last); month >= monthNumber(first) && bars.length < 24; month -= 1) {
    const label = `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`
    bars.unshift({ label, value: months.counts.get(label) ?? 0 })
  }
  return bars
}

function monthNumber(month: string): number {
  return Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1
}

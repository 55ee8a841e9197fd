import { formatKey } from '../../kit/index.ts'
import { valueText } from '../beside.ts'
import { headline } from '../headline.ts'
import type { ReportInput, Shown } from '../input.ts'
import { cut } from '../neutral.ts'
import { type GroupTally, type RuleTally, scoreSteps, type Tally, topOf } from '../tally.ts'
import { counted, fieldLabel, figure, percent, severityText } from '../words.ts'
import { type Bar, barTable, columnChart } from './chart.ts'
import { groupBody } from './group.ts'
import { anchor, type Markup, markup, nothing } from './markup.ts'

/** Everything about one rule: how much, why, how to fix it, charts, the worst, what is waived. */
export function ruleArticle(tally: RuleTally, input: ReportInput): Markup {
  const meta = input.rules.get(tally.rule)
  const id = anchor('rule', tally.rule)
  return markup`<article class="card rule" id="${id}" aria-labelledby="${id}-title" data-rule="${searchText(tally, input)}" data-severity="${tally.severity}">
<header><p><span class="badge ${tally.severity}">${tally.severity}</span> <code>${tally.rule}</code></p>
<h3 id="${id}-title">${headline(tally, input.rules)}</h3><p class="soft small">${amounts(tally)}</p></header>
${meta === undefined ? nothing : markup`<div class="advice"><div><h4>Why it matters</h4><p>${meta.why}</p></div><div><h4>How to fix</h4><p>${meta.remedy}</p></div></div>`}
${charts(tally, id)}${worst(tally)}${waivers(tally)}</article>`
}

export function searchText(tally: RuleTally, input: ReportInput): string {
  return cut(`${tally.rule} ${headline(tally, input.rules)}`, 300)
}

function amounts(tally: RuleTally): string {
  const { groups } = tally
  const several = tally.bySeverity.size > 1 ? severityText(Object.fromEntries(tally.bySeverity)) : ''
  return [
    counted(tally.findings, 'finding'),
    several,
    tally.records > 0 ? counted(tally.records, 'record') : 'about the org as a whole',
    groups === null ? '' : `${figure(groups.surplus)} surplus`,
    tally.compared > 0
      ? `${figure(tally.isNew)} new, ${figure(tally.compared - tally.isNew)} known from an earlier run`
      : 'no earlier run to compare with',
    tally.waived > 0 ? `${figure(tally.waived)} waived` : '',
    tally.byConnection.size > 1
      ? [...tally.byConnection].map(([name, count]) => `${name} ${figure(count)}`).join(', ')
      : '',
  ]
    .filter((part) => part !== '')
    .join(' · ')
}

function charts(tally: RuleTally, id: string): Markup {
  const { groups } = tally
  if (groups === null && tally.records < 2) return nothing
  const what = groups === null ? 'records' : 'surplus records'
  const parts = [
    ...(groups === null ? [] : groupCharts(groups, id)),
    tallyBars('By owner', `${what}, by the person responsible`, what, tally.owners, 'owner unknown'),
    tallyBars('By source', `${what}, by where they came from`, what, tally.sources, 'source unknown'),
  ].filter((part) => part !== nothing)
  return parts.length === 0 ? nothing : markup`<div class="charts">${parts}</div>`
}

function groupCharts(groups: GroupTally, id: string): readonly Markup[] {
  const unknown = groups.months.unknown > 0 ? ` ${figure(groups.months.unknown)} without a date.` : ''
  return [
    columnChart(
      `${id}-months`,
      'Duplicates by month of creation',
      `Every member of a group but its oldest; its survivor where a date is missing.${unknown}`,
      'records',
      monthBars(groups.months),
      true,
    ),
    barTable('Group sizes', 'records in a group', 'groups', sizeBars(groups.sizes)),
    columnChart(
      `${id}-scores`,
      'Scores',
      'groups by the probability of their weakest link',
      'groups',
      scoreBars(groups.scores),
    ),
    tallyBars('Not mergeable in one go', 'groups, by the reason', 'groups', groups.obstacles, ''),
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
    const label = to === undefined ? 'over 99.9 %' : `${+(from * 100).toFixed(1)}–${+(to * 100).toFixed(1)} %`
    return { label, value: scores.get(from) ?? 0 }
  })
  return bars.slice(bars.findIndex(({ value }) => value > 0))
}

/** Every month from the first to the last, also those without any; the last 36 when there are more. */
function monthBars(months: Tally): readonly Bar[] {
  const known = [...months.counts.keys()].sort()
  const first = known[0]
  const last = known.at(-1)
  if (first === undefined || last === undefined) return []
  const bars: Bar[] = []
  for (let month = monthNumber(last); month >= monthNumber(first) && bars.length < 36; month -= 1) {
    const label = `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`
    bars.unshift({ label, value: months.counts.get(label) ?? 0 })
  }
  const shown = bars.reduce((all, { value }) => all + value, 0)
  const earlier = [...months.counts.values()].reduce((all, value) => all + value, 0) - shown
  return earlier > 0 ? [{ label: 'earlier', value: earlier, rest: true }, ...bars] : bars
}

function monthNumber(month: string): number {
  return Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1
}

function worst(tally: RuleTally): Markup {
  const { length } = tally.worst
  if (length === 0) return nothing
  const left = tally.findings - length
  const what = tally.groups === null ? 'findings' : 'groups'
  const title =
    left > 0
      ? `The ${length} worst of ${figure(tally.findings)} ${what}`
      : `All ${counted(length, what.slice(0, -1))}`
  return markup`<h4>${title}</h4><ol class="worst">${tally.worst.map((shown, index) => markup`<li>${item(shown, index)}</li>`)}</ol>
${left > 0 ? markup`<p class="small">${figure(left)} more: <code>steward scan show ${tally.rule}</code></p>` : nothing}`
}

function item(one: Shown, index: number): Markup {
  const { shown } = one
  const fresh = shown.isNew === true ? markup` <span class="badge info">new</span>` : nothing
  if (shown.group === undefined) {
    return markup`<div class="plain"><p><span class="title">${shown.message}</span>${fresh}</p>${evidence(one)}</div>`
  }
  const command = `steward scan show ${shown.rule} --group ${shown.group.id}`
  return markup`<details${index === 0 ? markup` open` : nothing}><summary><span class="title">${shown.message}</span> <span class="soft small">${percent(shown.group.score)} · ${shown.group.band}</span>${fresh}</summary><div class="body">${groupBody(one, command)}${evidence(one)}</div></details>`
}

function evidence({ shown }: Shown): Markup {
  const items = shown.evidence.slice(0, 12)
  const records = shown.group === undefined ? shown.records.slice(0, 5) : []
  const moreRecords = shown.group === undefined ? shown.records.length - records.length : 0
  const more = shown.evidence.length - items.length
  if (items.length === 0 && records.length === 0) return nothing
  return markup`<dl class="facts small">${items.map(
    ({ label, value }) => markup`<dt>${fieldLabel(label)}</dt><dd>${cut(valueText(value), 240)}</dd>`,
  )}${records.map((key) => markup`<dt>record</dt><dd class="id">${formatKey(key)}</dd>`)}${moreRecords > 0 ? markup`<dt>records</dt><dd>${figure(moreRecords)} more</dd>` : nothing}${more > 0 ? markup`<dt>evidence</dt><dd>${figure(more)} more</dd>` : nothing}</dl>`
}

function waivers(tally: RuleTally): Markup {
  if (tally.waived === 0) return nothing
  const left = tally.waived - tally.waivers.length
  return markup`<h4>Waived</h4><ul class="notes small">${tally.waivers.map(
    ({ shown }) =>
      markup`<li>${shown.message} — ${shown.waiver?.reason ?? ''} (${shown.waiver?.owner ?? ''}, until ${shown.waiver?.until ?? ''})</li>`,
  )}${left > 0 ? markup`<li>${figure(left)} more</li>` : nothing}</ul>`
}

import { type Finding, formatKey, type MatchGroup } from '../../kit/index.ts'
import { valueText } from '../beside.ts'
import type { Shown } from '../input.ts'
import { cut } from '../neutral.ts'
import type { RuleTally } from '../tally.ts'
import { counted, fieldLabel, figure, percent } from '../words.ts'
import { groupBody } from './group.ts'
import { type Markup, markup, nothing } from './markup.ts'

/** The worst findings of a rule with all their evidence, and how many more there are. */
export function worstFindings(tally: RuleTally): Markup {
  const { length, 0: first } = tally.worst
  if (first === undefined) return nothing
  if (tally.groups === null && tally.findings === 1) return soleFinding(first)
  const left = tally.findings - length
  const what = tally.groups === null ? 'findings' : 'groups'
  const title =
    left > 0
      ? `The ${length} worst of ${figure(tally.findings)} ${what}`
      : `All ${counted(length, what.slice(0, -1))}`
  const list =
    tally.groups === null
      ? findingTable(title, tally.worst)
      : markup`<h4>${title}</h4><ol class="worst">${tally.worst.map((shown, index) => markup`<li>${item(shown, index)}</li>`)}</ol>`
  return markup`${list}
${left > 0 ? markup`<p class="small">${figure(left)} more: <code>steward scan show ${tally.rule}</code></p>` : nothing}`
}

/** Findings without a group as rows, their evidence as columns. */
function findingTable(title: string, worst: readonly Shown[]): Markup {
  const labels = [...new Set(worst.flatMap(({ shown }) => shown.evidence.map(({ label }) => label)))]
  const columns = labels.slice(0, 6)
  const left = labels.length - columns.length
  return markup`<div class="wide" role="region" tabindex="0" aria-label="${title}"><table class="findings"><caption>${title}</caption><thead><tr><th scope="col">finding</th>${columns.map(
    (label) => markup`<th scope="col">${fieldLabel(label)}</th>`,
  )}<th scope="col">record</th></tr></thead><tbody>${worst.map(({ shown }) => findingRow(shown, columns))}</tbody></table></div>
${left > 0 ? markup`<p class="small">${counted(left, 'more kind')} of evidence left out</p>` : nothing}`
}

function findingRow(shown: Finding, columns: readonly string[]): Markup {
  const cells = columns.map((label) => {
    const values = shown.evidence.filter((one) => one.label === label).map(({ value }) => valueText(value))
    const more = values.length > 5 ? ` and ${figure(values.length - 5)} more` : ''
    return markup`<td>${cut(values.slice(0, 5).join('; '), 200)}${more}</td>`
  })
  const records = shown.records.slice(0, 3).map((key) => formatKey(key, false))
  const more = shown.records.length - records.length
  const fresh = shown.isNew === true ? markup` <span class="badge info">new</span>` : nothing
  return markup`<tr><th scope="row">${shown.message}${fresh}</th>${cells}<td class="id">${records.join(', ') || '—'}${more > 0 ? ` and ${figure(more)} more` : ''}</td></tr>`
}

/** Its message is the headline already. */
function soleFinding(one: Shown): Markup {
  const list = evidence(one)
  return list === nothing ? nothing : markup`<h4>Evidence</h4><div class="plain">${list}</div>`
}

function item(one: Shown, index: number): Markup {
  const { shown } = one
  const fresh = shown.isNew === true ? markup` <span class="badge info">new</span>` : nothing
  if (shown.group === undefined) return nothing
  const command = `steward scan show ${shown.rule} --group ${shown.group.id}`
  return markup`<details${index === 0 ? markup` open` : nothing}><summary><span class="title">${groupTitle(shown, shown.group)}</span> <span class="soft small">${percent(shown.group.score)} · ${shown.group.band}</span>${fresh}</summary><div class="body">${groupBody(one, command)}${evidence(one)}</div></details>`
}

/** Whom or what it is about, as far as that may be shown. */
function groupTitle(shown: Finding, { members, survivor }: MatchGroup): string {
  const values = members[survivor]?.values
  const name = valueText(values?.name ?? values?.lastName ?? values?.email)
  return name === '?' || name === '—' ? shown.message : `${cut(name, 60)} · ${shown.message}`
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

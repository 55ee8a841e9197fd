import { type Finding, formatKey, type MatchGroup } from '../../kit/index.ts'
import { cut } from '../../text/neutral.ts'
import { counted, fieldLabel, figure, probability } from '../../text/words.ts'
import { valueText } from '../beside.ts'
import { advice } from '../headline.ts'
import type { Shown } from '../input.ts'
import type { RuleTally } from '../tally.ts'
import { groupBody } from './group.ts'
import { type Markup, markup, nothing } from './markup.ts'

/** The worst findings of a rule with all their evidence, and how many more there are. */
export function worstFindings(tally: RuleTally): Markup {
  const { length, 0: first } = tally.worst
  if (first === undefined) return nothing
  if (tally.groups === null && tally.findings === 1) return soleFinding(first)
  const several = tally.byConnection.size > 1
  const left = tally.findings - length
  const what = tally.groups === null ? 'findings' : 'groups'
  const title =
    left > 0
      ? `The ${length} worst of ${figure(tally.findings)} ${what}`
      : `All ${counted(length, what.slice(0, -1))}`
  const list =
    tally.groups === null
      ? findingTable(title, tally.worst, several)
      : markup`<h4>${title}</h4><ol class="worst">${tally.worst.map((shown, index) => markup`<li>${item(shown, index, several)}</li>`)}</ol>`
  return markup`${list}
${left > 0 ? markup`<p class="small">${figure(left)} more: <code>steward scan show ${tally.rule}</code></p>` : nothing}`
}

/** Evidence labels that get a column each; findings with more kinds of evidence name them in one column. */
const mostColumns = 5

/** Findings without a group as rows, their evidence as columns. */
function findingTable(title: string, worst: readonly Shown[], several: boolean): Markup {
  const labels = [...new Set(worst.flatMap(({ shown }) => shown.evidence.map(({ label }) => label)))]
  const columns = labels.length <= mostColumns ? labels : null
  const titles = columns === null ? ['evidence'] : columns.map(fieldLabel)
  return markup`<div class="wide" role="region" tabindex="0" aria-label="${title}, ${worst[0]?.finding.rule ?? ''}"><table class="findings"><caption>${title}</caption><thead><tr><th scope="col">finding</th>${titles.map(
    (name) => markup`<th scope="col">${name}</th>`,
  )}<th scope="col">${several ? 'org or record' : 'record'}</th></tr></thead><tbody>${worst.map(({ shown }) => findingRow(shown, columns, several))}</tbody></table></div>`
}

function findingRow(shown: Finding, columns: readonly string[] | null, several: boolean): Markup {
  const cells =
    columns === null
      ? [shown.evidence.map(({ label, value }) => `${label}: ${valueText(value)}`)]
      : columns.map((name) =>
          shown.evidence.filter(({ label }) => label === name).map(({ value }) => valueText(value)),
        )
  const records = shown.records.map((key) => formatKey(key, several))
  const fresh = shown.isNew === true ? markup` <span class="badge info">new</span>` : nothing
  return markup`<tr><th scope="row">${shown.message}${fresh}${todo(shown)}</th>${cells.map(
    (texts) => markup`<td>${few(texts)}</td>`,
  )}<td class="id">${few(records) || (several ? shown.connection : '—')}</td></tr>`
}

function few(texts: readonly string[]): string {
  const more = texts.length > 5 ? ` and ${figure(texts.length - 5)} more` : ''
  return `${cut(texts.slice(0, 5).join('; '), 300)}${more}`
}

function todo(shown: Finding): Markup {
  const texts = advice(shown.actions)
  return texts.length === 0 ? nothing : markup`<br><span class="soft small">${few(texts)}</span>`
}

/** Its message is the headline already. */
function soleFinding(one: Shown): Markup {
  const list = evidence(one)
  return list === nothing ? nothing : markup`<h4>Evidence</h4><div class="plain">${list}</div>`
}

function item(one: Shown, index: number, several: boolean): Markup {
  const { shown } = one
  const fresh = shown.isNew === true ? markup` <span class="badge info">new</span>` : nothing
  if (shown.group === undefined) return nothing
  const command = `steward scan show ${shown.rule} --group ${shown.group.id}`
  return markup`<details${index === 0 ? markup` open` : nothing}><summary><span class="title">${groupTitle(shown, shown.group)}</span> <span class="soft small">${probability(shown.group.score)}${shown.group.across === undefined ? ` · ${shown.group.band}` : ''}${several ? ` · ${shown.connection}` : ''}</span>${fresh}</summary><div class="body">${groupBody(one, command)}</div></details>`
}

/** Whom or what it is about, as far as that may be shown. */
function groupTitle(shown: Finding, { members, survivor }: MatchGroup): string {
  const values = members[survivor]?.values
  const name = valueText(values?.name ?? values?.lastName ?? values?.email)
  return name === '?' || name === '—' ? shown.message : `${cut(name, 60)} · ${shown.message}`
}

function evidence({ shown }: Shown): Markup {
  const items = shown.evidence.slice(0, 12)
  const records = shown.records.slice(0, 5)
  const moreRecords = shown.records.length - records.length
  const more = shown.evidence.length - items.length
  const advised = advice(shown.actions)
  if (items.length + records.length + advised.length === 0) return nothing
  return markup`<dl class="facts small">${items.map(
    ({ label, value }) => markup`<dt>${fieldLabel(label)}</dt><dd>${cut(valueText(value), 240)}</dd>`,
  )}${records.map((key) => markup`<dt>record</dt><dd class="id">${formatKey(key)}</dd>`)}${moreRecords > 0 ? markup`<dt>records</dt><dd>${figure(moreRecords)} more</dd>` : nothing}${more > 0 ? markup`<dt>evidence</dt><dd>${figure(more)} more</dd>` : nothing}${advised.length === 0 ? nothing : markup`<dt>to do</dt><dd>${few(advised)}</dd>`}</dl>`
}

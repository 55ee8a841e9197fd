import { cut } from '../../text/neutral.ts'
import { counted, figure, severityText } from '../../text/words.ts'
import { headline } from '../headline.ts'
import type { ReportInput } from '../input.ts'
import type { RuleTally } from '../tally.ts'
import { anchor, type Markup, markup, nothing } from './markup.ts'
import { ruleCharts } from './rule-charts.ts'
import { worstFindings } from './worst.ts'

/** Everything about one rule: how much, why, how to fix it, charts, the worst, what is waived. */
export function ruleArticle(tally: RuleTally, input: ReportInput): Markup {
  const meta = input.rules.get(tally.rule)
  const id = anchor('rule', tally.rule)
  return markup`<article class="card rule" id="${id}" aria-labelledby="${id}-title" data-rule="${searchText(tally, input)}" data-severity="${tally.severity}">
<header><p><span class="badge ${tally.severity}">${tally.severity}</span> <code>${tally.rule}</code></p>
<h3 id="${id}-title">${headline(tally, input)}</h3><p class="soft small">${amounts(tally, input)}</p></header>
${meta === undefined ? nothing : markup`<div class="advice"><div><h4>Why it matters</h4><p>${meta.why}</p></div><div><h4>How to fix</h4><p>${meta.remedy}</p></div></div>`}
${ruleCharts(tally, id)}${worstFindings(tally)}${waivers(tally)}</article>`
}

export function searchText(tally: RuleTally, input: ReportInput): string {
  return cut(`${tally.rule} ${headline(tally, input)}`, 300)
}

function amounts(tally: RuleTally, { outcome }: ReportInput): string {
  const { groups } = tally
  const several = tally.bySeverity.size > 1 ? severityText(Object.fromEntries(tally.bySeverity)) : ''
  return [
    counted(tally.findings, 'finding'),
    several,
    tally.records > 0 ? counted(tally.records, 'record') : 'about the org as a whole',
    groups === null || groups.across ? '' : `${figure(groups.surplus)} surplus`,
    groups === null || groups.near === 0 ? '' : `${counted(groups.near, 'record')} near and kept apart`,
    tally.compared > 0
      ? `${figure(tally.isNew)} new, ${figure(tally.compared - tally.isNew)} known from an earlier run`
      : 'no earlier run to compare with',
    tally.waived > 0 ? `${figure(tally.waived)} waived` : '',
    outcome.orgs.length > 1
      ? [...tally.byConnection]
          .map(([name, count]) => `${name} ${figure(count)}`)
          .sort()
          .join(', ')
      : '',
  ]
    .filter((part) => part !== '')
    .join(' · ')
}

function waivers(tally: RuleTally): Markup {
  if (tally.waived === 0) return nothing
  const left = tally.waived - tally.waivers.length
  return markup`<h4>Waived</h4><ul class="notes small">${tally.waivers.map(
    ({ shown }) =>
      markup`<li>${shown.message} — ${shown.waiver?.reason ?? ''} (${shown.waiver?.owner ?? ''}, until ${shown.waiver?.until ?? ''})</li>`,
  )}${left > 0 ? markup`<li>${figure(left)} more</li>` : nothing}</ul>`
}

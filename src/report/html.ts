import { type Severity, severities } from '../kit/index.ts'
import { capitalised, counted, day, familyOf, figure, percent, sum } from '../text/words.ts'
import { headline } from './headline.ts'
import { stackedBar } from './html/chart.ts'
import { anchor, type Markup, markup, nothing, trusted } from './html/markup.ts'
import { notLookedAt, runFacts } from './html/orgs.ts'
import { pageHead } from './html/page.ts'
import { ruleArticle, searchText } from './html/rule.ts'
import { script } from './html/script.ts'
import { sentences } from './html/summary.ts'
import type { ReportInput } from './input.ts'
import { type RuleTally, tallyRules } from './tally.ts'

/** Findings shown per rule, with all their evidence. */
const perRule = 10

/**
 * One file that opens from a mail: no network (the policy in its head forbids it), no fonts, no images. Its size
 * depends on the number of rules, not of findings.
 */
export async function* html(input: ReportInput): AsyncGenerator<string> {
  const tallies = await tallyRules(input, perRule)
  const families = Map.groupBy(tallies, ({ rule }) => familyOf(rule))
  yield pageHead(title(input), 'report', script).html
  yield top(input).html
  yield contents(families).html
  yield '<main id="main">\n'
  yield inShort(tallies, input).html
  yield overview(tallies, input).html
  for (const [family, rules] of families) {
    const id = anchor('family', family)
    yield `<section id="${id}" aria-labelledby="${id}-title">`
    yield markup`<h2 id="${id}-title">${capitalised(family)}</h2>\n`.html
    for (const tally of rules) yield `${ruleArticle(tally, input).html}\n`
    yield '</section>\n'
  }
  yield notLookedAt(input.outcome.orgs).html
  yield runFacts(input).html
  yield ending(input).html
}

function title({ outcome, generatedFor }: ReportInput): string {
  const orgs = outcome.run.connections.join(', ')
  return generatedFor === undefined
    ? `What Steward found in ${orgs}`
    : `${generatedFor}: what Steward found in ${orgs}`
}

function top(input: ReportInput): Markup {
  const { outcome } = input
  return markup`<header class="top"><p class="eyebrow">CRM audit · ${day(outcome.run.asOf)}</p><h1>${title(input)}</h1>
<ul class="chips" aria-label="Orgs">${orgsOf(outcome).map(({ connection, identity }) =>
    identity === null
      ? markup`<li>${connection}: could not be opened</li>`
      : markup`<li><strong>${connection}</strong> · ${identity.crm} · ${identity.host} · ${identity.production ? 'production' : 'not production'}</li>`,
  )}<li>${input.mask ? 'personal values masked' : 'personal values in the clear'}</li></ul></header>
`
}

/** Without what was found between them. */
function orgsOf({ orgs }: ReportInput['outcome']): ReportInput['outcome']['orgs'] {
  return orgs.filter(({ across }) => across === undefined)
}

function contents(families: ReadonlyMap<string, readonly RuleTally[]>): Markup {
  return markup`<nav class="contents" aria-labelledby="contents-title"><h2 id="contents-title">Contents</h2><ul>
<li><a href="#short">In short</a></li><li><a href="#overview">Findings by rule</a></li>${[...families].map(
    ([family, rules]) =>
      markup`<li><a href="#${anchor('family', family)}"><span>${capitalised(family)}</span> <span class="soft">${figure(
        rules.reduce((all, { findings }) => all + findings, 0),
      )}</span></a></li>`,
  )}<li><a href="#gaps">Not looked at</a></li><li><a href="#facts">About this run</a></li></ul></nav>
`
}

function inShort(tallies: readonly RuleTally[], input: ReportInput): Markup {
  return markup`<section id="short" class="short" aria-labelledby="short-title"><h2 id="short-title">In short</h2>
<div class="card"><ol>${sentences(tallies, input).map((sentence) => markup`<li>${sentence.replaceAll(' %', '\u00a0%')}</li>`)}</ol></div>
<dl class="figures">${keyFigures(tallies, input).map(
    ([label, value, of]) =>
      markup`<div><dt>${label}</dt><dd>${value}<span class="of">${of}</span></dd></div>`,
  )}</dl></section>
`
}

function keyFigures(
  tallies: readonly RuleTally[],
  { outcome }: ReportInput,
): readonly (readonly [string, string, string])[] {
  const { orgs } = outcome
  const count = (of: (org: (typeof orgs)[number]) => number) => orgs.reduce((all, org) => all + of(org), 0)
  const total = count(({ findings }) => findings.total)
  const grave = count(({ findings }) => (findings.bySeverity.critical ?? 0) + (findings.bySeverity.high ?? 0))
  const held = count(({ sync }) => sum(sync?.held ?? {}))
  const surplus = tallies.reduce((all, { groups }) => all + (groups?.surplus ?? 0), 0)
  const ran = count(({ rulesRun }) => rulesRun.length)
  const skipped = count((org) => org.skipped.length)
  const compared = orgs.some(({ findings }) => findings.new !== null)
  return [
    ['Findings', figure(total), `of ${counted(ran, 'rule')} run, ${figure(skipped)} skipped`],
    ['Critical or high', figure(grave), `${percent(total === 0 ? 0 : grave / total)} of the findings`],
    ['Surplus records', figure(surplus), `of ${figure(held)} looked at`],
    compared
      ? ['New', figure(count(({ findings }) => findings.new ?? 0)), 'since the run before']
      : ['New', '—', 'no earlier run'],
    ['Waived', figure(count(({ findings }) => findings.waived)), 'by the policy, with reason and owner'],
  ]
}

function overview(tallies: readonly RuleTally[], input: ReportInput): Markup {
  const found = tallies.filter(({ findings }) => findings > 0)
  if (found.length === 0) {
    return markup`<section id="overview" aria-labelledby="overview-title"><h2 id="overview-title">Findings by rule</h2><div class="card"><p>No rule found anything to report.</p></div></section>\n`
  }
  return markup`<section id="overview" aria-labelledby="overview-title"><h2 id="overview-title">Findings by rule</h2><div class="card">
${stackedBar('Findings by severity', bySeverity(input))}
<div class="filter" role="search" hidden><label>Rule or text<input type="search"></label><label>Severity<select><option value="">all</option>${severities.map(
    (severity) => markup`<option>${severity}</option>`,
  )}</select></label><button type="button" aria-pressed="false">Unfold all</button><output aria-live="polite"></output></div>
<table class="overview"><caption class="unseen">Findings by rule, worst first</caption><thead><tr><th scope="col">Severity</th><th scope="col">What</th><th scope="col" class="number">Findings</th><th scope="col" class="number">Records</th><th scope="col" class="number">New</th></tr></thead><tbody>${found.map(
    (tally) => overviewRow(tally, input),
  )}</tbody></table></div></section>
`
}

function bySeverity({
  outcome,
}: ReportInput): readonly { readonly name: Severity; readonly value: number }[] {
  return severities.map((name) => ({
    name,
    value: outcome.orgs.reduce((all, { findings }) => all + (findings.bySeverity[name] ?? 0), 0),
  }))
}

function overviewRow(tally: RuleTally, input: ReportInput): Markup {
  const fresh = tally.compared === 0 ? '—' : figure(tally.isNew)
  return markup`<tr data-rule="${searchText(tally, input)}" data-severity="${tally.severity}"><td><span class="badge ${tally.severity}">${tally.severity}</span></td><th scope="row"><a href="#${anchor('rule', tally.rule)}">${headline(tally, input)}</a><br><code class="soft">${tally.rule}</code></th><td class="number" data-label="Findings">${figure(tally.findings)}</td><td class="number" data-label="Records">${tally.records === 0 ? '—' : figure(tally.records)}</td><td class="number" data-label="New">${fresh}</td></tr>`
}

function ending({ outcome, mask }: ReportInput): Markup {
  return markup`</main><footer><p>Steward ${outcome.run.version}, run ${figure(outcome.run.id)}. Made on the machine that ran it; this file loads nothing and sends nothing.${mask ? nothing : ' It holds personal values.'}</p></footer></div><script>${trusted(script)}</script></body></html>
`
}

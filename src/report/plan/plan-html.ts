import { othersOf } from '../../plan/files/plan-file.ts'
import { codeText } from '../../plan/group/left-out-words.ts'
import { byCount, tally } from '../../text/tally.ts'
import { capitalised, counted, day, figure, probability, sum } from '../../text/words.ts'
import { barTable } from '../html/chart.ts'
import { type Markup, markup, nothing } from '../html/markup.ts'
import { pageHead } from '../html/page.ts'
import type { PlanInput } from './input.ts'
import { actionsTable, leftOutTable } from './plan-tables.ts'
import {
  applyCommand,
  binText,
  byObject,
  callsText,
  changesText,
  evidenceSummary,
  fillsText,
  groupsText,
  inSyncText,
  irreversibleText,
  minute,
  movesSummary,
  undoText,
  whatItDoes,
} from './words.ts'

/**
 * A plan as one file for those who approve it: no network, no script, ids and reasons only, since a plan holds no
 * value of any record.
 */
export async function* planHtml(input: PlanInput): AsyncGenerator<string> {
  yield pageHead(title(input), 'plan').html
  yield top(input).html
  yield contents.html
  yield '<main id="main">\n'
  yield inShort(input).html
  yield whatMoves(input).html
  yield careful(input).html
  yield fires(input).html
  yield leftOutTable(input).html
  yield actionsTable(input).html
  yield about(input).html
  yield `</main><footer><p>Steward ${markup`${input.plan.tool}`.html}. This file loads nothing and sends nothing, and holds no value of any record.</p></footer></div></body></html>\n`
}

function title({ plan }: PlanInput): string {
  return `Plan ${plan.id} for ${plan.connection.name}`
}

function top(input: PlanInput): Markup {
  const { connection, createdAt, scan } = input.plan
  return markup`<header class="top"><p class="eyebrow">Plan · ${day(createdAt)} · nothing is changed yet</p><h1>${title(input)}</h1>
<ul class="chips" aria-label="Org"><li><strong>${connection.name}</strong> · ${connection.crm} · ${connection.host} · ${connection.production ? 'production' : 'not production'}</li><li>made ${minute(createdAt)} from scan ${scan.run}</li>${input.validFor === undefined ? nothing : markup`<li>valid ${input.validFor}</li>`}</ul></header>
`
}

const contents = markup`<nav class="contents" aria-labelledby="contents-title"><h2 id="contents-title">Contents</h2><ul>
<li><a href="#short">In short</a></li><li><a href="#moves">What moves</a></li><li><a href="#careful">What to know before</a></li><li><a href="#fires">What will fire</a></li><li><a href="#left-out">Not in the plan</a></li><li><a href="#groups">Groups</a></li><li><a href="#facts">About this plan</a></li></ul></nav>
`

function inShort(input: PlanInput): Markup {
  const { plan } = input
  const { radius } = plan
  const { undo } = radius
  const { scan } = radius
  const sentences =
    plan.actions.length === 0
      ? ['Nothing to apply.', `${groupsText(plan)}.`]
      : [
          ...[inSyncText(plan), irreversibleText(plan)].flatMap((text) =>
            text === null ? [] : [`${capitalised(text)}.`],
          ),
          `${whatItDoes(plan)}.`,
          `${groupsText(plan)}.`,
          `Evidence: ${evidenceSummary(plan.actions).join('; ')}.`,
          `Values: ${fillsText(radius)}.`,
          `Undo: ${undoText(plan)}.`,
          `Cost: ${callsText(input)}.`,
        ]
  const figures: readonly (readonly [string, string, string])[] = [
    ['Groups', figure(scan.planned), `of ${figure(scan.groups)} that the scan found`],
    ['Records less', figure(radius.before - radius.after), `of ${figure(radius.before)} in merges`],
    ['Rows that move', figure(sum(radius.moves)), `${figure(sum(radius.collisions))} more collide`],
    ...(undo.impossible === 0
      ? []
      : [
          [
            'Cannot be undone',
            figure(undo.impossible),
            `of ${counted(plan.actions.length, 'group')}`,
          ] as const,
        ]),
    ['Undo exact', figure(undo.exact), `of ${figure(plan.actions.length)}`],
    [
      'API calls',
      `≈ ${figure(sum(radius.calls))}`,
      `to apply it, ≤ ${figure(radius.undoCalls)} to take it back`,
    ],
  ]
  return markup`<section id="short" class="short" aria-labelledby="short-title"><h2 id="short-title">In short</h2>
<div class="card"><ol>${sentences.map((sentence) => markup`<li>${sentence}</li>`)}</ol></div>
<dl class="figures">${figures.map(
    ([label, value, of]) =>
      markup`<div><dt>${label}</dt><dd>${value}<span class="of">${of}</span></dd></div>`,
  )}</dl></section>
`
}

function whatMoves({ plan }: PlanInput): Markup {
  const { moves, collisions, rows } = plan.radius
  const bars = (counts: Iterable<readonly [string, number]>) =>
    byCount(counts).map(([label, value]) => ({ label, value }))
  const charts = [
    barTable('Rows that move', 'by object', 'rows', bars(byObject([moves], rows))),
    barTable('Rows kept once', 'the survivor has one already', 'rows', bars(Object.entries(collisions))),
    barTable(
      'Why records survive',
      'groups, by what decided',
      'groups',
      bars(tally(plan.actions.map(({ chosen }) => chosen))),
    ),
    barTable(
      'How sure',
      'groups, by score',
      'groups',
      bars(tally(plan.actions.map(({ score }) => probability(score)))),
    ),
  ].filter((chart) => chart !== nothing)
  const words = movesSummary(plan.radius, plan.radius)
  return markup`<section id="moves" aria-labelledby="moves-title"><h2 id="moves-title">What moves</h2><div class="card"><p>${words.length === 0 ? 'No rows hang on the merged records.' : [...words.flatMap((word, at) => (at === 0 ? [word] : [', ', word])), '.']}</p>${charts.length === 0 ? nothing : markup`<div class="charts">${charts}</div>`}</div></section>
`
}

function careful({ plan }: PlanInput): Markup {
  const { hazards, systems, blind, script, changes } = plan.radius
  const bin = binText(plan.radius)
  const notes = [
    ...hazards.map(
      ({ text, groups }) => [`${figure(groups)} of ${counted(plan.actions.length, 'group')}`, text] as const,
    ),
    ...(changes.length === 0 ? [] : [['Changed by the merge', changesText(plan.radius)] as const]),
    ...systems.map(({ name, what }) => [name, what] as const),
    ...blind.map(({ what, why }) => [`Not seen: ${what}`, why] as const),
    ...(bin === null ? [] : [['Way back', bin] as const]),
  ]
  return markup`<section id="careful" aria-labelledby="careful-title"><h2 id="careful-title">What to know before</h2><div class="card">${
    notes.length === 0
      ? markup`<p>Nothing that speaks against it was found.</p>`
      : markup`<ul class="notes">${notes.map(([name, text]) => markup`<li><strong>${name}</strong>: ${text}</li>`)}</ul>`
  }${
    script === null
      ? nothing
      : markup`<h3>Program text that will run</h3><ol class="notes">${script
          .trimEnd()
          .split('\n')
          .map((line) => markup`<li><code>${line}</code></li>`)}</ol>`
  }</div></section>
`
}

function fires({ plan }: PlanInput): Markup {
  const { fires: found, firesUnknown, rows } = plan.radius
  const unknown = firesUnknown.map(
    ({ what, why }) => markup`<p><strong>Not known: ${what}</strong>: ${why}</p>`,
  )
  const table =
    found.length === 0
      ? markup`<p>Nothing is known to fire.</p>`
      : markup`<div class="wide"><table><caption class="unseen">Automation on the records that are written</caption><thead><tr><th scope="col">Object</th><th scope="col">Type</th><th scope="col">Name</th><th scope="col">On</th></tr></thead><tbody>${found.map(
          ({ object, type, name, on }) =>
            markup`<tr><td>${object}</td><td>${type}</td><th scope="row">${name}</th><td>${on.join(', ')}</td></tr>`,
        )}</tbody></table></div>`
  return markup`<section id="fires" aria-labelledby="fires-title"><h2 id="fires-title">What will fire</h2><div class="card">${unknown}${table}<p class="soft small">Survivors are updated and merged records deleted${rows === undefined ? '; rows that move to a survivor fire nothing' : ''}.</p></div></section>
`
}

function about(input: PlanInput): Markup {
  const { plan } = input
  const { connection, scan } = plan
  const objects = tally(
    plan.actions.flatMap((action) => [action.survivor, ...othersOf(action)].map(() => action.object)),
  )
  const reasons = byCount(Object.entries(plan.radius.scan.out))
  return markup`<section id="facts" aria-labelledby="facts-title"><h2 id="facts-title">About this plan</h2><div class="card"><dl class="facts">
<dt>Apply</dt><dd><code>${applyCommand(input)}</code></dd><dt>Org</dt><dd>${connection.crm} <span class="id">${connection.orgId}</span>, ${connection.host}, API ${connection.apiVersion}</dd>
<dt>Scan</dt><dd>${figure(scan.run)}, as of ${scan.asOf}; ${scan.selectors.join(', ')}</dd><dt>Records</dt><dd>${objects.map(([object, count]) => `${object} ${figure(count)}`).join(', ') || 'none'}</dd>
<dt>Left out</dt><dd>${reasons.map(([reason, count]) => `${figure(count)} ${codeText(reason)}`).join(', ') || 'nothing'}</dd>
<dt>Checksum</dt><dd class="id">${plan.checksum}</dd><dt>Policy</dt><dd class="id">${plan.policy}</dd></dl></div></section>
`
}

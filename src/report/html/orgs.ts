import type { OrgOutcome } from '../../scan/outcome.ts'
import { counted, figure, sum } from '../../text/words.ts'
import type { ReportInput } from '../input.ts'
import { type Markup, markup, nothing } from './markup.ts'

/** Gaps, skips and errors named per org; the rest is counted. */
const notesShown = 100

/** What the report does not speak about, per org. */
export function notLookedAt(orgs: readonly OrgOutcome[]): Markup {
  return markup`<section id="gaps" aria-labelledby="gaps-title"><h2 id="gaps-title">What was not looked at</h2>${orgs.map(
    (org) => markup`<div class="card"><h3>${org.connection}</h3>${orgGaps(org)}</div>`,
  )}</section>`
}

function orgGaps(org: OrgOutcome): Markup {
  const lists = [
    notes(
      'Failed',
      org.errors.map(({ where, message, code, actions }) => ({
        what: where,
        why: `${message} (${code})`,
        remedy: actions.map((action) => action.trim()).join(' '),
      })),
    ),
    notes(
      'Could not be read',
      org.notLookedAt.map(({ what, why, remedy }) => ({ what, why, remedy: remedy ?? '' })),
    ),
    notes(
      'Rules skipped',
      org.skipped.map(({ rule, why }) => ({ what: rule, why, remedy: '' })),
    ),
  ].filter((list) => list !== nothing)
  return lists.length === 0
    ? markup`<p>Everything the selected rules need was read, and every rule ran.</p>`
    : markup`${lists}`
}

interface Note {
  readonly what: string
  readonly why: string
  readonly remedy: string
}

function notes(title: string, all: readonly Note[]): Markup {
  if (all.length === 0) return nothing
  const left = all.length - notesShown
  return markup`<h4>${title} (${figure(all.length)})</h4><ul class="notes">${all
    .slice(0, notesShown)
    .map(
      ({ what, why, remedy }) =>
        markup`<li><strong>${what}</strong>: ${why}${remedy === '' ? nothing : markup` <span class="soft">${remedy}</span>`}</li>`,
    )}${left > 0 ? markup`<li>${figure(left)} more</li>` : nothing}</ul>`
}

export function runFacts({ outcome, mask }: ReportInput): Markup {
  const { run } = outcome
  const selectors = run.selectors.length === 0 ? 'every rule' : run.selectors.join(', ')
  return markup`<section id="facts" aria-labelledby="facts-title"><h2 id="facts-title">About this run</h2><div class="card"><dl class="facts">
<dt>Run</dt><dd>${figure(run.id)}, started ${run.startedAt}</dd><dt>As of</dt><dd>${run.asOf}</dd><dt>Rules selected</dt><dd>${selectors}</dd>
<dt>Policy</dt><dd class="id">${run.policy}</dd><dt>Steward</dt><dd>${run.version}</dd>
<dt>Personal values</dt><dd>${mask ? 'masked: first letters, last digits or a length; the same value looks the same within a finding, #2 marks another one' : 'shown in the clear: treat this file accordingly'}</dd></dl></div>
${outcome.orgs.map(orgFacts)}</section>`
}

function orgFacts(org: OrgOutcome): Markup {
  const { connection, identity, sync, rulesRun, across } = org
  if (across !== undefined) return acrossFacts(org, across)
  return markup`<div class="card"><h3>${connection}</h3><dl class="facts">${
    identity === null
      ? markup`<dt>Org</dt><dd>could not be opened</dd>`
      : markup`<dt>Org</dt><dd>${identity.crm} <span class="id">${identity.orgId}</span>, ${identity.host}, ${identity.production ? 'production' : 'not production'}, API ${identity.apiVersion}</dd>`
  }${sync === null ? nothing : syncFacts(sync)}<dt>Rules run</dt><dd>${figure(rulesRun.length)}</dd></dl></div>`
}

function acrossFacts(
  { connection, rulesRun }: OrgOutcome,
  { rules }: NonNullable<OrgOutcome['across']>,
): Markup {
  return markup`<div class="card"><h3>${connection}</h3><dl class="facts">${Object.entries(rules).map(
    ([rule, { matched, linked, contradicting, agree, onlyIn }]) =>
      markup`<dt>${rule}</dt><dd>${counted(matched, 'match', 'matches')}, ${figure(linked)} of them linked by a sync (${figure(contradicting)} against their values), ${figure(agree)} alike in all that was compared; ${Object.entries(
        onlyIn,
      )
        .map(([name, records]) => `${figure(records)} only in ${name}`)
        .join(', ')}</dd>`,
  )}<dt>Rules run</dt><dd>${figure(rulesRun.length)}</dd></dl></div>`
}

function syncFacts(sync: NonNullable<OrgOutcome['sync']>): Markup {
  const { calls } = sync
  const org =
    calls.org === null ? '' : `; the org has used ${figure(calls.org.used)} of ${figure(calls.org.limit)}`
  const objects = Object.entries(sync.held).sort(([a], [b]) => (a < b ? -1 : 1))
  const shown = objects.slice(0, 40).map(([object, count]) => `${object} ${figure(count)}`)
  const left = objects.length > 40 ? `, ${counted(objects.length - 40, 'more object')}` : ''
  return markup`<dt>Records</dt><dd>${figure(sum(sync.held))} looked at, ${figure(sum(sync.read))} of them read in this run (${sync.mode})</dd>
<dt>By object</dt><dd>${shown.join(', ')}${left}</dd><dt>API calls</dt><dd>${figure(calls.total)}${org}</dd>`
}

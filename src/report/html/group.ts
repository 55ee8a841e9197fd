import type { MatchGroup, MatchMember, MatchPair } from '../../kit/index.ts'
import { cut, webAddress } from '../../text/neutral.ts'
import { counted, fieldLabel, letter, probability, signed } from '../../text/words.ts'
import { type Agreement, type BesideCell, beside, signs } from '../beside.ts'
import type { Shown } from '../input.ts'
import { weightBar } from './chart.ts'
import { type Markup, markup, nothing } from './markup.ts'

/** Members and pairs of one group that the report shows; the rest is counted. */
const membersShown = 6
const pairsShown = 5

/** The member that the others are compared with. */
function leaderOf({ across }: MatchGroup): string {
  return across === undefined ? 'survivor' : 'record changed last'
}

function spoken(agreement: Agreement, leader: string): string {
  const words: Readonly<Record<Agreement, string>> = {
    survivor: '',
    fact: '',
    same: `same as the ${leader}: `,
    alike: `nearly the same as the ${leader}: `,
    differs: 'differs: ',
    adds: `the ${leader} has none: `,
    empty: 'empty: ',
    unknown: 'could not be read: ',
  }
  return words[agreement]
}

/** A group unfolded: values side by side, the reasons of its pairs, what came near and stays apart. */
export function groupBody({ finding, shown }: Shown, command: string): Markup {
  const { group } = finding
  if (group === undefined || shown.group === undefined) return nothing
  const indexes = membersOf(group)
  const left = group.members.length - indexes.length
  return markup`<div class="wide" role="region" tabindex="0" aria-label="Values of group ${group.id} side by side">${sideBySide(group, shown.group, indexes)}</div>
<p class="legend">= same as the ${leaderOf(group)} · ≈ same but for case, accents and punctuation · ≠ differs · + the ${leaderOf(group)} has none · — empty · ? could not be read</p>
${left > 0 ? markup`<p>${counted(left, 'more record')} of this group left out: <code>${command}</code></p>` : nothing}
${weights(shown.group)}
${near(group)}
${group.obstacles.length === 0 ? nothing : markup`<p><strong>Not mergeable together:</strong> ${group.obstacles.join('; ')}</p>`}`
}

/** Which members are shown: the first ones, the survivor always among them. */
function membersOf({ members, survivor }: MatchGroup): readonly number[] {
  const first = [...members.keys()].slice(0, membersShown)
  return first.includes(survivor) ? first : [...first.slice(0, -1), survivor]
}

function sideBySide(group: MatchGroup, shown: MatchGroup, indexes: readonly number[]): Markup {
  const rows = beside(group, shown).slice(0, 30)
  return markup`<table class="beside"><caption class="unseen">Values of ${counted(indexes.length, 'record')} side by side</caption>
<thead><tr><th scope="col">field</th>${indexes.map((index) => memberHead(group, index))}</tr></thead><tbody>${rows.map(
    ({ field, cells }) =>
      markup`<tr><th scope="row">${fieldLabel(field)}</th>${indexes.map((index) => memberCell(cells[index], leaderOf(group)))}</tr>`,
  )}</tbody></table>`
}

function memberHead(group: MatchGroup, index: number): Markup {
  const member = group.members[index]
  if (member === undefined) return nothing
  const survivor =
    index === group.survivor ? markup` <span class="badge good">${leaderOf(group)}</span>` : nothing
  const where = group.across === undefined ? member.kind : `${member.key.connection} ${member.kind}`
  return markup`<th scope="col">${letter(index)} · ${where}${survivor}<br>${recordLink(member)}</th>`
}

function memberCell(cell: BesideCell | undefined, leader: string): Markup {
  if (cell === undefined) return nothing
  const { text, agreement } = cell
  return markup`<td class="${agreement}"><span class="sign" aria-hidden="true">${signs[agreement].trim()}</span><span class="unseen">${spoken(agreement, leader)}</span>${cut(text, 160)}</td>`
}

function recordLink({ key, url }: MatchMember): Markup {
  const address = webAddress(url)
  const id = markup`<span class="id">${key.id}</span>`
  return address === null ? id : markup`<a href="${cut(address, 1000)}" rel="noreferrer noopener">${id}</a>`
}

function weights(group: MatchGroup): Markup {
  const pairs = [...group.pairs].sort((one, other) => one.score - other.score).slice(0, pairsShown)
  if (pairs.length === 0) return nothing
  const most = Math.max(...pairs.flatMap((pair) => pair.comparisons.map(({ weight }) => Math.abs(weight))))
  const left = group.pairs.length - pairs.length + group.pairsLeftOut
  return markup`<details><summary>Why: the evidence of ${counted(pairs.length, 'pair')}, weakest first</summary>${pairs.map(
    (pair) => pairTable(pair, most),
  )}<p class="legend">+1 doubles the odds that both are one, −1 halves them.</p>${left > 0 ? markup`<p>${counted(left, 'more pair')} left out</p>` : nothing}</details>`
}

function pairTable({ a, b, score, comparisons }: MatchPair, most: number): Markup {
  return markup`<table class="weights"><caption>${letter(a)}–${letter(b)} · ${probability(score)}</caption><thead><tr><th scope="col">compared</th><th scope="col">level</th><th scope="col"><span class="unseen">bar</span></th><th scope="col" class="number">weight</th></tr></thead><tbody>${comparisons.map(
    ({ comparison, level, weight, note }) =>
      markup`<tr><th scope="row">${fieldLabel(comparison)}</th><td>${note ?? level}</td><td>${weightBar(weight, most)}</td><td class="number">${signed(weight)}</td></tr>`,
  )}</tbody></table>`
}

function near({ near: records, nearLeftOut }: MatchGroup): Markup {
  if (records.length === 0) return nothing
  const shown = records.slice(0, 5)
  const left = records.length - shown.length + nearLeftOut
  return markup`<p><strong>Near, and kept apart:</strong></p><ul class="notes">${shown.map(
    ({ key, to, score, why }) =>
      markup`<li><span class="id">${key.id}</span> to ${letter(to)}, ${probability(score)}: ${why}</li>`,
  )}${left > 0 ? markup`<li>${counted(left, 'more record')}</li>` : nothing}</ul>`
}

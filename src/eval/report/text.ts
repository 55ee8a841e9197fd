import type { BoundVerdict } from '../../labels/bound.ts'
import { atLeast } from '../../labels/words.ts'
import { oneLine } from '../../text/neutral.ts'
import { counted, figure, signed } from '../../text/words.ts'
import type { WrongPair } from '../missed.ts'
import type { Evaluation } from '../run.ts'
import type { PairFigures, Share } from '../shares.ts'

export interface TextOptions {
  /** Notes of levels hold values of records. */
  readonly mask: boolean
}

/** The figures for people; what they cannot say stands beside them. */
export function evaluationText(one: Evaluation, { mask }: TextOptions): string {
  const { rule, connection, groups } = one
  const f1 = groups.f1
  const what = one.truth.kind === 'entities' ? 'pairs in groups' : 'labelled pairs'
  const blocks = [
    `${rule} on ${connection}: F1 ${share(f1.value)} of ${what}, 95 % ${range(f1)}`,
    truthText(one),
    heading('Figures', 'precision, recall and F1 with 95 % intervals', figuresTable(one)),
    heading('By threshold', 'pairs each for itself, before groups are made', sweepTable(one)),
    heading('By band', 'compared pairs of that score that are one', bandTable(one)),
    heading('Blocking', blockingText(one), blockingTable(one)),
    ...(one.ablation === null || one.ablation.length === 0
      ? []
      : [
          heading(
            'Without one comparison',
            'F1 of pairs in groups; the model learns anew',
            ablationTable(one),
          ),
        ]),
    missedText(one),
    wrongText('Worst in groups that are not one', one.together, mask),
    wrongText('Nearest of those that were missed', one.missed, mask),
    autoText(one.auto),
    ...one.warnings.map((warning) => `Note  ${warning}`),
  ]
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`
}

function truthText({ truth, looks, records, compared, threshold, seed }: Evaluation): string {
  const about =
    truth.kind === 'entities'
      ? `${figure(truth.known)} of ${counted(records, 'record')} known, ${counted(truth.entities ?? 0, 'entity', 'entities')}, ${counted(truth.truePairs, 'true pair')}; ${figure(truth.unknown)} without a value do not count`
      : `${counted(truth.known, 'pair')}, of which ${figure(truth.truePairs)} are one; ${figure(truth.unknown)} unsure or not among the ${counted(records, 'record')}`
  const limits =
    truth.kind === 'entities'
      ? []
      : [
          'Only labelled pairs are known. Precision and bands speak of these pairs, which is a share of all pairs only',
          'where they were drawn at random; recall speaks of the labelled true pairs, not of those nobody saw.',
          'Figures of groups, B-cubed and recall over all records cannot be known from them.',
        ]
  return [
    `Truth    ${truth.source}: ${about}`,
    `Rule     threshold ${threshold}, ${counted(compared, 'pair')} compared, decisions left aside; seed ${seed}`,
    `Looks    ${looksText(looks.versions)}`,
    ...limits,
  ].join('\n')
}

function looksText(versions: number): string {
  if (versions === 1) return 'the first version of this rule that is measured by these labels'
  return (
    `${figure(versions)} versions of this rule were measured by these labels: what was chosen by looking at them\n` +
    '         is better here than on records that nobody looked at'
  )
}

function figuresTable({ pairs, groups, clusters, threshold, truth }: Evaluation): string {
  const pairRow = (name: string, one: PairFigures): readonly string[] => [
    name,
    withRange(one.precision),
    withRange(one.recall),
    `${share(one.f1.value)} ${range(one.f1)}`,
  ]
  const rows = [
    ['', 'precision', 'recall', 'F1'],
    pairRow(`pairs from ${threshold} on`, pairs),
    pairRow(truth.kind === 'entities' ? 'pairs in groups' : 'labelled pairs in groups', groups),
  ]
  if (clusters !== null) {
    const { bCubed, exact } = clusters
    const estimates = [bCubed.precision, bCubed.recall, bCubed.f1]
    rows.push(['records (B-cubed)', ...estimates.map((one) => `${share(one.value)} ${range(one)}`)])
    rows.push(['groups that are one entity', withRange(exact.precision), withRange(exact.recall), ''])
  }
  return table(rows)
}

function sweepTable({ sweep, threshold }: Evaluation): string {
  const rows = sweep.map((row) => [
    `${row.threshold}${row.threshold === threshold ? ' *' : ''}`,
    share(row.precision.value),
    share(row.recall.value),
    share(row.f1.value),
    `${figure(row.precision.right)} of ${figure(row.precision.of)}`,
  ])
  return table([['threshold', 'precision', 'recall', 'F1', 'right'], ...rows])
}

function bandTable({ bands }: Evaluation): string {
  const rows = bands
    .filter(({ right }) => right.of > 0)
    .map(({ from, to, right }) => [
      `${from}–${to}`,
      withRange(right),
      `${figure(right.right)} of ${figure(right.of)}`,
    ])
  return rows.length === 0 ? 'no pair' : table([['score', 'right', 'pairs'], ...rows])
}

function blockingText({ missed: { blocking }, truth }: Evaluation): string {
  const { recall, drawn } = blocking
  const of = drawn
    ? `of ${figure(recall.of)} drawn from ${figure(truth.truePairs)} true pairs`
    : truth.kind === 'entities'
      ? 'of the true pairs'
      : 'of the labelled true pairs'
  return `${withRange(recall)} ${of} were brought together by some key`
}

function blockingTable({ missed: { blocking } }: Evaluation): string {
  const rows = blocking.keys.map(({ key, brought, alone }) => [key, figure(brought), figure(alone)])
  return table([['key', 'true pairs', 'by it alone'], ...rows])
}

function ablationTable({ ablation }: Evaluation): string {
  const rows = (ablation ?? []).map(({ comparison, f1, change }) => [
    comparison,
    share(f1),
    `${change > 0 ? '+' : change < 0 ? '−' : ''}${Math.abs(change).toFixed(4)}`,
  ])
  return table([['without', 'F1', 'change'], ...rows])
}

function missedText({ missed }: Evaluation): string {
  const entries = Object.entries(missed.reasons).filter(([, count]) => count > 0)
  if (entries.length === 0) return 'No true pair was missed.'
  const drawn = missed.blocking.drawn ? ' (of those drawn)' : ''
  return `Missed${drawn}   ${entries.map(([reason, count]) => `${figure(count)} ${reason}`).join(' · ')}`
}

function wrongText(
  title: string,
  { worst, leftOut }: { readonly worst: readonly WrongPair[]; readonly leftOut: number },
  mask: boolean,
): string {
  if (worst.length === 0) return ''
  const rest = leftOut > 0 ? [`  ${figure(leftOut)} more are not listed (--errors N)`] : []
  return [title, ...worst.flatMap((pair) => pairLines(pair, mask)), ...rest].join('\n')
}

function pairLines(
  { a, b, score, why, veto, keys, comparisons }: WrongPair,
  mask: boolean,
): readonly string[] {
  const reason = why === 'together' ? '' : ` · ${why}`
  const by = keys.length === 0 ? 'no key' : `by ${keys.join(', ')}`
  const levels = comparisons.map(({ comparison, level, weight, note }) => {
    const words = note === undefined || mask ? level : oneLine(note, 60)
    return `${comparison} ${words}${weight === 0 ? '' : ` (${signed(weight)})`}`
  })
  const object = a.object === b.object ? a.object : `${a.object}/${b.object}`
  return [
    `  ${score.toFixed(4)}  ${object} ${oneLine(a.id, 40)} – ${oneLine(b.id, 40)}${reason} · ${by}`,
    `          ${levels.join(' · ')}`,
    ...(veto === null ? [] : [`          veto: ${veto}`]),
  ]
}

export function autoText(auto: BoundVerdict): string {
  if (auto.granted) {
    const { lower, labels, errors, sample, from } = auto.bound
    return (
      `Band auto  granted from score ${from} on by sample ${sample}: right in at least ${atLeast(lower)}, ` +
      `${figure(errors)} of ${figure(labels)} wrong.\n           A scan looks whether rule, model and data are still those of the sample.`
    )
  }
  return `Band auto  not granted: ${auto.why}.\n           A new sample needs ${figure(auto.needed)} labels without an error:  steward eval sample --for bound`
}

function heading(title: string, about: string, body: string): string {
  return `${title} – ${about}\n${body}`
}

function share(value: number | null): string {
  return value === null ? '—' : digits(value, 4)
}

function range({ low, high }: { readonly low: number; readonly high: number }): string {
  return `(${digits(low, 3)}–${digits(high, 3)})`
}

/** Never rounds up to 1: a rule that missed one of a million missed one. */
function digits(value: number, after: number): string {
  const text = value.toFixed(after)
  return value < 1 && Number(text) === 1 ? (1 - 10 ** -after).toFixed(after) : text
}

function withRange(one: Share): string {
  return one.value === null ? '—' : `${share(one.value)} ${range(one)}`
}

/** Padded columns, two spaces in. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => (row[at] ?? '').length)))
  return rows
    .map((row) => `  ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ')}`.trimEnd())
    .join('\n')
}

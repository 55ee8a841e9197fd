import { fieldDictionary, type Value } from '../../kit/index.ts'
import type { Remembered } from '../../policy/decisions.ts'
import { csvCell } from '../../text/neutral.ts'
import { capitalised, fieldLabel } from '../../text/words.ts'
import type { Candidate, Member } from '../group/group.ts'
import { type EarlierChoice, earlierChoices } from './earlier.ts'
import { groupCell, type ReviewColumn, reviewColumns } from './review-columns.ts'
import { isTakeable } from './take.ts'

/** Who the policy would let survive, and why; `survivor` is null when it leaves that to a person. */
export interface Proposal {
  readonly survivor: string | null
  readonly chosen: string
  /** By member id, where a group falls into parts: `survivor: oldest`, `left out: households`; empty for others. */
  readonly words?: Readonly<Record<string, string>>
}

export interface ReviewContext {
  /** Number of the scan. */
  readonly run: number
  /** What was decided before. */
  readonly remembered?: readonly Remembered[]
}

/**
 * The groups as CSV for a spreadsheet, a row per member, values in the clear: the file belongs to its owner alone.
 * `proposals` in the order of `candidates`.
 */
export async function* writeReview(
  candidates: readonly Candidate[],
  proposals: readonly Proposal[],
  { run, remembered = [] }: ReviewContext,
): AsyncGenerator<string> {
  const earlier = earlierChoices(remembered)
  yield `\ufeff${reviewColumns.join(',')}\n`
  for (const [at, candidate] of candidates.entries()) {
    const proposal = proposals[at] ?? { survivor: null, chosen: 'nobody proposed one' }
    const fields = differing(candidate)
    const choice = earlier(candidate)
    for (const member of candidate.members) {
      const cells = cellsOf(candidate, member, run)
      cells.proposed = proposedText(member, proposal, choice)
      cells.differs = differsText(member, fields)
      yield `${reviewColumns.map((column) => csvCell(cells[column])).join(',')}\n`
    }
  }
}

type Cells = Partial<Record<ReviewColumn, Value | undefined>>

function cellsOf({ rule, group, score, evidence }: Candidate, member: Member, run: number): Cells {
  const { key, kind, url, values } = member
  return {
    scan: run,
    group: groupCell(group),
    rule,
    object: key.object,
    id: key.id,
    kind,
    url,
    score,
    evidence,
    name: values.name,
    email: values.email,
    phone: values.phone,
    company: values.companyName,
    owner: values.ownerName,
    created: values.createdAt,
    last_touch: values.lastTouchAt,
  }
}

function proposedText({ key }: Member, proposal: Proposal, choice: EarlierChoice): string {
  const taken = choice.values.filter(({ from }) => from === key.id).map(({ field }) => field)
  const values = taken.length === 0 ? '' : `; its ${taken.join(', ')} (decided before)`
  return survivorText(key.id, proposal, choice) + values
}

function survivorText(id: string, { survivor, chosen, words }: Proposal, choice: EarlierChoice): string {
  if (choice.survivor === id) return 'survivor: decided before'
  const said = words?.[id] ?? (survivor === null ? `escalated: ${chosen}` : `survivor: ${chosen}`)
  const isMeant = words !== undefined || survivor === null || survivor === id
  const isOverruled = choice.survivor !== null && /^(survivor|escalated):/.test(said)
  return isMeant && !isOverruled && said !== '' ? said : '—'
}

/** Fields of which members have different values; blanks are filled without asking. */
function differing({ entity, members }: Candidate): readonly string[] {
  return Object.keys(fieldDictionary[entity]).filter((field) => {
    if (!isTakeable(entity, field)) return false
    const known = new Set(members.map(({ values }) => valueText(values[field])).filter((text) => text !== ''))
    return known.size > 1
  })
}

function differsText({ values }: Member, fields: readonly string[]): string {
  return fields
    .map((field) => `${capitalised(fieldLabel(field))}: ${shortened(valueText(values[field])) || '—'}`)
    .join(' | ')
}

function valueText(value: Value | undefined): string {
  return value === null || value === undefined ? '' : String(value).trim()
}

const longest = 120

function shortened(text: string): string {
  const characters = Array.from(text)
  return characters.length <= longest ? text : `${characters.slice(0, longest).join('')}…`
}

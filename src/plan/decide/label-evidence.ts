import { exitCodes, KitError } from '../../kit/index.ts'
import { boundOf, openLabels } from '../../labels/book.ts'
import type { Bound } from '../../labels/bound.ts'
import type { LoadedPolicy } from '../../policy/index.ts'
import { figure } from '../../text/words.ts'
import type { Evidence } from '../files/plan-file.ts'
import type { Candidate } from '../group/group.ts'
import type { CandidateRead } from './candidates.ts'

/** By rule, what labels say about its band `auto`. */
export type LabelBounds = ReadonlyMap<string, Bound>

/** The bound that a group leans on: the scan put it into the band, and the labels still say so. */
export function labelEvidence({ rule, band, score }: Candidate, bounds: LabelBounds): Evidence | null {
  const bound = bounds.get(rule)
  if (band !== 'auto' || bound === undefined || score < bound.from) return null
  const { lower, labels, errors, from, sample, drawnAt, ruleHash } = bound
  return { by: 'label', lowerBound: lower, labels, errors, from, sample, drawnAt, ruleHash }
}

/**
 * What the labels of the policy grant to the rules of a scan. Throws `NO_LABEL_EVIDENCE` (2) when that is nothing, and
 * says what is missing, rule by rule.
 */
export function labelBounds(
  { run, candidates, identity }: Pick<CandidateRead, 'run' | 'candidates' | 'identity'>,
  policy: LoadedPolicy,
  connection: string,
  now: Date,
): LabelBounds {
  const book = openLabels(policy)
  const bounds = new Map<string, Bound>()
  const missing: string[] = []
  const actions = new Set<string>()
  for (const rule of new Set(candidates.map((one) => one.rule))) {
    const setup = policy.rules.get(rule)
    if (setup === undefined) continue
    const verdict = boundOf(book, policy, setup, connection, now)
    if (!verdict.granted) {
      missing.push(`${rule}: ${verdict.why}`)
      actions.add(
        `${figure(verdict.needed)} labels without an error are needed:  steward eval sample ${rule} -o ${connection} --for bound --export sample.csv`,
      )
    } else if (candidates.some((one) => labelEvidence(one, new Map([[rule, verdict.bound]])) !== null)) {
      bounds.set(rule, verdict.bound)
    } else {
      missing.push(
        `${rule}: scan ${run.id} put no group into the band auto by sample ${verdict.bound.sample}`,
      )
      actions.add(`Scan again, and see under "Not looked at" why:  steward scan ${rule} -o ${connection}`)
    }
  }
  if (bounds.size > 0) return bounds
  const why = missing.length === 0 ? [`scan ${run.id} found no group in ${identity.host}`] : missing
  throw new KitError('NO_LABEL_EVIDENCE', `No group may be planned by labels.\n${why.join('\n')}`, {
    exit: exitCodes.usage,
    actions: [...actions, 'Or decide group by group:  steward plan review SELECTOR --export groups.csv'],
  })
}

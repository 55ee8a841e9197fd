import { exitCodes, KitError } from '../kit/index.ts'
import type { Position } from './yaml.ts'

/** One thing that is wrong with a policy: at a place in the file, or at a path that leads to one. */
export interface Problem {
  readonly position?: Position
  readonly path?: readonly PropertyKey[]
  /** Whether the key itself is wrong or its value; default value. */
  readonly at?: 'key' | 'value'
  /** Reads on after the path: `must be a number`. */
  readonly message: string
  readonly hint?: string | undefined
}

const shown = 10

/** Everything that is wrong, in the order of the file, as one error. */
export function policyError(
  label: string,
  problems: readonly Problem[],
  position: (path: readonly PropertyKey[], at: 'key' | 'value') => Position,
): KitError {
  const placed = problems
    .map((problem) => ({
      problem,
      place: problem.position ?? position(problem.path ?? [], problem.at ?? 'value'),
    }))
    .sort((a, b) => a.place.line - b.place.line || a.place.column - b.place.column)
  const lines = placed.slice(0, shown).flatMap(({ problem, place }) => {
    const what = [formatPath(problem.path ?? []), problem.message].filter(Boolean).join(' ')
    const head = `${label}:${place.line}:${place.column}  ${what}`
    return problem.hint === undefined ? [head] : [head, problem.hint]
  })
  const rest = placed.length - shown
  if (rest > 0) lines.push(`and ${rest} more ${rest === 1 ? 'problem' : 'problems'} in this file`)
  return new KitError('POLICY_INVALID', lines.join('\n'), { exit: exitCodes.usage })
}

/** `rules.duplicates/people.threshold`, `waivers[2].until`. */
function formatPath(path: readonly PropertyKey[]): string {
  return path
    .map((step, index) =>
      typeof step === 'number' ? `[${step}]` : `${index === 0 ? '' : '.'}${String(step)}`,
    )
    .join('')
}

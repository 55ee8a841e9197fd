import { ApiError } from '../org.ts'

const REFERENCE = /@\{([\w-]+)((?:\.\w+|\[\d+\])*)\}/g

function step(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  const known = value as Record<string, unknown>
  const name = Object.keys(known).find((each) => each.toLowerCase() === key.toLowerCase())
  return name === undefined ? undefined : known[name]
}

function lookUp(answers: ReadonlyMap<string, unknown>, name: string, path: string): unknown {
  const keys = [...path.matchAll(/\.(\w+)|\[(\d+)\]/g)].map(([, key, index]) => key ?? index ?? '')
  let value = answers.get(name)
  for (const key of keys) value = step(value, key)
  if (value === undefined || value === null)
    throw new ApiError(
      400,
      'PROCESSING_HALTED',
      `Invalid reference specified. No value for ${name}${path} found in ${name}`,
    )
  return value
}

function text(answers: ReadonlyMap<string, unknown>, from: string): unknown {
  const whole = new RegExp(`^${REFERENCE.source}$`).exec(from)
  if (whole) return lookUp(answers, whole[1] ?? '', whole[2] ?? '')
  return from.replace(REFERENCE, (_, name: string, path: string) => String(lookUp(answers, name, path)))
}

/** Puts what earlier sub-requests answered where `@{reference.path}` stands. */
export function substitute(answers: ReadonlyMap<string, unknown>, value: unknown): unknown {
  if (typeof value === 'string') return text(answers, value)
  if (Array.isArray(value)) return value.map((each) => substitute(answers, each))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, substitute(answers, each)]))
}

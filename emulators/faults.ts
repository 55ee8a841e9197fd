/** What a fault does to one request. `answer` and `drop: 'before'` keep the request from being processed. */
export type FaultAction =
  | { readonly kind: 'answer'; readonly answer: FaultAnswer }
  | { readonly kind: 'preset'; readonly preset: string }
  | { readonly kind: 'drop'; readonly when: 'before' | 'after' }
  | { readonly kind: 'delay'; readonly milliseconds: number; readonly when: 'before' | 'after' }
  | { readonly kind: 'hang'; readonly when: 'before' | 'after' }
  /** Never answered, and carried out once so many requests more have come in, also when the client is gone by then. */
  | { readonly kind: 'late'; readonly requests: number }
  | { readonly kind: 'truncate'; readonly bytes: number }
  | { readonly kind: 'slow'; readonly bytesPerChunk: number; readonly milliseconds: number }

export interface FaultAnswer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  /** JSON unless a string. */
  readonly body?: unknown
}

interface FaultMatch {
  readonly method?: string
  /** Pattern for the path without query, in which a star stands for anything. */
  readonly path?: string
  /** SOAP operation, e.g. `merge`. */
  readonly operation?: string
  /** Text that must occur in the decoded address or in the body. */
  readonly contains?: string
}

/** Of the matching requests: skip the first `after`, then hit only the `nth` or each `every`th, at most `times`. */
interface FaultRule {
  readonly id: string
  readonly match: FaultMatch
  readonly action: FaultAction
  readonly after: number
  readonly nth: number | null
  readonly every: number | null
  readonly times: number | null
}

interface FaultSubject {
  readonly method: string
  readonly path: string
  readonly operation: string | null
  /** Called only by rules that look for text. */
  readonly text: () => string
}

interface FaultState extends FaultRule {
  readonly seen: number
  readonly fired: number
}

export interface Faults {
  /** Adds one rule as posted to the control door; throws `FaultError` when it makes no sense. */
  readonly add: (rule: unknown) => FaultRule
  readonly remove: (id: string) => boolean
  readonly clear: () => void
  readonly list: () => readonly FaultState[]
  /** The actions that hit this request, in the order the rules were added. */
  readonly take: (subject: FaultSubject) => readonly FaultAction[]
  /** Resolves once so many requests more were taken. */
  readonly later: (requests: number) => Promise<void>
}

export class FaultError extends Error {}

export function createFaults(presets: readonly string[]): Faults {
  const rules = new Map<string, { rule: FaultRule; seen: number; fired: number }>()
  let counter = 0
  const waiting = new Map<() => void, number>()
  function pass(): void {
    for (const [go, left] of [...waiting]) {
      if (left > 1) waiting.set(go, left - 1)
      else {
        waiting.delete(go)
        go()
      }
    }
  }
  return {
    add(input) {
      counter += 1
      const rule = parseRule(input, `fault-${counter}`, presets)
      rules.set(rule.id, { rule, seen: 0, fired: 0 })
      return rule
    },
    remove: (id) => rules.delete(id),
    clear: () => rules.clear(),
    list: () => [...rules.values()].map(({ rule, seen, fired }) => ({ ...rule, seen, fired })),
    later: (requests) => new Promise((go) => void waiting.set(go, requests)),
    take(subject) {
      pass()
      const actions: FaultAction[] = []
      for (const state of rules.values()) {
        if (!matches(state.rule.match, subject)) continue
        state.seen += 1
        if (!fires(state.rule, state.seen, state.fired)) continue
        state.fired += 1
        actions.push(state.rule.action)
      }
      return actions
    },
  }
}

function fires(rule: FaultRule, seen: number, fired: number): boolean {
  if (rule.times !== null && fired >= rule.times) return false
  const turn = seen - rule.after
  if (turn < 1) return false
  if (rule.nth !== null) return turn === rule.nth
  if (rule.every !== null) return turn % rule.every === 0
  return true
}

function matches(match: FaultMatch, subject: FaultSubject): boolean {
  if (match.method !== undefined && match.method.toUpperCase() !== subject.method) return false
  if (match.operation !== undefined && match.operation !== subject.operation) return false
  if (match.path !== undefined && !pathMatches(match.path, subject.path)) return false
  return match.contains === undefined || subject.text().includes(match.contains)
}

function pathMatches(pattern: string, path: string): boolean {
  const source = pattern
    .split('*')
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*')
  return new RegExp(`^${source}$`, 'i').test(path)
}

function parseRule(input: unknown, fallbackId: string, presets: readonly string[]): FaultRule {
  const rule = asObject(input, 'a fault rule')
  const known = ['id', 'match', 'action', 'after', 'nth', 'every', 'times']
  for (const key of Object.keys(rule)) {
    if (!known.includes(key)) throw new FaultError(`unknown key "${key}"; known: ${known.join(', ')}`)
  }
  return {
    id: typeof rule.id === 'string' && rule.id !== '' ? rule.id : fallbackId,
    match: parseMatch(rule.match ?? {}),
    action: parseAction(rule.action, presets),
    after: count(rule.after, 'after', 0) ?? 0,
    nth: count(rule.nth, 'nth', 1),
    every: count(rule.every, 'every', 1),
    times: count(rule.times, 'times', 1),
  }
}

function parseMatch(input: unknown): FaultMatch {
  const match = asObject(input, '"match"')
  for (const [key, value] of Object.entries(match)) {
    if (!['method', 'path', 'operation', 'contains'].includes(key))
      throw new FaultError(`unknown key "match.${key}"; known: method, path, operation, contains`)
    if (typeof value !== 'string') throw new FaultError(`"match.${key}" must be a text`)
  }
  return match as FaultMatch
}

function parseAction(input: unknown, presets: readonly string[]): FaultAction {
  const action = asObject(input, '"action"')
  const when = action.when === 'after' ? 'after' : 'before'
  switch (action.kind) {
    case 'answer': {
      const answer = asObject(action.answer, '"action.answer"')
      if (!Number.isInteger(answer.status)) throw new FaultError('"action.answer.status" must be a number')
      return { kind: 'answer', answer: answer as unknown as FaultAnswer }
    }
    case 'preset': {
      const preset = String(action.preset)
      if (!presets.includes(preset))
        throw new FaultError(`unknown preset "${preset}"; known: ${presets.join(', ')}`)
      return { kind: 'preset', preset }
    }
    case 'drop':
      return { kind: 'drop', when }
    case 'delay':
      return { kind: 'delay', milliseconds: count(action.milliseconds, 'milliseconds', 0) ?? 0, when }
    case 'hang':
      return { kind: 'hang', when }
    case 'late':
      return { kind: 'late', requests: count(action.requests, 'requests', 1) ?? 1 }
    case 'truncate':
      return { kind: 'truncate', bytes: count(action.bytes, 'bytes', 0) ?? 0 }
    case 'slow':
      return {
        kind: 'slow',
        bytesPerChunk: count(action.bytesPerChunk, 'bytesPerChunk', 1) ?? 1024,
        milliseconds: count(action.milliseconds, 'milliseconds', 0) ?? 10,
      }
    default:
      throw new FaultError('"action.kind" must be answer, preset, drop, delay, hang, late, truncate or slow')
  }
}

function asObject(value: unknown, what: string): Record<string, unknown> {
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw new FaultError(`${what} must be an object`)
  return value as Record<string, unknown>
}

function count(value: unknown, name: string, least: number): number | null {
  if (value === undefined || value === null) return null
  if (!Number.isInteger(value) || (value as number) < least)
    throw new FaultError(`"${name}" must be a whole number of at least ${least}`)
  return value as number
}

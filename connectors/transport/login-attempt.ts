import { type Judgement, withRetries } from './retry.ts'
import type { Runtime } from './runtime.ts'

export interface LoginAttempt {
  readonly runtime: Runtime
  readonly signal: AbortSignal
  readonly judge: (error: unknown) => Judgement
  /** Puts what went wrong in words for people. */
  readonly explain: (error: unknown) => unknown
}

const tries = 3

/** Asks for a session; asking twice does no harm. */
export async function attemptLogin<T>(
  ask: () => Promise<T>,
  { runtime, signal, judge, explain }: LoginAttempt,
): Promise<T> {
  try {
    return await withRetries({ class: 'read', tries, runtime, signal, judge }, ask)
  } catch (error) {
    signal.throwIfAborted()
    throw explain(error)
  }
}

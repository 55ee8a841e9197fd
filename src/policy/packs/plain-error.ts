import { isKitError, KitError } from '../../kit/index.ts'
import type { PlainError } from './protocol.ts'

/** Errors whose text the JavaScript engine wrote; others may quote a record. */
const harmless = new Set(['TypeError', 'ReferenceError', 'RangeError'])

/** An error as data. The text of an unknown error is left out, for it may hold personal values. */
export function toPlainError(error: unknown): PlainError {
  if (isKitError(error)) return { code: error.code, message: error.message, actions: [...error.actions] }
  if (!(error instanceof Error))
    return { code: 'RULE_THREW', message: 'threw something that is no error', actions: [] }
  const text = harmless.has(error.name) ? `: ${error.message}` : ''
  return { code: 'RULE_THREW', message: `threw ${error.name}${text}${placeOf(error)}`, actions: [] }
}

/** With the rule in front where the text is only a predicate. */
export function fromPlainError(error: PlainError, rule?: string): KitError {
  const message =
    error.code === 'RULE_THREW' && rule !== undefined ? `${rule} ${error.message}` : error.message
  return new KitError(error.code, message, { actions: error.actions })
}

function placeOf(error: Error): string {
  const frame = /([^/\\(\s]+\.[cm]?[jt]s):(\d+):\d+\)?$/m.exec(error.stack ?? '')
  return frame === null ? '' : ` (${frame[1]}:${frame[2]})`
}

import { exitCodes, isKitError, KitError } from '../kit/index.ts'
import type { ScanError } from './outcome.ts'

/** A failure as part of the result. Text of unknown errors may hold values and stays out. */
export function scanError(where: string, error: unknown): ScanError {
  if (isKitError(error)) {
    const { code, message, actions, exit } = error
    return { where, code, message, actions: [...actions], exit }
  }
  const name = error instanceof Error ? error.name : 'Error'
  const code = (error as { readonly code?: unknown } | null)?.code
  return {
    where,
    code: typeof code === 'string' ? code : 'UNEXPECTED',
    message: `Unexpected ${name}${typeof code === 'string' ? ` (${code})` : ''} in ${where}.`,
    actions: ['This is a defect of Steward. STEWARD_DEBUG=1 shows more.'],
  }
}

/** A failure of a pack's thread, told of the rule that was at work. */
export function ruleError(rule: string, pack: string, error: unknown): ScanError {
  const told = scanError(rule, error)
  const { message } = told
  if (told.code === 'RULE_THREW') return { ...told, message: `${rule} ${message}` }
  return message.startsWith(`${pack} `) ? { ...told, message: `${rule}${message.slice(pack.length)}` } : told
}

/** An interruption ends the scan; every other failure is a result. */
export function throwIfInterrupted(signal: AbortSignal): void {
  if (!signal.aborted) return
  throw new KitError('INTERRUPTED', 'The scan was interrupted; no run was recorded.', {
    exit: exitCodes.interrupted,
    cause: signal.reason,
  })
}

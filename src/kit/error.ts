/** Exit codes of the command line; the table is in README.md. */
export const exitCodes = {
  clean: 0,
  failed: 1,
  usage: 2,
  findings: 30,
  refused: 31,
  partial: 68,
  stopped: 69,
  interrupted: 130,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

export interface KitErrorOptions {
  /** What to do, one line each, most likely first. A command line stands alone after two spaces. */
  readonly actions?: readonly string[]
  /** Default 1, `failed`. */
  readonly exit?: ExitCode
  readonly cause?: unknown
}

/**
 * The one error that reaches people. `message` says what happened and where; `actions` say what to do.
 * Neither may hold a secret or a personal value.
 */
export class KitError extends Error {
  override readonly name = 'KitError'
  /** Stable, upper case, e.g. `UNKNOWN_CONNECTION`; scripts may test for it. */
  readonly code: string
  readonly actions: readonly string[]
  readonly exit: ExitCode

  constructor(code: string, message: string, options: KitErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.actions = options.actions ?? []
    this.exit = options.exit ?? exitCodes.failed
  }
}

/** True for a `KitError` of this or another copy of the kit (packs may carry one). */
export function isKitError(error: unknown): error is KitError {
  return error instanceof Error && error.name === 'KitError' && 'code' in error && 'actions' in error
}

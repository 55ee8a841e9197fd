import { styleText } from 'node:util'
import { exitCodes, isKitError, KitError } from '../kit/error.ts'
import { columnsOf, wrap } from '../report/terminal.ts'
import { printable } from '../text/neutral.ts'

interface OclifError extends Error {
  readonly oclif?: { readonly exit?: number }
  readonly code?: string
}

/** Whatever was thrown, as the one error that people see. */
export function toKitError(error: unknown): KitError {
  if (isKitError(error)) return error
  const { message, oclif, code, name } = error as OclifError
  if (name === 'AbortError' || code === 'ABORT_ERR') {
    return new KitError('INTERRUPTED', 'Interrupted.', { exit: exitCodes.interrupted, cause: error })
  }
  if (oclif?.exit === exitCodes.usage) {
    return new KitError('USAGE', firstLines(message), {
      exit: exitCodes.usage,
      cause: error,
      actions: ['See more help with --help'],
    })
  }
  if (code === 'ENOSPC' || code === 'EACCES' || code === 'EROFS' || code === 'EDQUOT') {
    return new KitError(code, `A file could not be written: ${message}`, {
      actions: ['Free space or choose another folder: --home DIR or STEWARD_HOME'],
      cause: error,
    })
  }
  return new KitError('UNEXPECTED', `Unexpected: ${message || String(error)}`, {
    actions: [
      'This is a defect of Steward. STEWARD_DEBUG=1 shows where; please report it without personal data.',
    ],
    cause: error,
  })
}

/** oclif appends the help of the command; ours says where the help is. */
function firstLines(message: string): string {
  return message.replace(/\nSee more help with --help\s*$/, '').trim()
}

/** `error  what happened` and below it, aligned, what to do. */
export function formatError(error: KitError, colour: boolean, width = Number.POSITIVE_INFINITY): string {
  const label =
    error.exit === exitCodes.stopped ? 'stopped' : error.exit === exitCodes.refused ? 'refused' : 'error'
  const head = colour ? styleText(['red', 'bold'], label) : label
  const indent = ' '.repeat(label.length + 2)
  // Messages quote what an org said or somebody typed.
  const lines = [error.message, ...error.actions].flatMap((text) =>
    printable(text)
      .split('\n')
      .flatMap((line) => broken(line, width - indent.length)),
  )
  const text = lines.map((line, index) => (index === 0 ? `${head}  ${line}` : `${indent}${line}`)).join('\n')
  if (process.env.STEWARD_DEBUG !== '1') return text
  return `${text}\n${printable(stackOf(error))}`
}

/** At blanks; a command that follows two of them stays whole on a line of its own, to be copied. */
function broken(line: string, width: number): readonly string[] {
  if (columnsOf(line) <= width) return [line]
  const [words = '', ...rest] = line.split(/ {2,}/)
  const command = rest.join('  ')
  const commands = command === '' ? [] : [`  ${command}`]
  // What begins a line is a word of its own, however long.
  return [...wrap(words, Math.max(width, 20)), ...commands]
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return ''
  const cause = error.cause === undefined ? '' : `\ncaused by ${stackOf(error.cause) || String(error.cause)}`
  return `${error.stack ?? ''}${cause}`
}

/** The failure half of the sf envelope. */
export function errorEnvelope(error: KitError, commandName: string | undefined): Record<string, unknown> {
  return {
    name: error.code,
    message: error.message,
    exitCode: error.exit,
    status: error.exit,
    actions: error.actions,
    commandName,
    warnings: [],
  }
}

import { describe, expect, it } from 'vitest'
import { errorEnvelope, formatError, toKitError } from '../../src/cli/errors.ts'
import { exitCodes, KitError } from '../../src/kit/index.ts'

describe('toKitError', () => {
  const oclif = Object.assign(new Error('Nonexistent flag: --frmat\nSee more help with --help'), {
    oclif: { exit: 2 },
  })
  it.each([
    ['a KitError stays', new KitError('X', 'y', { exit: exitCodes.refused }), 'X', 31],
    [
      'a KitError of another copy stays',
      Object.assign(new Error('m'), { name: 'KitError', code: 'X', actions: [], exit: 2 }),
      'X',
      2,
    ],
    ['wrong usage', oclif, 'USAGE', 2],
    ['Ctrl-C', new DOMException('aborted', 'AbortError'), 'INTERRUPTED', 130],
    ['a full disk', Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' }), 'ENOSPC', 1],
    ['anything else', new TypeError('x is not a function'), 'UNEXPECTED', 1],
    ['what is no error at all', 'boom', 'UNEXPECTED', 1],
  ])('%s', (_name, thrown, code, exit) => {
    const known = toKitError(thrown)
    expect([known.code, known.exit]).toEqual([code, exit])
  })

  it('keeps the cause', () => {
    const cause = new TypeError('inner')
    expect(toKitError(cause).cause).toBe(cause)
  })

  it('says once where the help is', () => {
    expect(formatError(toKitError(oclif), false)).toBe(
      'error  Nonexistent flag: --frmat\n       See more help with --help',
    )
  })
})

describe('formatError', () => {
  it.each([
    [exitCodes.failed, 'error  The session has expired.\n       Log in again:  sf org login web'],
    [exitCodes.stopped, 'stopped  The session has expired.\n         Log in again:  sf org login web'],
    [exitCodes.refused, 'refused  The session has expired.\n         Log in again:  sf org login web'],
  ])('exit %i', (exit, text) => {
    const error = new KitError('SESSION_EXPIRED', 'The session has expired.', {
      actions: ['Log in again:  sf org login web'],
      exit,
    })
    expect(formatError(error, false)).toBe(text)
  })

  it('shows a terminal nothing that it would obey', () => {
    const error = new KitError('X', 'said \u001b]0;mine\u0007 and \u202egpj', { actions: ['do\r\u001b[2J'] })
    const shown = formatError(error, false)
    expect(shown).toContain('said \\x1b]0;mine\\x07 and \\u202egpj')
    expect(shown.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  })

  it('shows no stack', () => {
    expect(formatError(toKitError(new TypeError('inner')), false)).not.toContain('at ')
  })
})

it('errorEnvelope has the keys of the sf CLI', () => {
  const envelope = errorEnvelope(new KitError('X', 'what', { actions: ['do'], exit: 2 }), 'scan')
  expect(envelope).toEqual({
    name: 'X',
    message: 'what',
    exitCode: 2,
    status: 2,
    actions: ['do'],
    commandName: 'scan',
    warnings: [],
  })
})

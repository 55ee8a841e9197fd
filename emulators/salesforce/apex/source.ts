export interface Place {
  readonly line: number
  readonly column: number
}

/** The script cannot be compiled, so nothing of it runs. */
export class CompileProblem extends Error {
  readonly place: Place

  constructor(place: Place, message: string) {
    super(message)
    this.place = place
  }
}

/** Reads a script from left to right; blanks and comments stand between any two tokens. Words know no case. */
export interface Source {
  readonly place: () => Place
  readonly ended: () => boolean
  /** Goes past the word or sign when it comes next. */
  readonly take: (token: string) => boolean
  readonly expect: (token: string) => void
  readonly word: () => string | undefined
  readonly number: () => number | undefined
  readonly text: () => string | undefined
  /** From `[` to its `]`, both left out. */
  readonly bracketed: () => string
  /** Looks ahead: when the reading gives `undefined` nothing was read. */
  readonly attempt: <T>(reading: () => T | undefined) => T | undefined
  /** At `place`, or at what comes next. */
  readonly problem: (message: string, place?: Place) => CompileProblem
  readonly unexpected: () => CompileProblem
}

const BLANK = /(?:\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)+/y
const WORD = /[A-Za-z]\w*/y
const NUMBER = /\d+(?:\.\d+)?/y
const TEXT = /'((?:[^'\\\n]|\\.)*)'/y
const QUERY = /\[((?:[^'[\]]|'(?:[^'\\\n]|\\.)*')*)\]/y
const TOKEN = /[A-Za-z]\w*|\d+(?:\.\d+)?|'(?:[^'\\\n]|\\.)*'|\S/y
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }

export function readSource(script: string): Source {
  let at = 0
  const match = (pattern: RegExp): RegExpExecArray | null => {
    BLANK.lastIndex = at
    if (BLANK.test(script)) at = BLANK.lastIndex
    pattern.lastIndex = at
    return pattern.exec(script)
  }
  const read = (pattern: RegExp): RegExpExecArray | undefined => {
    const found = match(pattern)
    if (found === null) return undefined
    at += found[0].length
    return found
  }
  const place = (): Place => {
    match(TOKEN)
    const before = script.slice(0, at).split('\n')
    return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
  }
  const problem = (message: string, at = place()) => new CompileProblem(at, message)
  const next = () => match(TOKEN)?.[0]
  const take = (token: string): boolean => {
    const found = next()
    const same = /\w/.test(token) ? found?.toLowerCase() === token.toLowerCase() : found === token
    if (same && found !== undefined) at += found.length
    return same
  }
  const unexpected = () => {
    const found = next()
    return problem(found === undefined ? 'Unexpected token <EOF>.' : `Unexpected token '${found}'.`)
  }
  return {
    place,
    problem,
    unexpected,
    take,
    ended: () => next() === undefined,
    expect: (token) => {
      if (!take(token)) throw problem(`Missing '${token}' at '${next() ?? '<EOF>'}'`)
    },
    word: () => read(WORD)?.[0],
    number: () => {
      const found = read(NUMBER)
      return found && Number(found[0])
    },
    text: () => read(TEXT)?.[1]?.replace(/\\(.)/g, (_, letter: string) => ESCAPES[letter] ?? letter),
    bracketed: () => {
      const found = read(QUERY)
      if (found === undefined) throw unexpected()
      return found[1] ?? ''
    },
    attempt: (reading) => {
      const start = at
      const result = reading()
      if (result === undefined) at = start
      return result
    },
  }
}

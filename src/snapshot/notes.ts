export interface Notes<Line> {
  readonly lines: readonly Line[]
  /** Bytes of whole lines: what stands after them is torn. */
  readonly whole: number
}

/**
 * Notes of one JSON value a line. What was written last may be torn by a crash and is left out; any other line that
 * cannot be read is `damaged`, which is thrown.
 */
export function readNotes<Line>(
  bytes: Buffer,
  parse: (value: unknown) => Line,
  damaged: (line: number, cause: unknown) => Error,
): Notes<Line> {
  const whole = bytes.lastIndexOf(10) + 1
  const texts = bytes.subarray(0, whole).toString('utf8').split('\n').slice(0, -1)
  const lines = texts.map((text, index) => {
    try {
      return parse(JSON.parse(text))
    } catch (cause) {
      throw damaged(index + 1, cause)
    }
  })
  return { lines, whole }
}

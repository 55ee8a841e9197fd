import { printable } from '../text/neutral.ts'
import { figure } from '../text/words.ts'

/** One line per stage on stderr: what, how many of how many, rate, time left. */
export interface Progress {
  /** Without a unit there is nothing to count. */
  readonly update: (
    stage: string,
    done: number,
    total: number | null,
    note?: string,
    unit?: string | null,
  ) => void
  readonly log: (line: string) => void
  readonly end: () => void
}

export interface ProgressOptions {
  readonly stream: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number }
  readonly quiet: boolean
  readonly now?: () => number
}

const terminalEvery = 100
const pipeEvery = 10_000

interface Stage {
  readonly name: string
  readonly startedAt: number
  shownAt: number
  line: string
}

export function startProgress({ stream, quiet, now = Date.now }: ProgressOptions): Progress {
  let stage: Stage | null = null
  const live = stream.isTTY === true

  function finish(): void {
    if (stage === null) return
    if (live) stream.write(`\r\u001b[K${stage.line}\n`)
    else stream.write(`${stage.line}\n`)
    stage = null
  }

  function update(
    name: string,
    done: number,
    total: number | null,
    note = '',
    unit: string | null = '',
  ): void {
    if (quiet) return
    const time = now()
    if (stage?.name !== name) {
      finish()
      stage = { name, startedAt: time, shownAt: live ? 0 : time, line: '' }
    }
    stage.line = progressLine(name, done, total, time - stage.startedAt, note, unit)
    if (time - stage.shownAt < (live ? terminalEvery : pipeEvery)) return
    stage.shownAt = time
    stream.write(live ? `\r\u001b[K${stage.line.slice(0, (stream.columns ?? 80) - 1)}` : `${stage.line}\n`)
  }

  function log(line: string): void {
    if (quiet) return
    finish()
    stream.write(`${printable(line)}\n`)
  }

  return { update, log, end: finish }
}

export function progressLine(
  name: string,
  done: number,
  total: number | null,
  elapsed: number,
  note: string,
  unit: string | null = '',
): string {
  const of = total === null ? figure(done) : `${figure(done)} of ${figure(total)}`
  const rate = elapsed >= 1000 && done > 0 ? done / (elapsed / 1000) : null
  const what = (total ?? done) === 1 ? unit?.replace(/s$/, '') : unit
  const parts = unit === null ? [name] : [name, `${of} ${what}`.trimEnd()]
  if (rate !== null) parts.push(`${figure(Math.round(rate))}/s`)
  if (rate !== null && total !== null && done < total) parts.push(`${duration((total - done) / rate)} left`)
  if (note !== '') parts.push(note)
  return parts.join('  ')
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`
  if (seconds < 5400) return `${Math.ceil(seconds / 60)} min`
  return `${Math.ceil(seconds / 3600)} h`
}

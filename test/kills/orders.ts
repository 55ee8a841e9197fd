/** At the nth operation of a kind on a file, by its name. `cut`: what a torn line is taken away with. */
export interface FileKill {
  readonly file: string
  readonly op: 'write' | 'sync' | 'cut'
  readonly nth: number
  /** `torn`: half of it is written. */
  readonly when: 'before' | 'after' | 'torn'
}

/** What a process is told by the environment. */
export interface Orders {
  readonly kill?: FileKill
  /** Where to note what it did to files. */
  readonly notes?: string
  /** How its machine is called. */
  readonly host?: string
  /** Waits are divided by it. */
  readonly hurry?: number
  /** Its clock is ahead by so many milliseconds. */
  readonly ahead?: number
}

/** A line of the notes. */
export type Noted =
  | { readonly is: 'done'; readonly file: string; readonly op: FileKill['op'] }
  | { readonly is: 'synced'; readonly path: string; readonly size: number }
  /** A name that a power cut takes away, unless its folder was synced since. */
  | { readonly is: 'made'; readonly path: string }

import { relative } from 'node:path'

/** As a shell takes it. */
export function quoted(path: string): string {
  return /^[\w./@:+-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`
}

/** From where people are, unless it lies elsewhere. */
export function shown(path: string): string {
  const short = relative(process.cwd(), path)
  return short.startsWith('..') ? path : short
}

/** `--journal DIR`, to be put behind a command; nothing when none was named. */
export function journalOption(dir: string | null): string {
  return dir === null ? '' : ` --journal ${quoted(dir)}`
}

/** `--rehearse -o NAME`, to be put behind a command; nothing when it is no rehearsal. */
export function rehearseOption(sandbox: string | undefined): string {
  return sandbox === undefined ? '' : ` --rehearse -o ${quoted(sandbox)}`
}

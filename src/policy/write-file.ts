import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'

/** Replaces a file in one step, so that an interruption leaves the old or the new one. */
export function replaceFile(path: string, text: string): void {
  const fresh = `${path}.${process.pid}.tmp`
  try {
    const file = openSync(fresh, 'wx', 0o644)
    try {
      writeFileSync(file, text) // writeSync may stop half-way without an error
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(fresh, path)
  } catch (error) {
    rmSync(fresh, { force: true })
    throw error
  }
}

import { existsSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Noted } from './orders.ts'

export function readNotes(path: string): readonly Noted[] {
  if (!existsSync(path)) return []
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.endsWith('}'))
    .map((line) => JSON.parse(line))
}

/**
 * Takes away what a power cut may take: bytes that were written after a file's last fsync, and names that were made
 * after the last fsync of their folder. Files that existed before keep what they had then.
 */
export function cutPower(notes: readonly Noted[], sizesBefore: ReadonlyMap<string, number>): void {
  const sizes = new Map(sizesBefore)
  const unnamed = new Set<string>()
  for (const noted of notes) {
    if (noted.is === 'made') unnamed.add(noted.path)
    if (noted.is !== 'synced') continue
    sizes.set(noted.path, noted.size)
    for (const path of unnamed) if (dirname(path) === noted.path) unnamed.delete(path)
  }
  const touched = new Set(notes.flatMap((noted) => (noted.is === 'done' ? [] : [noted.path])))
  for (const path of touched) {
    if (unnamed.has(path)) rmSync(path, { recursive: true, force: true })
    const found = statSync(path, { throwIfNoEntry: false })
    if (found?.isFile() && found.size > (sizes.get(path) ?? 0)) truncateSync(path, sizes.get(path) ?? 0)
  }
}

import { writeFileSync } from 'node:fs'
import { type FileHandle, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Finding, severities } from '../kit/index.ts'
import { readLines } from './lines.ts'

/** Of a finding what its counting needs. */
export type FindingNote = Pick<Finding, 'rule' | 'severity' | 'connection' | 'isNew'> & {
  readonly waived: boolean
}

interface Entry {
  readonly attempt: number
  readonly key: string
  readonly note: FindingNote
  readonly json: string
}

const spillAt = 8 * 1024 * 1024
const flushAt = 1024 * 1024

/**
 * Sorts any number of findings into one file without holding them: sorted parts go to disk and are merged. An
 * attempt can be taken back, so that a rule that failed leaves nothing.
 */
export class FindingSink {
  readonly #folder: string
  readonly #parts: string[] = []
  readonly #dropped = new Set<number>()
  #entries: Entry[] = []
  #size = 0
  #attempts = 0

  constructor(folder: string) {
    this.#folder = folder
  }

  begin(): number {
    this.#attempts += 1
    return this.#attempts
  }

  takeBack(attempt: number): void {
    this.#dropped.add(attempt)
    this.#entries = this.#entries.filter((entry) => entry.attempt !== attempt)
  }

  add(finding: Finding, attempt: number): void {
    const { rule, severity, connection, isNew, waiver } = finding
    const note = { rule, severity, connection, isNew, waived: waiver !== undefined }
    const json = JSON.stringify(finding)
    this.#entries.push({ attempt, key: sortKey(finding), note, json })
    this.#size += json.length
    if (this.#size >= spillAt) this.#spill()
  }

  /** Writes what was not taken back to `path`, in order, each repeated finding once. */
  async writeTo(path: string, count: (note: FindingNote) => void): Promise<void> {
    this.#entries.sort(byKey)
    const sources = [...this.#parts.map((part) => readPart(part)), inMemory(this.#entries)]
    await using file = await open(path, 'wx', 0o600)
    let text = ''
    let last = ''
    for await (const entry of merge(sources)) {
      if (this.#dropped.has(entry.attempt) || entry.json === last) continue
      last = entry.json
      count(entry.note)
      text += `${entry.json}\n`
      if (text.length >= flushAt) text = await flush(file, text)
    }
    await flush(file, text)
    await file.sync()
    for (const part of this.#parts) await rm(part, { force: true })
  }

  #spill(): void {
    this.#entries.sort(byKey)
    const path = join(this.#folder, `part-${this.#parts.length}`)
    const lines = this.#entries.map(
      (entry) => `${JSON.stringify({ ...entry, json: undefined })}\t${entry.json}\n`,
    )
    writeFileSync(path, lines.join(''), { mode: 0o600, flag: 'wx' })
    this.#parts.push(path)
    this.#entries = []
    this.#size = 0
  }
}

/** Worst severity, rule id, highest score, fingerprint; then connection and message, so that nothing is left open. */
function sortKey(finding: Finding): string {
  const score = (2 - (finding.group?.score ?? 0)).toFixed(9)
  const parts = [
    severities.indexOf(finding.severity),
    finding.rule,
    score,
    finding.fingerprint,
    finding.connection,
  ]
  return `${parts.join('\t')}\t${finding.messageId}`
}

function byKey(a: Entry, b: Entry): number {
  if (a.key === b.key) return 0
  return a.key < b.key ? -1 : 1
}

async function* readPart(path: string): AsyncGenerator<Entry> {
  for await (const line of readLines(path)) {
    const tab = line.indexOf('\t')
    yield { ...(JSON.parse(line.slice(0, tab)) as Omit<Entry, 'json'>), json: line.slice(tab + 1) }
  }
}

async function* inMemory(entries: readonly Entry[]): AsyncGenerator<Entry> {
  yield* entries
}

/** Parts are few, so the least head is looked for one by one; the earlier part wins a tie. */
async function* merge(sources: readonly AsyncGenerator<Entry>[]): AsyncGenerator<Entry> {
  const heads = await Promise.all(sources.map((source) => source.next()))
  for (;;) {
    let least = -1
    for (const [index, head] of heads.entries()) {
      if (head.done) continue
      const best = least < 0 ? undefined : heads[least]
      if (best === undefined || best.done || byKey(head.value, best.value) < 0) least = index
    }
    const head = heads[least]
    const source = sources[least]
    if (head === undefined || head.done || source === undefined) return
    yield head.value
    heads[least] = await source.next()
  }
}

async function flush(file: FileHandle, text: string): Promise<string> {
  if (text !== '') await file.write(text)
  return ''
}

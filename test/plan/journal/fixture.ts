import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { JournalEntry } from '../../../src/plan/journal/entry.ts'
import type { JournalOptions, JournalWrite } from '../../../src/plan/journal/index.ts'

/** A folder that goes away with the test, and what journals in it are opened with. */
export function scratch(): Disposable & { readonly path: string; readonly options: JournalOptions } {
  const path = mkdtempSync(join(tmpdir(), 'steward-journal-'))
  return {
    path,
    options: {
      home: join(path, 'home'),
      connection: 'acme',
      plan: '5f2c0000',
      now: () => new Date('2026-11-02T09:00:00Z'),
    },
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  }
}

export const opening: JournalWrite = {
  body: {
    type: 'open',
    run: 'apply',
    resumed: false,
    plan: '5f2c0000',
    checksum: 'a'.repeat(64),
    orgId: '00D000000000001AAA',
    host: 'acme.my.salesforce.com',
    user: 'admin@acme.example',
    tool: '1.0.0',
    consent: 'terminal',
    pid: 1,
  },
}

export interface Person {
  readonly id: string
  readonly email?: string
}

export function preImage(action: string, people: readonly Person[], object = 'Contact'): JournalWrite {
  return {
    body: {
      type: 'pre-image',
      action,
      object,
      members: people.map(({ id }) => id),
      children: {},
      complete: true,
    },
    values: {
      members: people.map(({ id, email = `${id}@acme.example` }) => ({ id, values: { Email: email } })),
      children: [],
    },
  }
}

export function intent(step: number, ...items: readonly string[]): JournalWrite {
  return {
    body: {
      type: 'intent',
      step,
      verb: 'merge',
      sha256: 'b'.repeat(64),
      items: items.map((name) => {
        const [action = '', item = 'm0'] = name.split('/')
        return { action, item, object: 'Contact', record: 's', losers: ['l'], fields: ['Phone'] }
      }),
    },
  }
}

const results = {
  done: { result: 'done' },
  refused: { result: 'refused', code: 'UNABLE_TO_LOCK_ROW', message: 'locked' },
  unknown: { result: 'unknown', cause: 'ECONNRESET' },
} as const

export type Result = keyof typeof results

export function outcome(step: number, ...words: readonly Result[]): JournalWrite {
  return { body: { type: 'outcome', step, outcomes: words.map((word) => results[word]) } }
}

export function readBack(step: number, ...words: readonly Result[]): JournalWrite {
  return { body: { type: 'read-back', step, outcomes: words.map((word) => results[word]) } }
}

export function verified(action: string, email = 'ana@acme.example'): JournalWrite {
  return { body: { type: 'verified', action, ok: true, differences: [] }, values: { Email: email } }
}

export const closing: JournalWrite = {
  body: { type: 'close', reason: 'finished', code: '', done: 1, skipped: 0, left: 0 },
}

export async function all(entries: AsyncIterable<JournalEntry>): Promise<readonly JournalEntry[]> {
  return Array.fromAsync(entries)
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { type MemoryObject, memory } from '../../connectors/memory/index.ts'
import steward from '../../plugins/steward/index.ts'
import type { Finding, RulePack } from '../../src/kit/index.ts'
import {
  type BuiltInPack,
  type LoadedPolicy,
  loadPolicy,
  type NamedConnection,
} from '../../src/policy/index.ts'
import type { ScanOutcome } from '../../src/scan/outcome.ts'
import type { ScanRequest } from '../../src/scan/request.ts'
import { runScan } from '../../src/scan/run.ts'
import hostile from './packs/hostile.ts'
import sample from './packs/sample.ts'

const folders: string[] = []
afterAll(() => {
  for (const path of folders) rmSync(path, { recursive: true, force: true })
})

export function newFolder(): string {
  const path = mkdtempSync(join(tmpdir(), 'steward-test-'))
  folders.push(path)
  return path
}

function inTest(pack: RulePack, file: string): BuiltInPack {
  return { ...pack, module: new URL(file, import.meta.url).href }
}

export const packs = {
  steward: inTest(steward, '../../plugins/steward/index.ts'),
  sample: inTest(sample, './packs/sample.ts'),
  hostile: inTest(hostile, './packs/hostile.ts'),
}

export const now = '2026-06-01T12:00:00.000Z'

type Row = MemoryObject['rows'][number]

/** The `memory` connector over people of a few kinds. */
export function people(objects: Readonly<Record<string, readonly Row[]>>, name = 'acme'): NamedConnection {
  const settings = {
    orgId: name,
    objects: Object.fromEntries(
      Object.entries(objects).map(([object, rows]) => [
        object,
        { entity: 'person', kind: object.toLowerCase(), rows },
      ]),
    ),
  }
  return { name, connector: memory, settings: memory.settings.parse(settings) }
}

/** A policy from text, in a folder of its own. */
export function policyOf(
  text: string,
  from: readonly BuiltInPack[] = [packs.steward, packs.sample],
  cwd = newFolder(),
): Promise<LoadedPolicy> {
  writeFileSync(join(cwd, 'steward.yml'), text)
  return loadPolicy({ cwd, packs: from, connectors: [memory] })
}

export interface Scan extends Partial<ScanRequest> {
  readonly home: string
  readonly policy: LoadedPolicy
}

export function scan(request: Scan): Promise<ScanOutcome> {
  return runScan({
    connections: [],
    selectors: [],
    sync: true,
    full: false,
    asOf: null,
    env: {},
    now: () => new Date(now),
    version: '0.0.0',
    signal: new AbortController().signal,
    ...request,
  })
}

export async function findingsOf(outcome: ScanOutcome): Promise<Finding[]> {
  return Array.fromAsync(outcome.findings())
}

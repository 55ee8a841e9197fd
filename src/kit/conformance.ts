import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import type { z } from 'zod'
import { noticesChange, noticesRemoval } from './conformance-changes.ts'
import { checkMappings, checkObjects } from './conformance-mappings.ts'
import { allNeeds, readAll } from './conformance-read.ts'
import { type WriteSubject, writerChecks } from './conformance-writer.ts'
import type { Connection, Connector, Gap } from './connector.ts'
import { isKitError } from './error.ts'
import type { FactKind } from './fact.ts'
import type { Check } from './rule-cases.ts'

/** A connector, and an org it can be tried on. */
export interface ConformanceSubject<Settings extends z.ZodObject = z.ZodObject> {
  readonly connector: Connector<Settings>
  readonly settings: z.input<Settings>
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Records the org holds, by object; at least one object with records. Nobody else writes meanwhile. */
  readonly records: Readonly<Record<string, number>>
  /** Most rows an incremental read may bring when nothing changed, for sources that overlap; default 0. */
  readonly overlap?: number
  /** Settings or environments with which connecting must fail. */
  readonly broken: readonly {
    readonly name: string
    readonly settings?: z.input<Settings>
    readonly env?: Readonly<Record<string, string | undefined>>
    readonly code: string
  }[]
  /** Texts that no error and no log line may contain, besides the values of the named environment variables. */
  readonly secrets?: readonly string[]
  /** Needed where the connection has a writer. */
  readonly write?: WriteSubject
  /** Changes one record of `object`. */
  readonly change?: { readonly object: string; readonly id: string; readonly act: () => Promise<void> }
  /** Deletes one record of `object`; runs last. */
  readonly remove?: { readonly object: string; readonly id: string; readonly act: () => Promise<void> }
}

interface Session {
  readonly connection: Connection
  readonly tempDir: string
  readonly abort: AbortController
  readonly log: readonly string[]
}

/**
 * Checks what every connector promises, one by one and in this order:
 * `for (const check of connectorConformance(subject)) it(check.name, check.run)`.
 */
export function connectorConformance<Settings extends z.ZodObject>(
  subject: ConformanceSubject<Settings>,
): readonly Check[] {
  const { write, change, remove } = subject
  const check = (name: string, run: (session: Session) => Promise<void>): Check => ({
    name: `${subject.connector.id}: ${name}`,
    run: () => withSession(subject, run),
  })
  const checks = [
    check('refuses settings it does not know', async () => refusesUnknownSettings(subject)),
    check('is who it says, every time', ({ connection }) => identityIsStable(subject, connection)),
    check('describes what its mappings name', ({ connection }) => checkMappings(connection)),
    check('describes objects, fields and children', ({ connection }) =>
      checkObjects(connection, subject.records),
    ),
    check('refuses an object it does not have', ({ connection }) => refusesUnknownObject(connection)),
    check('tells before any work what it will cost', (session) => preflightIsSound(subject, session)),
    check('reads every record once, then says it is complete', (session) =>
      readsEverything(subject, session),
    ),
    check('reads next to nothing when nothing changed', (session) => incrementalIsQuiet(subject, session)),
    check('stops when it is told to', (session) => abortIsHonoured(subject, session)),
    check('has facts, or says which are missing', ({ connection }) => factsAreNamed(connection)),
    check('counts its calls', ({ connection }) => callsAddUp(connection)),
    ...subject.broken.map((broken) => ({
      name: `${subject.connector.id}: fails clearly and keeps its secrets: ${broken.name}`,
      run: () => failsClearly(subject, broken),
    })),
  ]
  const isWritable = ({ connection }: Session) =>
    assert.equal(
      connection.writer !== undefined,
      write !== undefined,
      'a writer, or records to write: not both',
    )
  checks.push(check('has a writer when records to write are given', async (session) => isWritable(session)))
  if (write)
    for (const [name, run] of Object.entries(writerChecks))
      checks.push(check(name, ({ connection }) => run(connection, write)))
  if (change) checks.push(check('notices a change', (session) => noticesChange(session, change)))
  if (remove) checks.push(check('notices a deletion', (session) => noticesRemoval(session, remove)))
  return checks
}

async function withSession<Settings extends z.ZodObject>(
  subject: ConformanceSubject<Settings>,
  run: (session: Session) => Promise<void>,
  changed: Partial<Pick<ConformanceSubject<Settings>, 'settings' | 'env'>> = {},
): Promise<void> {
  const tempDir = mkdtempSync(join(tmpdir(), 'conformance-'))
  const abort = new AbortController()
  const log: string[] = []
  const settings = subject.connector.settings.parse(changed.settings ?? subject.settings)
  try {
    await using connection = await subject.connector.connect(settings, {
      name: 'conformance',
      env: changed.env ?? subject.env ?? {},
      signal: abort.signal,
      tempDir,
      now: () => new Date(),
      log: (line) => log.push(line),
      budget: 1,
    })
    await run({ connection, tempDir, abort, log })
    assertNoSecrets(subject, log.join('\n'), 'the log')
  } finally {
    rmSync(tempDir, { recursive: true, force: true })
  }
}

function refusesUnknownSettings<Settings extends z.ZodObject>(subject: ConformanceSubject<Settings>): void {
  const { connector, settings } = subject
  assert.equal(connector.settings.safeParse(settings).success, true, 'the settings given must be valid')
  const extended = { ...settings, 'no-such-setting': 1 }
  assert.equal(connector.settings.safeParse(extended).success, false, 'settings must be a strictObject')
}

async function identityIsStable<Settings extends z.ZodObject>(
  subject: ConformanceSubject<Settings>,
  first: Connection,
): Promise<void> {
  const { crm, orgId, host } = first.identity
  assert.equal(crm, subject.connector.id)
  assert.ok(orgId !== '', 'orgId is empty')
  assert.doesNotMatch(host, /:\/\//, 'host has a scheme')
  await withSession(subject, async ({ connection }) => assert.deepEqual(connection.identity, first.identity))
}

async function refusesUnknownObject(connection: Connection): Promise<void> {
  const unknown = 'NoSuchObject'
  const isUnknown = (error: unknown) => isKitError(error) && error.code === 'UNKNOWN_OBJECT'
  await assert.rejects(async () => connection.describe([unknown]), isUnknown, 'describe')
  await assert.rejects(async () => readAll(connection, { object: unknown, columns: [] }), isUnknown, 'read')
}

async function preflightIsSound<Settings extends z.ZodObject>(
  subject: ConformanceSubject<Settings>,
  { connection, tempDir }: Session,
): Promise<void> {
  const preflight = await connection.preflight(await allNeeds(connection, Object.keys(subject.records)))
  for (const count of [...Object.values(preflight.calls), ...Object.values(preflight.records)]) {
    assert.ok(Number.isFinite(count) && count >= 0, `an estimate is ${count}`)
  }
  assertGaps(preflight.gaps)
  assert.deepEqual(readdirSync(tempDir), [], 'preflight left files behind')
}

async function readsEverything<Settings extends z.ZodObject>(
  subject: ConformanceSubject<Settings>,
  { connection, tempDir }: Session,
): Promise<void> {
  for (const need of await allNeeds(connection, Object.keys(subject.records))) {
    const { ids, complete } = await readAll(connection, need, tempDir)
    assert.equal(new Set(ids).size, ids.length, `${need.object}: an id came twice`)
    assert.equal(ids.length, subject.records[need.object], `${need.object}: number of records`)
    assertGaps(complete.gaps)
  }
  assert.deepEqual(readdirSync(tempDir), [], 'reading left files behind that no part named')
}

async function incrementalIsQuiet<Settings extends z.ZodObject>(
  subject: ConformanceSubject<Settings>,
  { connection, tempDir }: Session,
): Promise<void> {
  for (const need of await allNeeds(connection, Object.keys(subject.records))) {
    const { complete } = await readAll(connection, need, tempDir)
    if (complete.watermark === undefined) continue // always read in full
    const again = await readAll(connection, { ...need, since: complete.watermark }, tempDir)
    assert.ok(
      again.ids.length <= (subject.overlap ?? 0),
      `${need.object}: ${again.ids.length} records came again`,
    )
    assert.notEqual(again.complete.watermark, undefined, `${need.object}: the watermark was lost`)
  }
}

async function abortIsHonoured<Settings extends z.ZodObject>(
  subject: ConformanceSubject<Settings>,
  { connection, abort, tempDir }: Session,
): Promise<void> {
  const [need] = await allNeeds(connection, Object.keys(subject.records))
  assert.ok(need, 'no object to read')
  await assert.rejects(async () => {
    for await (const part of connection.read(need)) {
      if (part.type === 'csv') rmSync(part.path)
      abort.abort()
    }
  }, 'a read went on after it was aborted')
  assert.deepEqual(readdirSync(tempDir), [], 'an aborted read left files behind')
}

async function factsAreNamed(connection: Connection): Promise<void> {
  const kinds: readonly FactKind[] = [
    'setting',
    'event',
    'assignment',
    'container',
    'inclusion',
    'privilege',
    'automation',
  ]
  for (const kind of kinds) {
    const read = await connection.facts(kind)
    if (!read.complete) assertGaps([read.gap])
    else for (const fact of read.facts) assert.equal(fact.kind, kind)
  }
}

async function callsAddUp(connection: Connection): Promise<void> {
  const { total, byPurpose } = connection.calls()
  const sum = Object.values(byPurpose).reduce((before, count) => before + count, 0)
  assert.equal(sum, total, 'calls by purpose do not add up to the total')
}

async function failsClearly<Settings extends z.ZodObject>(
  subject: ConformanceSubject<Settings>,
  broken: ConformanceSubject<Settings>['broken'][number],
): Promise<void> {
  const failed = await withSession(subject, async () => {}, broken).then(
    () => null,
    (error: unknown) => error,
  )
  assert.ok(isKitError(failed), `connecting must fail with a KitError, got ${inspect(failed)}`)
  assert.equal(failed.code, broken.code)
  assert.ok(failed.actions.length > 0, 'the error does not say what to do')
  assertNoSecrets(subject, inspect(failed, { depth: 10 }), 'the error', broken.env)
}

function assertGaps(gaps: readonly Gap[]): void {
  for (const gap of gaps)
    assert.ok(gap.what.trim() !== '' && gap.why.trim() !== '', 'a gap without name or reason')
}

function assertNoSecrets<Settings extends z.ZodObject>(
  subject: ConformanceSubject<Settings>,
  text: string,
  where: string,
  env = subject.env,
): void {
  const names = subject.connector.secrets(subject.connector.settings.parse(subject.settings))
  const values = names.flatMap((name) => [env?.[name], subject.env?.[name]])
  for (const secret of [...(subject.secrets ?? []), ...values]) {
    if (secret) assert.ok(!text.includes(secret), `${where} contains a secret`)
  }
}

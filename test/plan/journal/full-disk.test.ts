import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  createJournal,
  type JournalWrite,
  readJournal,
  reopenJournal,
  verifyJournal,
} from '../../../src/plan/journal/index.ts'
import { LineFile } from '../../../src/plan/journal/line-file.ts'
import { all, closing, intent, opening, outcome, preImage, scratch, verified } from './fixture.ts'

const module = JSON.stringify(new URL('../../../src/plan/journal/index.ts', import.meta.url).href)
/** `pad`: letters in the first entry; `image`, `after`: letters in the values of the pre-image and of the survivor. */
function run({ pad = 0, image = 1, after = 1 }: { pad?: number; image?: number; after?: number }) {
  const first = { body: { ...opening.body, consent: `unattended${'x'.repeat(pad)}` } as never }
  const people = [{ id: '003A', email: `${'a'.repeat(image)}@acme.example` }, { id: '003B' }]
  const check = verified('aaaaaaaa', `${'a'.repeat(after)}@acme.example`)
  const writes = [
    first,
    preImage('aaaaaaaa', people),
    intent(0, 'aaaaaaaa'),
    outcome(0, 'done'),
    check,
    closing,
  ]
  return writes as readonly JournalWrite[]
}

interface Said {
  readonly seqs: readonly number[]
  readonly errors: readonly { readonly code: string; readonly exit: number; readonly message: string }[]
}

/** Writes entry by entry in a process whose files may not grow beyond so many KiB, and goes on after errors. */
function writeLimited(dir: string, options: object, writes: readonly JournalWrite[], kib: number): Said {
  const program = `
    const { createJournal } = await import(${module})
    const options = { ...${JSON.stringify(options)}, now: () => new Date(0) }
    const said = { seqs: [], errors: [] }
    const note = ({ code, exit, message }) => said.errors.push({ code, exit, message })
    const journal = await createJournal(${JSON.stringify(dir)}, options).catch(note)
    if (typeof journal === 'object') {
      for (const write of ${JSON.stringify(writes)}) {
        await journal.appendAll([write]).then((seqs) => said.seqs.push(...seqs), note)
      }
      await journal[Symbol.asyncDispose]()
    }
    process.stdout.write(JSON.stringify(said))`
  const limited = `ulimit -f ${kib}; exec "$0" "$@"`
  const args = ['-c', limited, process.execPath, '--input-type=module', '-e', program]
  return JSON.parse(execFileSync('bash', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }))
}

describe.skipIf(process.platform === 'win32')('a disk that is full', () => {
  const kib = 3

  it('ends the journal at every entry alike, names the file, and loses nothing that was promised', async () => {
    const lengths = await lineLengths()
    for (const [at] of lengths.entries()) {
      const until = lengths.slice(0, at + 1).reduce((sum, length) => sum + length)
      await expectEnd(run({ pad: kib * 1024 - until + 5 }), at, 'journal.ndjson')
    }
  })

  it.each([
    ['a pre-image', run({ image: 4000 }), 1],
    ['a survivor', run({ image: 1600, after: 1600 }), 4],
  ] as const)('ends the journal at the values of %s', async (_, writes, at) => {
    await expectEnd(writes, at, 'values.ndjson')
  })

  async function lineLengths(): Promise<readonly number[]> {
    using folder = scratch()
    const dir = join(folder.path, 'journal')
    await using journal = await createJournal(dir, folder.options)
    await journal.appendAll(run({}))
    return readFileSync(join(dir, 'journal.ndjson'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => line.length + 1)
  }

  async function expectEnd(writes: readonly JournalWrite[], at: number, file: string): Promise<void> {
    using folder = scratch()
    const dir = join(folder.path, 'journal')
    const { seqs, errors } = writeLimited(dir, folder.options, writes, kib)
    expect(seqs).toEqual(writes.slice(0, at).map((_, seq) => seq))
    const error = { code: 'JOURNAL_NOT_WRITABLE', exit: 1, message: expect.stringContaining(join(dir, file)) }
    expect(errors).toMatchObject(writes.slice(at).map(() => error))
    expect(errors[0]?.message).toContain('EFBIG')

    await using reader = readJournal(dir)
    const before = await all(reader.entries())
    expect(before).toHaveLength(at)
    for (const entry of before) {
      if ('values' in entry) expect(await reader.valuesOf(entry)).toMatchObject({ is: 'held' })
    }
    {
      await using journal = await reopenJournal(dir, folder.options)
      await journal.appendAll([closing])
    }
    expect(await verifyJournal(dir)).toMatchObject({ ok: true, torn: 0, close: { reason: 'finished' } })
  }

  it('leaves nothing half-taken when even the list of plans cannot be written', async () => {
    using folder = scratch()
    const dir = join(folder.path, 'journal')
    expect(writeLimited(dir, folder.options, run({}), 0).errors).toMatchObject([
      { code: 'CANNOT_LIST', exit: 1 },
    ])
    expect(existsSync(dir)).toBe(false)
  })

  it.skipIf(!existsSync('/dev/full'))(
    'is final: a later write is refused though it would succeed',
    async () => {
      await using file = await LineFile.open('/dev/full', 'append')
      const error = { code: 'JOURNAL_NOT_WRITABLE', exit: 1, message: expect.stringContaining('/dev/full') }
      await expect(file.append(['{}'])).rejects.toMatchObject(error)
      await expect(file.append([])).rejects.toMatchObject(error)
    },
  )
})

describe('a journal of many lines', () => {
  it('is written in a few requests and read without holding its values', async () => {
    using folder = scratch()
    const dir = join(folder.path, 'journal')
    const groups = 3000
    {
      await using journal = await createJournal(dir, folder.options)
      for (let from = 0; from < groups; from += 60) {
        const ids = Array.from({ length: 60 }, (_, at) => String(from + at).padStart(8, '0'))
        await journal.appendAll(ids.map((id) => preImage(id, [{ id: `${id}A` }, { id: `${id}B` }])))
      }
    }
    expect(statSync(join(dir, 'values.ndjson')).size).toBeGreaterThan(groups * 200)
    await using reader = readJournal(dir)
    let count = 0
    for await (const entry of reader.entries()) {
      if (entry.type === 'pre-image' && entry.seq % 500 === 499) {
        expect((await reader.preImage(entry))?.members[0]?.id).toBe(`${entry.action}A`)
      }
      count += 1
    }
    expect(count).toBe(groups)
    expect(readFileSync(join(dir, 'journal.ndjson'), 'utf8').split('\n')).toHaveLength(groups + 1)
  })

  it('reads lines that span chunks and hold any character', async () => {
    using folder = scratch()
    const dir = join(folder.path, 'journal')
    const email = `\u2028 "\\ñ \ud83d\ude00 \ud800 ${'ß'.repeat(400_000)}`
    {
      await using journal = await createJournal(dir, folder.options)
      await journal.appendAll([verified('a', email), verified('b', 'next')])
    }
    await using reader = readJournal(dir)
    const [first, second] = await all(reader.entries())
    expect(await reader.valuesOf(first as never)).toEqual({ is: 'held', values: { Email: email } })
    expect(await reader.valuesOf(second as never)).toEqual({ is: 'held', values: { Email: 'next' } })
  })
})

import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { canonicalJson, sha256 } from '../../../src/plan/files/canonical.ts'
import { createJournal, verifyJournal } from '../../../src/plan/journal/index.ts'
import { closing, intent, opening, outcome, preImage, scratch, verified } from './fixture.ts'

const writes = [
  opening,
  preImage('aaaaaaaa', [{ id: '003A' }, { id: '003B' }]),
  intent(0, 'aaaaaaaa'),
  outcome(0, 'done'),
  verified('aaaaaaaa'),
  closing,
]

async function written(path: string, options: Parameters<typeof createJournal>[1]) {
  const dir = join(path, 'journal')
  await using journal = await createJournal(dir, options)
  await journal.appendAll(writes)
  return { dir, head: journal.head, chain: join(dir, 'journal.ndjson'), values: join(dir, 'values.ndjson') }
}

function edit(path: string, change: (lines: string[]) => readonly string[]): void {
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
  writeFileSync(
    path,
    change(lines)
      .map((line) => `${line}\n`)
      .join(''),
  )
}

type Loose = Record<string, unknown>

/** As somebody would write a line anew who knows how lines are sealed. */
function resealed(line: string, change: (entry: Loose) => Loose): string {
  const { hash: _, ...entry } = JSON.parse(line) as Loose
  const open = change(entry)
  return canonicalJson({ ...open, hash: sha256(canonicalJson(open)) })
}

/** The same of all lines: numbers and hashes fit again. */
function chainOf(lines: readonly string[]): readonly string[] {
  let prev = '0'.repeat(64)
  return lines.map((line, seq) => {
    const anew = resealed(line, (entry) => ({ ...entry, seq, prev }))
    prev = String(JSON.parse(anew).hash)
    return anew
  })
}

describe('verifying a journal', () => {
  it('says that all is as it was written', async () => {
    using folder = scratch()
    const { dir, head } = await written(folder.path, folder.options)
    expect(await verifyJournal(dir, { head })).toMatchObject({
      ok: true,
      entries: 6,
      head,
      at: '2026-11-02T09:00:00.000Z',
      close: { reason: 'finished' },
      values: 2,
      forgotten: 0,
      ignored: 0,
      torn: 0,
      problems: [],
    })
  })

  it.each<[string, (lines: string[]) => readonly string[], readonly string[]]>([
    [
      'a changed line, once',
      (lines) => lines.map((line) => line.replace('"complete":true', '"complete":false')),
      ['line 2 was changed after it was written'],
    ],
    [
      'a line taken out',
      (lines) => lines.toSpliced(2, 1),
      ['line 3 is entry 3; before it entry 2 is missing'],
    ],
    [
      'a line of something else',
      (lines) => lines.with(2, '{"hello":1}'),
      ['line 3 is no journal entry', 'line 4 is entry 3; before it entry 2 is missing'],
    ],
    [
      'a line doubled',
      ([a, b, c, ...rest]) => [a, b, c, c, ...rest] as string[],
      ['line 4 is entry 2 once more'],
    ],
    [
      'several lines taken out',
      (lines) => lines.toSpliced(1, 3),
      ['line 2 is entry 4; before it entries 1 to 3 are missing'],
    ],
    [
      'a first line taken out',
      (lines) => lines.slice(1),
      ['line 1 is entry 1; before it entry 0 is missing'],
    ],
    [
      'a line that somebody sealed anew',
      (lines) =>
        lines.with(
          1,
          resealed(lines[1] ?? '', (entry) => ({ ...entry, complete: false })),
        ),
      ['line 3 does not follow entry 1: that one, or its hash, is another than when this was written'],
    ],
    [
      'a chain that was written anew and makes no sense',
      (lines) =>
        chainOf(lines.map((line) => line.replace('"step":0,"type":"outcome"', '"step":7,"type":"outcome"'))),
      [
        expect.stringMatching(
          /^all .*entry 3 \(outcome\) does not fit the intent of step 7/,
        ) as unknown as string,
      ],
    ],
    [
      'two lines changed about',
      ([a, b, c, d, ...rest]) => [a, b, d, c, ...rest] as string[],
      [
        'line 3 is entry 3; before it entry 2 is missing',
        'line 4 is entry 2 behind entry 3',
        'line 5 is entry 4; before it entry 3 is missing',
      ],
    ],
  ])('sees %s', async (_, change, expected) => {
    using folder = scratch()
    const { dir, chain } = await written(folder.path, folder.options)
    edit(chain, change)
    const { ok, problems } = await verifyJournal(dir)
    expect(ok).toBe(false)
    expect(problems.map(({ where, what }) => `${where} ${what}`)).toEqual(expected)
  })

  it.each<[string, (lines: string[]) => readonly string[], readonly string[], object]>([
    [
      'a changed value',
      (lines) => lines.map((line) => line.replace('003B@', '003C@')),
      ['entry 1 its values were changed, or are those of another journal'],
      { values: 1 },
    ],
    ['a line taken out', (lines) => lines.slice(1), ['entry 1 its values are missing'], { values: 1 }],
    [
      'values removed by hand',
      (lines) => lines.with(0, '{"seq":1}'),
      ['entry 1 its values were removed without a tombstone'],
      { values: 1 },
    ],
    ['a line of something else', (lines) => [...lines, 'oh'], ['line 3 is no line of values'], { values: 2 }],
    [
      'lines of another journal',
      (lines) => lines.map((line) => line.replace('"seq":1', '"seq":3')),
      ['entry 1 its values are missing'],
      { values: 1, ignored: 1 },
    ],
  ])('sees in the values %s', async (_, change, expected, figures) => {
    using folder = scratch()
    const { dir, values } = await written(folder.path, folder.options)
    edit(values, change)
    const found = await verifyJournal(dir)
    expect(found.problems.map(({ where, what }) => `${where} ${what}`)).toEqual(expected)
    expect(found).toMatchObject({ ok: false, ...figures })
  })

  it('is not upset by values in another order', async () => {
    using folder = scratch()
    const { dir, values } = await written(folder.path, folder.options)
    edit(values, (lines) => lines.toReversed())
    expect(await verifyJournal(dir)).toMatchObject({ ok: true, values: 2 })
  })

  it('sees the values file missing', async () => {
    using folder = scratch()
    const { dir, values } = await written(folder.path, folder.options)
    rmSync(values)
    expect((await verifyJournal(dir)).problems).toEqual([
      {
        file: 'values.ndjson',
        where: 'file',
        what: 'is missing',
        todo: 'put it beside journal.ndjson again',
      },
    ])
  })

  it('cannot tell lines taken away at the end from a crash, unless the head was noted', async () => {
    using folder = scratch()
    const { dir, chain, head } = await written(folder.path, folder.options)
    edit(chain, (lines) => lines.slice(0, -2))
    expect(await verifyJournal(dir)).toMatchObject({ ok: true, close: null, entries: 4, ignored: 1 })
    expect((await verifyJournal(dir, { head })).problems).toMatchObject([
      { where: 'end', what: expect.stringContaining('were taken away') },
    ])
  })

  it('cannot tell a chain that was written anew, unless the head was noted', async () => {
    using folder = scratch()
    const { dir, chain, head } = await written(folder.path, folder.options)
    edit(chain, (lines) =>
      chainOf(lines.map((line) => line.replace('"user":"admin@acme.example"', '"user":"bob@acme.example"'))),
    )
    expect(await verifyJournal(dir)).toMatchObject({ ok: true, entries: 6 })
    expect((await verifyJournal(dir, { head })).problems).toMatchObject([
      { where: 'end', what: expect.stringContaining('or the chain was written anew') },
    ])
  })

  // primes, so that all kinds of fields are met without trying each byte
  it('sees a changed byte anywhere, and names its line', async () => {
    using folder = scratch()
    const { dir, chain } = await written(folder.path, folder.options)
    const bytes = readFileSync(chain)
    for (let at = 0; at < bytes.length - 1; at += 11) {
      const line = bytes.subarray(0, at).toString('latin1').split('\n').length
      const changed = Buffer.from(bytes)
      changed[at] = (bytes[at] ?? 0) ^ 1
      writeFileSync(chain, changed)
      const { ok, problems } = await verifyJournal(dir)
      const where = problems.map(({ where }) => where)
      expect(
        [ok, where.some((one) => [`line ${line}`, `line ${line + 1}`].includes(one))],
        `byte ${at}`,
      ).toEqual([false, true])
    }
  })

  it('sees a changed byte anywhere in the values, and names their entry or line', async () => {
    using folder = scratch()
    const { dir, values } = await written(folder.path, folder.options)
    const bytes = readFileSync(values)
    for (let at = 0; at < bytes.length - 1; at += 5) {
      const changed = Buffer.from(bytes)
      changed[at] = (bytes[at] ?? 0) ^ 1
      writeFileSync(values, changed)
      const { ok, problems } = await verifyJournal(dir)
      expect([ok, problems[0]?.where], `byte ${at}`).toEqual([
        false,
        expect.stringMatching(/^(entry|line) \d$/),
      ])
    }
  })

  it('takes a cut anywhere in the last lines for a crash, and for what it is where the head was noted', async () => {
    using folder = scratch()
    const { dir, chain, head } = await written(folder.path, folder.options)
    const bytes = readFileSync(chain)
    const from = bytes.lastIndexOf('{"action"') - 1
    const ends = [from, from + 1, from + 2, bytes.length - 2, bytes.length - 1]
    for (let length = from + 9; length < bytes.length - 2; length += 13) ends.push(length)
    for (const length of ends) {
      writeFileSync(chain, bytes.subarray(0, length))
      const found = await verifyJournal(dir)
      const whole = bytes.subarray(0, length).lastIndexOf(10) + 1
      expect(found, `${length} bytes`).toMatchObject({ ok: true, close: null, torn: length - whole })
      expect((await verifyJournal(dir, { head })).problems, `${length} bytes`).toMatchObject([
        { where: 'end' },
      ])
    }
  })

  it.each<[string, (own: string, other: string) => string, readonly string[]]>([
    ['of another journal', (_, other) => other, ['entry 1', 'entry 4']],
    ['cut to its first line', (own) => `${own.split('\n')[0]}\n`, ['entry 4']],
    ['cut within its last line', (own) => own.slice(0, -9), ['entry 4']],
    ['emptied', () => '', ['entry 1', 'entry 4']],
    ['with lines of another journal besides', (own, other) => other + own, []],
  ])('sees values %s', async (_, change, expected) => {
    using folder = scratch()
    const { dir, values } = await written(folder.path, folder.options)
    const { values: others } = await written(join(folder.path, 'other'), folder.options)
    writeFileSync(values, change(readFileSync(values, 'utf8'), readFileSync(others, 'utf8')))
    const { problems } = await verifyJournal(dir)
    expect(problems.map(({ where }) => where)).toEqual(expected)
    for (const { todo } of problems) expect(todo).toContain('backup')
  })

  it('lists twenty problems and counts the rest', async () => {
    using folder = scratch()
    const { dir, chain } = await written(folder.path, folder.options)
    edit(chain, () => Array.from({ length: 25 }, () => 'oh'))
    const { problems, moreProblems } = await verifyJournal(dir)
    expect([problems.length, moreProblems]).toEqual([20, 5])
  })
})

const hasShell = ['sed', 'tail', 'sha256sum', 'jq', 'paste'].every((tool) => {
  try {
    execFileSync('sh', ['-c', `command -v ${tool}`])
    return true
  } catch {
    return false
  }
})

describe.skipIf(!hasShell)('the commands of docs/plan/journal.md', () => {
  const page = readFileSync(new URL('../../../docs/plan/journal.md', import.meta.url), 'utf8')
  const blocks = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, text]) => text ?? '')

  it('agree with the journal, and notice a change', async () => {
    using folder = scratch()
    const { dir, chain, values } = await written(folder.path, folder.options)
    const said = () =>
      blocks.map((text) => execFileSync('sh', ['-c', text], { cwd: dir, encoding: 'utf8' }).trim())
    expect(blocks).toHaveLength(3)
    expect(said()).toEqual(['', '', ''])
    edit(chain, (lines) => lines.map((line) => line.replace('"complete":true', '"complete":false')))
    edit(values, (lines) => lines.map((line) => line.replace('003B@', '003C@')))
    expect(said()).toEqual([expect.stringContaining('1'), '', expect.stringContaining('1')])
    edit(chain, (lines) => lines.toSpliced(3, 1))
    expect(said()[1]).not.toBe('')
  })
})

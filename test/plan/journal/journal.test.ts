import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createJournal, readJournal, readRegistry, reopenJournal } from '../../../src/plan/journal/index.ts'
import { all, closing, intent, opening, outcome, preImage, scratch, verified } from './fixture.ts'

const people = [{ id: '003A' }, { id: '003B' }]
const run = [opening, preImage('aaaaaaaa', people), intent(0, 'aaaaaaaa'), outcome(0, 'done')]

describe('a journal', () => {
  it('gives back what was written, with values by entry', async () => {
    using folder = scratch()
    const dir = join(folder.path, 'plan.journal')
    {
      await using journal = await createJournal(dir, folder.options)
      expect(await journal.appendAll(run)).toEqual([0, 1, 2, 3])
      const { body } = closing
      expect(await journal.append(body as never)).toBe(4)
    }
    await using reader = readJournal(dir)
    const entries = await all(reader.entries())
    expect(entries.map(({ type }) => type)).toEqual(['open', 'pre-image', 'intent', 'outcome', 'close'])
    const [, image] = entries
    if (image?.type !== 'pre-image') throw new Error('no pre-image')
    expect(await reader.preImage(image)).toEqual({
      members: [
        { id: '003A', values: { Email: '003A@acme.example' } },
        { id: '003B', values: { Email: '003B@acme.example' } },
      ],
      children: [],
    })
  })

  it('keeps every personal value out of the chain', async () => {
    using folder = scratch()
    const dir = join(folder.path, 'journal')
    {
      await using journal = await createJournal(dir, folder.options)
      await journal.appendAll([...run, verified('aaaaaaaa')])
    }
    expect(readFileSync(join(dir, 'journal.ndjson'), 'utf8')).not.toMatch(/acme\.example","v|003A@|ana@/)
    expect(readFileSync(join(dir, 'values.ndjson'), 'utf8')).toContain('003A@acme.example')
  })

  it.skipIf(process.platform === 'win32')('is readable by its owner only', async () => {
    using folder = scratch()
    const dir = join(folder.path, 'journal')
    mkdirSync(dir, { mode: 0o755 })
    await using journal = await createJournal(dir, folder.options)
    await journal.appendAll(run)
    const modes = [dir, ...['journal.ndjson', 'values.ndjson', 'lock'].map((name) => join(dir, name))]
    expect(modes.map((path) => statSync(path).mode & 0o777)).toEqual([0o700, 0o600, 0o600, 0o600])
    expect(statSync(join(folder.options.home, 'plans.ndjson')).mode & 0o777).toBe(0o600)
  })

  it('writes calls that overlap one after the other', async () => {
    using folder = scratch()
    const dir = join(folder.path, 'journal')
    {
      await using journal = await createJournal(dir, folder.options)
      const numbers = await Promise.all(
        Array.from({ length: 20 }, (_, at) =>
          journal.appendAll([preImage(`a${at}`, people), intent(at, `a${at}`)]),
        ),
      )
      expect(numbers.flat()).toEqual(Array.from({ length: 40 }, (_, at) => at))
    }
    await using reader = readJournal(dir)
    expect(await all(reader.entries())).toHaveLength(40)
  })

  it('refuses an entry that could not be read back, and goes on', async () => {
    using folder = scratch()
    const dir = join(folder.path, 'journal')
    await using journal = await createJournal(dir, folder.options)
    await expect(journal.appendAll([preImage('aaaaaaaa', [{ id: '' }])])).rejects.toThrow(/members/)
    expect(await journal.appendAll([opening])).toEqual([0])
    await using reader = readJournal(dir)
    expect(await all(reader.entries())).toHaveLength(1)
  })

  it('is listed before it is begun', async () => {
    using folder = scratch()
    const dir = join(folder.path, 'file')
    writeFileSync(dir, 'in the way')
    await expect(createJournal(dir, folder.options)).rejects.toMatchObject({ code: 'JOURNAL_FOLDER' })
    const { listed } = await readRegistry(folder.options.home)
    expect(listed).toMatchObject([{ type: 'journal', path: dir, plan: '5f2c0000', connection: 'acme' }])
  })
})

describe('where a journal may lie', () => {
  it.each<[string, (path: string) => void, object]>([
    [
      'a link to a folder',
      (path) => {
        mkdirSync(`${path}.real`)
        symlinkSync(`${path}.real`, path)
      },
      { code: 'JOURNAL_FOLDER', exit: 2, message: expect.stringContaining('symbolic link') },
    ],
    [
      'a link to nothing',
      (path) => symlinkSync(`${path}.nowhere`, path),
      { code: 'JOURNAL_FOLDER', exit: 2 },
    ],
    ['a file', (path) => writeFileSync(path, ''), { code: 'JOURNAL_FOLDER', exit: 2 }],
    [
      'a folder with other things',
      (path) => {
        mkdirSync(path)
        writeFileSync(join(path, 'letter.txt'), '')
      },
      { code: 'JOURNAL_FOLDER', exit: 2 },
    ],
    [
      'a folder with a journal',
      (path) => {
        mkdirSync(path)
        writeFileSync(join(path, 'journal.ndjson'), '{}\n')
      },
      { code: 'JOURNAL_EXISTS', exit: 2 },
    ],
    [
      'a folder in which a file is a link',
      (path) => {
        mkdirSync(path)
        symlinkSync(`${path}.elsewhere`, join(path, 'journal.ndjson'))
      },
      { code: 'JOURNAL_NOT_WRITABLE', exit: 1 },
    ],
  ])('not %s', async (_, prepare, error) => {
    using folder = scratch()
    const dir = join(folder.path, 'journal')
    prepare(dir)
    await expect(createJournal(dir, folder.options)).rejects.toMatchObject(error)
    expect(existsSync(`${dir}.elsewhere`)).toBe(false)
  })

  it('not below a file, nor in a device', async () => {
    using folder = scratch()
    for (const dir of ['/dev/full', '/dev/full/journal']) {
      await expect(createJournal(dir, folder.options)).rejects.toMatchObject({
        code: expect.stringMatching(/^JOURNAL_(FOLDER|NOT_WRITABLE)$/),
        message: expect.stringContaining('/dev/full'),
      })
    }
  })

  it('in a folder where a crash left empty files', async () => {
    using folder = scratch()
    const dir = join(folder.path, 'journal')
    mkdirSync(dir)
    for (const name of ['values.ndjson', 'journal.ndjson']) writeFileSync(join(dir, name), '')
    await using journal = await createJournal(dir, folder.options)
    expect(await journal.appendAll(run)).toHaveLength(4)
  })
})

describe('opening a journal again', () => {
  it('goes on with the chain', async () => {
    using folder = scratch()
    const dir = join(folder.path, 'journal')
    {
      await using journal = await createJournal(dir, folder.options)
      await journal.appendAll(run)
    }
    {
      await using journal = await reopenJournal(dir, folder.options)
      expect(await journal.appendAll([verified('aaaaaaaa'), closing])).toEqual([4, 5])
    }
    await using reader = readJournal(dir)
    expect(await all(reader.entries())).toHaveLength(6)
  })

  it.each([
    ['journal', '{"at":"2026-11', 'journal'],
    ['journal', '\0\0\0\0', 'journal'],
    ['values', '{"salt":"00', 'values'],
  ] as const)('cuts a torn last line of %s.ndjson and says so: %j', async (name, torn, file) => {
    using folder = scratch()
    const dir = await written(folder, run)
    appendFileSync(join(dir, `${name}.ndjson`), torn)
    {
      await using reader = readJournal(dir)
      expect(await all(reader.entries())).toHaveLength(4)
    }
    {
      await using journal = await reopenJournal(dir, folder.options)
      expect(await journal.appendAll([verified('aaaaaaaa')])).toEqual([5])
    }
    await using reader = readJournal(dir)
    const entries = await all(reader.entries())
    expect(entries[4]).toMatchObject({ type: 'torn', file, what: 'cut', bytes: torn.length })
    expect(await reader.valuesOf(entries[5] as never)).toEqual({
      is: 'held',
      values: { Email: 'ana@acme.example' },
    })
  })

  it('cuts both, when all that is there is torn', async () => {
    using folder = scratch()
    const dir = await written(folder, [])
    for (const name of ['journal', 'values']) appendFileSync(join(dir, `${name}.ndjson`), '{"')
    await using journal = await reopenJournal(dir, folder.options)
    expect(await journal.appendAll([opening])).toEqual([2])
  })

  it('ignores values whose entry a crash prevented, once, and tells them from later ones', async () => {
    using folder = scratch()
    const dir = await written(folder, run)
    const before = readFileSync(join(dir, 'journal.ndjson'))
    {
      await using journal = await reopenJournal(dir, folder.options)
      await journal.appendAll([
        preImage('bbbbbbbb', [{ id: 'x' }, { id: 'y' }]),
        preImage('cccccccc', people),
      ])
    }
    writeFileSync(join(dir, 'journal.ndjson'), before) // as if the power had failed between the two files
    {
      await using journal = await reopenJournal(dir, folder.options)
      expect(await journal.appendAll([preImage('dddddddd', people)])).toEqual([5])
    }
    {
      await using journal = await reopenJournal(dir, folder.options)
      expect(await journal.appendAll([closing])).toEqual([6])
    }
    await using reader = readJournal(dir)
    const entries = await all(reader.entries())
    expect(entries.filter(({ type }) => type === 'torn')).toMatchObject([{ file: 'values', what: 'ignored' }])
    expect(await reader.preImage(entries[5] as never)).toMatchObject({
      members: [{ id: '003A' }, { id: '003B' }],
    })
  })

  it.each<[string, (lines: string[]) => readonly string[], RegExp]>([
    [
      'a changed line',
      (lines) => lines.with(1, (lines[1] ?? '').replace('"complete":true', '"complete":false')),
      /line 2 was changed/,
    ],
    ['a changed space', (lines) => lines.with(1, (lines[1] ?? '').replace(',', ', ')), /line 2 was changed/],
    [
      'a key said twice',
      (lines) => lines.with(0, (lines[0] ?? '').replace('{', '{"at":"2020-01-01T00:00:00Z",')),
      /line 1 was changed/,
    ],
    ['a line taken out', (lines) => lines.toSpliced(1, 1), /line 2 is entry 2; before it entry 1 is missing/],
    [
      'lines changed about',
      ([a, b, c, d]) => [a, c, b, d] as string[],
      /line 2 is entry 2; before it entry 1 is missing/,
    ],
    ['a line written twice', ([a, b, c, d]) => [a, b, b, c, d] as string[], /line 3 is entry 1 once more/],
    [
      'the first line taken out',
      (lines) => lines.slice(1),
      /line 1 is entry 1; before it entry 0 is missing/,
    ],
    ['a line of something else', (lines) => lines.with(2, 'oh'), /line 3 is no journal entry/],
  ])('refuses %s', async (_, change, message) => {
    using folder = scratch()
    const dir = await written(folder, run)
    const path = join(dir, 'journal.ndjson')
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
    writeFileSync(path, `${change(lines).join('\n')}\n`)
    const error = { code: 'JOURNAL_BROKEN', exit: 31, message: expect.stringMatching(message) }
    await expect(reopenJournal(dir, folder.options)).rejects.toMatchObject(error)
    await using reader = readJournal(dir)
    await expect(all(reader.entries())).rejects.toMatchObject(error)
    expect(existsSync(join(dir, 'lock'))).toBe(false)
  })

  it('refuses values that were changed, when they are asked for', async () => {
    using folder = scratch()
    const dir = await written(folder, run)
    const path = join(dir, 'values.ndjson')
    writeFileSync(path, readFileSync(path, 'utf8').replace('003A@acme', '003A@acne'))
    await using reader = readJournal(dir)
    const entries = await all(reader.entries())
    await expect(reader.preImage(entries[1] as never)).rejects.toMatchObject({ code: 'JOURNAL_BROKEN' })
  })

  it('says where there is none', async () => {
    using folder = scratch()
    const dir = join(folder.path, 'nowhere')
    const error = { code: 'JOURNAL_MISSING', exit: 2 }
    await expect(reopenJournal(dir, folder.options)).rejects.toMatchObject(error)
    expect(() => readJournal(dir)).toThrow(expect.objectContaining(error))
  })

  it.skipIf(process.platform === 'win32')('closes files again that somebody opened to others', async () => {
    using folder = scratch()
    const dir = await written(folder, run)
    chmodSync(join(dir, 'values.ndjson'), 0o644)
    await using _ = await reopenJournal(dir, folder.options)
    expect(statSync(join(dir, 'values.ndjson')).mode & 0o777).toBe(0o600)
  })
})

describe('two processes', () => {
  const module = JSON.stringify(new URL('../../../src/plan/journal/index.ts', import.meta.url).href)

  it('do not write one journal', async () => {
    using folder = scratch()
    const dir = join(folder.path, 'journal')
    await using journal = await createJournal(dir, folder.options)
    await journal.appendAll(run)
    const program = `
      const { reopenJournal } = await import(${module})
      await reopenJournal(${JSON.stringify(dir)}, { ...${JSON.stringify(folder.options)}, now: () => new Date() })
        .then(() => console.log('opened'), (error) => console.log(error.code, error.exit))`
    const said = execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' })
    expect(said.trim()).toBe('JOURNAL_BUSY 31')
    await expect(reopenJournal(dir, folder.options)).rejects.toMatchObject({ code: 'JOURNAL_BUSY' })
    expect(await journal.appendAll([closing])).toEqual([4])
  })

  it('take over from one that was killed', async () => {
    using folder = scratch()
    const dir = join(folder.path, 'journal')
    const program = `
      const { createJournal } = await import(${module})
      const options = { ...${JSON.stringify(folder.options)}, now: () => new Date(0) }
      const journal = await createJournal(${JSON.stringify(dir)}, options)
      await journal.appendAll(${JSON.stringify(run)})
      process.kill(process.pid, 'SIGKILL')`
    expect(() => execFileSync(process.execPath, ['--input-type=module', '-e', program])).toThrow()
    expect(existsSync(join(dir, 'lock'))).toBe(true)
    await using journal = await reopenJournal(dir, folder.options)
    expect(await journal.appendAll([closing])).toEqual([4])
  })

  const elsewhere = {
    pid: 1,
    host: 'far-away',
    processStart: '',
    since: 'yesterday',
    token: 't',
  }

  it.each(['the folder', 'a copy of it'])(
    'of another machine goes on with %s only when that is said to be gone',
    async (which) => {
      using folder = scratch()
      const dir = await written(folder, run)
      writeFileSync(join(dir, 'lock'), JSON.stringify(elsewhere))
      const path = which === 'the folder' ? dir : join(folder.path, 'copy')
      if (path !== dir) cpSync(dir, path, { recursive: true })
      for (const goneHost of [undefined, null, 'somewhere-else', hostname()])
        await expect(
          reopenJournal(path, { ...folder.options, ...(goneHost === undefined ? {} : { goneHost }) }),
        ).rejects.toMatchObject({
          code: 'JOURNAL_BUSY',
          exit: 31,
          message: expect.stringContaining('process 1 on far-away'),
          actions: [expect.any(String), expect.stringContaining('--gone-host far-away')],
        })
      await using journal = await reopenJournal(path, { ...folder.options, goneHost: 'far-away' })
      expect(await journal.appendAll([closing])).toEqual([4])
      expect(JSON.parse(readFileSync(join(path, 'lock'), 'utf8'))).toMatchObject({
        host: hostname(),
        pid: process.pid,
      })
    },
  )
})

async function written(folder: ReturnType<typeof scratch>, writes: typeof run): Promise<string> {
  const dir = join(folder.path, 'journal')
  await using journal = await createJournal(dir, folder.options)
  await journal.appendAll(writes)
  return dir
}

import { execFileSync } from 'node:child_process'
import { existsSync, linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createJournal } from '../../../src/plan/journal/index.ts'

const now = () => new Date('2026-03-02T09:00:00Z')

describe.skipIf(process.platform === 'win32')('a file planted in the folder of a journal', () => {
  it.skipIf(!existsSync('/proc/self'))('a folder below /proc is refused at once', async () => {
    const root = mkdtempSync(join(tmpdir(), 'planted-'))
    const options = { home: join(root, 'home'), connection: 'acme', plan: 'p', now }
    const begun = createJournal('/proc/none/journal', options)
    await expect(begun).rejects.toMatchObject({ code: 'JOURNAL_NOT_WRITABLE' })
    rmSync(root, { recursive: true })
  })

  it.each(['journal.ndjson', 'values.ndjson'])(
    'is refused when it is a pipe or has two names: %s',
    async (name) => {
      const root = mkdtempSync(join(tmpdir(), 'planted-'))
      const begin = (dir: string) =>
        createJournal(dir, { home: join(root, 'home'), connection: 'acme', plan: 'p', now })
      for (const kind of ['pipe', 'link']) {
        const dir = join(root, kind)
        mkdirSync(dir)
        if (kind === 'pipe') execFileSync('mkfifo', [join(dir, name)])
        else {
          writeFileSync(join(root, 'other'), '')
          linkSync(join(root, 'other'), join(dir, name))
        }
        await expect(begin(dir)).rejects.toMatchObject({ code: 'JOURNAL_FOLDER' })
      }
      expect(readFileSync(join(root, 'other'), 'utf8')).toBe('')
      rmSync(root, { recursive: true })
    },
  )
})

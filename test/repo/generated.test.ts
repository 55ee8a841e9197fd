import { spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { root } from './source.ts'

it('generated files are what the source generates', () => {
  const check = spawnSync(process.execPath, ['scripts/generate.ts', '--check'], {
    cwd: root,
    encoding: 'utf8',
  })
  expect(check.status, check.stdout + check.stderr).toBe(0)
})

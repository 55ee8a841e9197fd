import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { read, root } from './source.ts'

const folder = mkdtempSync(join(tmpdir(), 'steward-graph-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Every module that a run of the built command loads, required or imported. */
function moduleGraph(...args: readonly string[]): readonly string[] {
  const hook = join(folder, 'hook.mjs')
  const list = join(folder, 'list.txt')
  writeFileSync(list, '')
  writeFileSync(
    hook,
    `import { registerHooks } from 'node:module'
     import { appendFileSync } from 'node:fs'
     registerHooks({ load(url, context, next) { appendFileSync(${JSON.stringify(list)}, url + '\\n'); return next(url, context) } })`,
  )
  const run = spawnSync(process.execPath, ['--import', hook, 'bin/run.js', ...args], {
    cwd: root,
    encoding: 'utf8',
  })
  expect(run.status, run.stderr).toBe(0)
  return readFileSync(list, 'utf8').trim().split('\n')
}

describe.each([['--version'], ['--help'], ['scan', '--help']])('the module graph of %s', (...args) => {
  it('has oclif and no SDK, no database and no matcher', () => {
    const graph = moduleGraph(...args)
    expect(graph.some((url) => url.includes('/@oclif/core/'))).toBe(true)
    const heavy = /\/(@salesforce|jsforce|@jsforce|@hubspot|@duckdb|undici|zod|@faker-js|libphonenumber-js)\//
    expect(graph.filter((url) => heavy.test(url) && !(args[0] === 'scan' && url.includes('/zod/')))).toEqual(
      [],
    )
  })
})

describe('the packed package', () => {
  const [packed] = JSON.parse(
    execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: root, encoding: 'utf8' }),
  )
  const paths: readonly string[] = packed.files.map((file: { path: string }) => file.path)

  it('has what it needs to run', () => {
    expect(paths).toEqual(
      expect.arrayContaining([
        'package.json',
        'README.md',
        'LICENSE',
        'bin/run.js',
        'oclif.manifest.json',
        'lib/src/kit/index.js',
        'lib/src/kit/index.d.ts',
        'lib/src/commands/scan/index.js',
      ]),
    )
  })

  it('has nothing else', () => {
    const allowed =
      /^(package\.json|README\.md|LICENSE|CHANGELOG\.md|oclif\.manifest\.json|bin\/run\.js|schemas\/[\w.-]+\.json|lib\/(src|connectors|plugins|emulators)\/.+\.(js|d\.ts))$/
    expect(paths.filter((path) => !allowed.test(path))).toEqual([])
  })
})

describe('package.json', () => {
  const { dependencies, devDependencies } = JSON.parse(read('package.json'))

  it.each(Object.entries({ ...dependencies, ...devDependencies }))(
    '%s is pinned to one version',
    (_name, version) => {
      expect(version).toMatch(/^(npm:@jsforce\/jsforce-node@)?\d+\.\d+\.\d+(-[\w.]+)?$/)
    },
  )

  it('the lock file names no registry', () => {
    expect(read('package-lock.json')).not.toMatch(/"resolved":/)
  })
})

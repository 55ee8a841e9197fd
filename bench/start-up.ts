/** How long `--version` and `--help` take beside a bare oclif command line on the same machine in the same run. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { performance } from 'node:perf_hooks'

const runs = Number(process.argv[2] ?? 15)
const folder = mkdtempSync(join(tmpdir(), 'bare-oclif-'))

function writeBareCli(): string {
  mkdirSync(join(folder, 'bin'))
  mkdirSync(join(folder, 'commands'))
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({
      name: 'bare',
      version: '0.0.0',
      type: 'module',
      oclif: { bin: 'bare', commands: './commands', plugins: [] },
    }),
  )
  writeFileSync(
    join(folder, 'commands', 'hello.js'),
    `import { Command } from '@oclif/core'\nexport default class Hello extends Command { async run() { await this.parse(Hello) } }\n`,
  )
  const bin = join(folder, 'bin', 'run.js')
  writeFileSync(bin, `import { execute } from '@oclif/core'\nawait execute({ dir: import.meta.url })\n`)
  return bin
}

function milliseconds(bin: string, flag: string): number {
  const start = performance.now()
  const { status, stderr } = spawnSync(process.execPath, [bin, flag], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${bin} ${flag}: ${stderr}`)
  return performance.now() - start
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

try {
  const bare = writeBareCli()
  const ours = resolve('bin/run.js')
  const figures = ['--version', '--help'].map((flag) => {
    const times = Array.from(
      { length: runs },
      () => [milliseconds(bare, flag), milliseconds(ours, flag)] as const,
    )
    const [bareMs, oursMs] = [median(times.map(([ms]) => ms)), median(times.map(([, ms]) => ms))]
    return {
      flag,
      bareMs: Math.round(bareMs),
      oursMs: Math.round(oursMs),
      ratio: Number((oursMs / bareMs).toFixed(2)),
    }
  })
  console.table(figures)
  console.log(JSON.stringify({ bench: 'start-up', runs, node: process.version, figures }))
} finally {
  rmSync(folder, { recursive: true, force: true })
}

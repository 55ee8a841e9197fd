/** Compiles to lib/ and writes the oclif manifest, so that start-up need not import every command. */
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'

function run(command: string, args: readonly string[]): void {
  const { status } = spawnSync(command, args, {
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  })
  if (status !== 0) process.exit(status ?? 1)
}

rmSync('lib', { recursive: true, force: true })
run('tsc', ['-p', 'tsconfig.build.json'])
run('oclif', ['manifest'])

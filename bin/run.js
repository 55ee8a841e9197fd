#!/usr/bin/env node
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import module from 'node:module'
import { fileURLToPath } from 'node:url'

const needed = 24
const here = Number(process.versions.node.split('.')[0])
const carried = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url))

if (here >= needed) {
  module.enableCompileCache?.()
  const { start } = await import('../lib/src/cli/start.js')
  await start(fileURLToPath(new URL('..', import.meta.url)))
} else if (existsSync(carried)) {
  const { status, signal } = spawnSync(carried, process.argv.slice(1), { stdio: 'inherit' })
  process.exitCode = signal ? 130 : (status ?? 1)
} else {
  process.stderr.write(`steward needs Node ${needed} or newer; this is Node ${process.versions.node}.\n`)
  process.exitCode = 1
}

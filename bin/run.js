#!/usr/bin/env node
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import module from 'node:module'
import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'

const needed = 24
const here = Number(process.versions.node.split('.')[0])
const carried = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url))

if (here >= needed) {
  module.enableCompileCache?.()
  const { start } = await import('../lib/src/cli/start.js')
  await start(fileURLToPath(new URL('..', import.meta.url)))
} else if (existsSync(carried)) {
  runOn(carried)
} else {
  process.stderr.write(`steward needs Node ${needed} or newer; this is Node ${process.versions.node}.\n`)
  process.exitCode = 1
}

function runOn(node) {
  const child = spawn(node, process.argv.slice(1), { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // Ctrl-C at a terminal reaches the child by itself; a second one would stop it at once.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    })
  }
  child.once('error', (error) => {
    process.stderr.write(`steward cannot start ${node}: ${error.message}\n`)
    process.exitCode = 1
  })
  child.once('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0)
  })
}

#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { execute, settings } from '@oclif/core'

const root = fileURLToPath(new URL('..', import.meta.url))
const pjson = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
pjson.oclif.commands = { strategy: 'pattern', target: './src/commands' }
settings.enableAutoTranspile = false // oclif's own lookup needs the TypeScript 6 API
await execute({ development: true, loadOptions: { root, pjson, ignoreManifest: true } })

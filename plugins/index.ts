import type { RulePack } from '../src/kit/index.ts'
import across from './across/index.ts'
import duplicates from './duplicates/index.ts'
import steward from './steward/index.ts'

const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'

/** The rule packs that ship with Steward, and the module that a worker imports each from. */
export const packs = [across, duplicates, steward].map((pack: RulePack) => ({
  ...pack,
  module: new URL(`./${pack.name}/index.${extension}`, import.meta.url).href,
}))

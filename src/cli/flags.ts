import { Flags } from '@oclif/core'

/** Flags that several commands have, so that they read and sound the same everywhere. */
export const policyFlag = Flags.string({
  summary: 'Policy file; default: steward.yml in this folder.',
  helpValue: 'FILE',
})

export const targetFlag = Flags.string({
  char: 'o',
  aliases: ['connection'],
  summary: 'Connection of the policy, an alias of the sf CLI, or a folder of CSV files; may be repeated.',
  multiple: true,
  multipleNonGreedy: true,
  helpValue: 'NAME',
})

export const unmaskFlag = Flags.boolean({
  summary: 'Show personal values where they would be masked.',
  default: false,
})

export const outputFileFlag = Flags.string({
  char: 'f',
  summary: 'Write the answer to a file, readable by you alone.',
  helpValue: 'FILE',
})

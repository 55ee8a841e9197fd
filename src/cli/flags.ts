import { Args, Flags } from '@oclif/core'

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

export const oneTargetFlag = Flags.string({
  char: 'o',
  aliases: ['connection'],
  summary: 'Connection of the policy or alias of the sf CLI; may be left out when the policy has one.',
  helpValue: 'NAME',
})

export const runFlag = Flags.string({
  summary: 'Number of the scan whose groups are meant; default: the last one.',
  default: 'last',
  helpValue: 'N',
})

export const journalFlag = Flags.string({
  summary: 'Folder of the journal; default: beside the plan.',
  helpValue: 'DIR',
})

export const goneHostFlag = Flags.string({
  summary: 'Take over the journal and the lock of this machine: its run was killed, or it is gone for good.',
  helpValue: 'HOST',
})

export const confirmPlanFlag = Flags.string({
  summary: "Say yes without a terminal, by the plan's id.",
  helpValue: 'ID',
})

export const confirmOrgFlag = Flags.string({
  summary: 'Name the production org that is meant, by its host.',
  helpValue: 'HOST',
})

export const rehearseFlag = Flags.boolean({
  summary: 'In a sandbox with the same record ids instead: -o names it.',
})

export const sandboxFlag = Flags.string({
  char: 'o',
  aliases: ['connection'],
  summary: 'Sandbox for --rehearse: a connection of the policy or an alias of the sf CLI.',
  helpValue: 'NAME',
  dependsOn: ['rehearse'],
})

export const selectorArg = Args.string({ description: 'Rule, family or tag; several may be given.' })

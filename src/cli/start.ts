import { run } from '@oclif/core'
import { wantsColour } from './env.ts'
import { formatError, toKitError } from './errors.ts'

/** Runs the command line; `root` is the folder of package.json. */
export async function start(root: string): Promise<void> {
  // `| head` closes the pipe; nobody is left to read, and nothing went wrong
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
  try {
    await run(process.argv.slice(2), { root })
  } catch (error) {
    const { code, oclif } = error as { code?: string; oclif?: { exit?: number } }
    if (code === 'EEXIT') {
      process.exitCode = oclif?.exit ?? 0
      return
    }
    const known = toKitError(error)
    process.exitCode = known.exit
    process.stderr.write(`${formatError(known, wantsColour(process.stderr))}\n`)
  }
}

import { relative } from 'node:path'
import type { LoadedPolicy } from '../policy/index.ts'
import { type Format, formats, masksByDefault, type ReportInput } from '../report/index.ts'
import type { ScanOutcome } from '../scan/outcome.ts'
import { wantsColour } from './env.ts'
import { writeOutputFile, writeStdout } from './output.ts'

export interface RenderOptions {
  readonly format: Format
  readonly file: string | undefined
  readonly unmask: boolean
  readonly limit: number | undefined
  /** Wrap the JSON answer in the sf envelope. */
  readonly json: boolean
  readonly warnings: readonly string[]
}

/** Everything a report wants to know, as the terminal and the flags say. */
export function reportInput(
  outcome: ScanOutcome,
  policy: LoadedPolicy,
  options: Omit<RenderOptions, 'json' | 'warnings'>,
): ReportInput {
  const interactive = process.stdout.isTTY === true && options.file === undefined
  return {
    outcome,
    rules: policy.registry.rules,
    mask: policy.policy.privacy.mask && !options.unmask && masksByDefault(options.format, interactive),
    width: Math.min(process.stdout.columns ?? 80, 120),
    colour: interactive && wantsColour(process.stdout),
    ...(options.limit === undefined ? {} : { limit: options.limit }),
    ...(policy.path === null ? {} : { policyFile: relative(process.cwd(), policy.path) }),
    byteOrderMark: options.format === 'csv' && options.file !== undefined,
  }
}

/** Writes a scan to stdout or a file; with `--json` the answer on stdout is always the envelope. */
export async function renderOutcome(
  outcome: ScanOutcome,
  policy: LoadedPolicy,
  options: RenderOptions,
): Promise<void> {
  const input = reportInput(outcome, policy, options)
  if (options.file !== undefined) {
    const path = await writeOutputFile(options.file, formats[options.format](input))
    if (!options.json) process.stderr.write(`Written: ${path}\n`)
  }
  if (options.json)
    await writeStdout(
      envelope(
        formats.json({ ...input, mask: policy.policy.privacy.mask && !options.unmask }),
        options.warnings,
      ),
    )
  else if (options.file === undefined) await writeStdout(formats[options.format](input))
}

/** The sf envelope around an answer that is written as a stream. */
export async function* envelope(
  result: AsyncIterable<string>,
  warnings: readonly string[],
): AsyncGenerator<string> {
  yield `{"status":${Number(process.exitCode ?? 0)},"result":`
  yield* result
  yield `,"warnings":${JSON.stringify(warnings)}}\n`
}

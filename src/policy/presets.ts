import { didYouMean, listed } from './nearest.ts'
import type { Registry } from './packs/registry.ts'
import type { Problem } from './problems.ts'
import type { RuleLayer } from './rules.ts'
import { Preset } from './schema.ts'

/** The presets that `extends` names, as layers below the policy's own rules. */
export function presetLayers(
  registry: Registry,
  names: readonly string[],
): { readonly layers: readonly RuleLayer[]; readonly problems: readonly Problem[] } {
  const layers: RuleLayer[] = []
  const problems: Problem[] = []
  for (const [index, name] of names.entries()) {
    const path = ['extends', index]
    const preset = registry.presets.get(name)
    if (preset === undefined) {
      const known = [...registry.presets.keys()]
      const hint = didYouMean(name, known) ?? `There are: ${listed(known)}`
      problems.push({ path, message: 'names no preset', hint })
      continue
    }
    const parsed = Preset.safeParse(preset)
    if (parsed.success) layers.push({ path: null, label: name, rules: parsed.data.rules })
    else
      problems.push({ path, message: `names a preset that is invalid: ${parsed.error.issues[0]?.message}` })
  }
  return { layers, problems }
}

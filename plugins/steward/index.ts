import { defineRulePack } from '../../src/kit/index.ts'

/** Presets over all packs. */
export default defineRulePack({
  name: 'steward',
  rules: [],
  presets: {
    recommended: { rules: { '*': 'on' } },
    strict: {
      rules: {
        '*': 'on',
        'duplicates/*': { threshold: 0.9 },
        'scan/incomplete': 'critical',
        'policy/expired-waiver': 'high',
        'policy/unused-waiver': 'medium',
      },
    },
    none: { rules: { '*': 'off' } },
  },
})

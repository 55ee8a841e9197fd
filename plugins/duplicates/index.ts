import { defineRulePack } from '../../src/kit/index.ts'
import { people } from './people.ts'

export default defineRulePack({ name: 'duplicates', rules: [people] })

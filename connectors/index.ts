import type { Connector } from '../src/kit/connector.ts'
import { files } from './files/index.ts'
import { hubspot } from './hubspot/index.ts'
import { memory } from './memory/index.ts'
import { salesforce } from './salesforce/index.ts'

/** In the order in which they are asked what a name without policy means. */
// biome-ignore lint/suspicious/noExplicitAny: a list of connectors holds settings of every shape
export const connectors: readonly Connector<any>[] = [files, salesforce, hubspot, memory]

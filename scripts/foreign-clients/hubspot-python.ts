import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type HubspotClient, type HubspotGround, run, stepsOf, type Trial } from './step.ts'

/** HubSpot's own client for Python, on the addresses with version numbers. */
export const hubspotPython: HubspotClient = (ground) =>
  tryProgram(ground, 'hubspot-api-client', 'hubspot-python.py')

/** HubSpot's newer client for Python, on the addresses with dates. */
export const hubspotDated: HubspotClient = (ground) => tryProgram(ground, 'hubspot-sdk', 'hubspot-dated.py')

/** A client by others: the Singer tap reads whole accounts for data warehouses. */
export const singerTap: HubspotClient = (ground) => tryProgram(ground, 'tap-hubspot', 'tap-hubspot.py')

async function tryProgram({ account, folder }: HubspotGround, name: string, program: string): Promise<Trial> {
  const home = join(folder, `py-${name}`)
  const python = join(home, 'bin', 'python')
  if (!existsSync(python)) await run('python3', ['-m', 'venv', home])
  await run(python, ['-m', 'pip', 'install', '--quiet', '--pre', name])
  const version = await run(python, ['-c', `import importlib.metadata as m; print(m.version("${name}"))`])
  const { url, accessToken, clientId, clientSecret, refreshToken } = account
  const env = { ...process.env, NO_PROXY: '127.0.0.1' }
  const file = join(import.meta.dirname, program)
  const given = [url, accessToken, clientId, clientSecret, refreshToken, home]
  return { version: version.trim(), steps: stepsOf(await run(python, [file, ...given], { env })) }
}

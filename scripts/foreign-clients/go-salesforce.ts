import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Client, run, stepsOf } from './step.ts'

const version = 'v3.1.0'

/** A Go client; it logs in with client credentials and with a JWT. */
export const goSalesforce: Client = async ({ org, folder, keyFile, jwtClientId }) => {
  const cwd = join(folder, 'go')
  mkdirSync(cwd, { recursive: true })
  writeFileSync(join(cwd, 'go.mod'), `module foreign\n\ngo 1.24.5\n`)
  copyFileSync(join(import.meta.dirname, 'go-salesforce.go'), join(cwd, 'main.go'))
  await run('go', ['get', `github.com/k-capehart/go-salesforce/v3@${version}`], { cwd })
  await run('go', ['mod', 'tidy'], { cwd })
  await run('go', ['build', '-o', 'foreign', '.'], { cwd })
  const { url, clientId, clientSecret, username } = org
  const lines = await run(join(cwd, 'foreign'), [url, clientId, clientSecret, jwtClientId, username, keyFile])
  return { version, steps: stepsOf(lines) }
}

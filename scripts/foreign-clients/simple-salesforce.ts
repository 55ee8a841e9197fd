import { existsSync, readFileSync } from 'node:fs'
import { request } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type Client, run, stepsOf } from './step.ts'

/** The Python client. It speaks HTTPS only, so a small proxy stands in front of the org. */
export const simpleSalesforce: Client = async ({ org, folder }) => {
  const python = join(folder, 'py', 'bin', 'python')
  if (!existsSync(python)) {
    await run('python3', ['-m', 'venv', join(folder, 'py')])
    await run(python, ['-m', 'pip', 'install', '--quiet', 'simple-salesforce'])
  }
  const version = await run(python, [
    '-c',
    'import importlib.metadata as m; print(m.version("simple-salesforce"))',
  ])
  const certificate = join(folder, 'tls.pem')
  const key = join(folder, 'tls.key')
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1']
  const flags = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', certificate]
  await run('openssl', ['req', ...flags, ...subject])
  const proxy = await startProxy(org.url, certificate, key)
  const url = `https://127.0.0.1:${(proxy.address() as AddressInfo).port}`
  try {
    const program = join(import.meta.dirname, 'simple-salesforce.py')
    const env = { ...process.env, REQUESTS_CA_BUNDLE: certificate, NO_PROXY: '127.0.0.1' }
    const lines = await run(python, [program, url, org.accessToken], { env })
    return { version: version.trim(), steps: stepsOf(lines) }
  } finally {
    proxy.closeAllConnections()
    proxy.close()
  }
}

async function startProxy(target: string, certificate: string, key: string): Promise<Server> {
  const server = createServer(
    { cert: readFileSync(certificate), key: readFileSync(key) },
    (incoming, outgoing) => {
      const { method, headers, url = '/' } = incoming
      const forwarded = request(target + url, { method: method ?? 'GET', headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(outgoing)
      })
      forwarded.on('error', () => outgoing.destroy())
      incoming.pipe(forwarded)
    },
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

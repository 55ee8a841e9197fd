type Environment = Record<string, string | undefined>

/**
 * A copy of the environment for the connectors; the secrets among it are deleted from the original and from
 * `process.env`, so that no child and no worker inherits them.
 */
export function takeSecrets(env: Environment, names: readonly string[]): Readonly<Environment> {
  const taken = Object.freeze({ ...env })
  for (const name of names) {
    delete env[name]
    delete process.env[name]
  }
  return taken
}

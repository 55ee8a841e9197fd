import { defineConfig } from 'vitest/config'

// Tests speak to this machine alone, some of them through clients that do not know NO_PROXY.
for (const name of ['http_proxy', 'https_proxy', 'all_proxy']) {
  delete process.env[name]
  delete process.env[name.toUpperCase()]
}

export default defineConfig({
  test: {
    disableConsoleIntercept: true, // the tests capture process.stdout themselves
    maxWorkers: 2, // on two cores the default is one, and most tests wait for a server or a child process
    coverage: { provider: 'v8', include: ['src/**', 'connectors/**', 'plugins/**', 'emulators/**'] },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['**/*.nut.test.ts'],
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'built',
          include: ['test/**/*.nut.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
})

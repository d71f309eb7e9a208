import { fileURLToPath } from 'node:url';
import type { UserConfig } from 'vite';

const inClient = (path: string): string => fileURLToPath(new URL(`web-client/${path}`, import.meta.url));
const WORKER = 'service-worker';

export default {
  root: 'web-client',
  // Whoever starts the build, a test run included, what is built is what is served: never a library's development files.
  resolve: { conditions: ['module', 'browser', 'production'] },
  build: {
    outDir: '../dist/web-client',
    emptyOutDir: true,
    // Small files inlined as data: URIs would be refused by the Content-Security-Policy.
    assetsInlineLimit: 0,
    // Every browser that runs these components preloads modules itself.
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { index: inClient('index.html'), [WORKER]: inClient('service-worker/service-worker.ts') },
      output: {
        // A worker is known by its address, and in charge of the paths below it: one name for ever, at the top.
        entryFileNames: ({ name }) => (name === WORKER ? '[name].js' : 'assets/[name]-[hash].js'),
      },
    },
  },
} satisfies UserConfig;
